import type { Command, Press } from './command.ts';
import type { ButtonId } from './press.ts';

/** Everything a person can type or press, with no two of the same name. */
export interface Tree<C, May extends string, D> {
  readonly commands: readonly Command<C, May>[];
  readonly presses: ReadonlyMap<ButtonId, Press<C, May, D>>;
  readonly topics: readonly string[];
  find(topic: string, verb: string): Command<C, May> | undefined;
  verbs(topic: string): readonly Command<C, May>[];
}

/** Builds the tree; throws on a duplicate, on a form of more than five fields a step, and on words too long for a platform. */
export function createTree<C, May extends string, D>(
  commands: readonly Command<C, May>[],
  presses: readonly Readonly<Record<ButtonId, Press<C, May, D>>>[],
): Tree<C, May, D> {
  const byName = new Map<string, Command<C, May>>();
  for (const command of commands) {
    const name = `${command.topic} ${command.verb}`;
    if (byName.has(name)) throw new Error(`two commands are called “${name}”`);
    if ([...command.about.en].length > 40) throw new Error(`“${name}”: about is longer than 40 characters`);
    if (command.steps.some((step) => Object.keys(step.fields).length > 5))
      throw new Error(`“${name}”: more than five fields in a step`);
    byName.set(name, command);
  }
  const byId = new Map<ButtonId, Press<C, May, D>>();
  for (const [id, press] of presses.flatMap(
    (some) => Object.entries(some) as [ButtonId, Press<C, May, D>][],
  )) {
    if (byId.has(id)) throw new Error(`two presses are called “${id}”`);
    byId.set(id, press);
  }
  const topics = [...new Set(commands.map((command) => command.topic))];
  const verbs = (topic: string) => commands.filter((command) => command.topic === topic);
  return { commands, presses: byId, topics, verbs, find: (topic, verb) => byName.get(`${topic} ${verb}`) };
}
