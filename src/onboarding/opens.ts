import type { Press } from '#chat/index.ts';
import { type Command, chatWords, type Given, literal, Refusal } from '#chat/index.ts';
import type { Context, Feature, May } from '#directory/index.ts';
import type { Tx } from '#store/index.ts';

type Commands = () => readonly Feature[];

/** The command of that name, whichever feature has it; undefined where none has. */
export function commandOf(
  features: Commands,
  topic: string,
  verb: string,
): Command<Context, May> | undefined {
  return features()
    .flatMap((feature) => feature.commands)
    .find((command) => command.topic === topic && command.verb === verb);
}

/**
 * A button that opens a command's form and does what the command does, for whoever may use the command. The command
 * is looked up late: it belongs to another feature, which this room does not know.
 */
export function opens(
  features: Commands,
  topic: string,
  verb: string,
  given: Given = {},
): Press<Context, May, Tx> {
  const found = () => commandOf(features, topic, verb);
  const must = (context: Context) => {
    const command = found();
    if (!command) throw new Refusal(literal(chatWords[context.language].stale));
    return command;
  };
  return {
    get may() {
      return found()?.may ?? 'operator';
    },
    answers: 'form',
    get steps() {
      const command = found();
      if (!command || command.steps.length > 0) return command?.steps ?? [];
      return [{ title: { en: `${topic} ${verb}` }, fields: command.options }];
    },
    async open(context) {
      const opening = await must(context).open(context, given);
      return { ...opening, values: { ...given, ...opening.values } };
    },
    run: async (context, _subject, values) => await must(context).run(context, values),
  };
}
