import { isDeepStrictEqual } from 'node:util';
import { type APIApplication, type APIApplicationCommand, REST, Routes } from 'discord.js';
import { type CommandTree, discordCommands } from './commands.ts';

export interface Published {
  /** `same`: what is registered already says this; `published`: it was replaced */
  readonly kind: 'same' | 'published';
  readonly application: string;
  /** what was registered under these names before and is no longer, or has changed, or is new */
  readonly changed: readonly string[];
}

/**
 * Makes Discord's global commands those of the tree, writing only when they differ: Discord takes 200 new ones a day.
 * Throws what Discord answers.
 */
export async function publishCommands(given: {
  token: string;
  apiUrl?: string;
  tree: CommandTree;
}): Promise<Published> {
  const rest = new REST({
    version: '10',
    timeout: 15_000,
    ...(given.apiUrl && { api: given.apiUrl }),
  }).setToken(given.token);
  try {
    const { id } = (await rest.get(Routes.currentApplication())) as APIApplication;
    const wanted = discordCommands(given.tree);
    const there = (await rest.get(Routes.applicationCommands(id))) as APIApplicationCommand[];
    const changed = differences(there, wanted);
    if (changed.length === 0) return { kind: 'same', application: id, changed };
    await rest.put(Routes.applicationCommands(id), { body: wanted });
    return { kind: 'published', application: id, changed };
  } finally {
    rest.clearHashSweeper();
    rest.clearHandlerSweeper();
  }
}

function differences(
  there: readonly { name: string }[],
  wanted: readonly { name: string }[],
): readonly string[] {
  const names = new Set([...there, ...wanted].map((command) => command.name));
  return [...names].filter((name) => {
    const [before, after] = [there, wanted].map((some) =>
      essence(some.find((command) => command.name === name)),
    );
    return !isDeepStrictEqual(before, after);
  });
}

const decided = new Set([
  'type',
  'name',
  'description',
  'contexts',
  'integration_types',
  'options',
  'required',
  'choices',
  'value',
  'autocomplete',
  'min_value',
  'max_value',
  'min_length',
  'max_length',
  'channel_types',
]);

/** What Weft decides of a command, without what Discord adds (ids, versions) or spells out (false, empty lists). */
function essence(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(essence);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(
        ([key, value]) =>
          decided.has(key) &&
          value !== false &&
          value !== null &&
          !(Array.isArray(value) && value.length === 0),
      )
      .map(([key, value]) => [key, essence(value)]),
  );
}
