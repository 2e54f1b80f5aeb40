/**
 * Help: what can be typed, all of it from the command tree.
 *
 * `/weft help show intro` → each verb of `intro`, with an example that works.
 */
import type { Command } from '#chat/index.ts';
import { type Context, command, type Feature, type May } from '#directory/index.ts';
import { aboutTopic, overview } from './messages.ts';
import { words } from './words.ts';

/** The feature; it shows every feature's commands, so it is handed the list. */
export function createHelp(all: () => readonly Feature[]): Feature {
  const commands = (): readonly Command<Context, May>[] => all().flatMap((feature) => feature.commands);
  return {
    name: 'help',
    commands: [
      command({
        topic: 'help',
        verb: 'show',
        about: { en: 'What you can type' },
        example: 'help show intro',
        may: 'anyone',
        options: { topic: { kind: 'text', label: { en: 'Topic' }, max: 40 } },
        run: async (context, { topic }) => {
          const first = context.person ? undefined : words[context.language].notYet;
          return topic === undefined
            ? overview(commands(), context.language, first)
            : aboutTopic(commands(), topic.toLowerCase(), context.language);
        },
      }),
    ],
    presses: {},
  };
}
