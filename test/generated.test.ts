import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Field } from '#chat/index.ts';
import { generated, tree } from '#commands.ts';
import { discordCommands } from '#platforms/discord/index.ts';
import { slackManifest } from '#platforms/slack/index.ts';
import { startDiscord } from './support/discord/index.ts';

const read = (file: string): string => readFileSync(file, 'utf8');

test('the generated files are what the command tree and the configuration imply', () => {
  for (const [file, whole] of Object.entries(generated(read)))
    expect(read(file) === whole, `${file} is stale: run npm run commands`).toBe(true);
});

test('a file that is not fresh would be noticed', () => {
  const readme = generated(read)['README.md'] ?? '';
  const stale = (file: string) =>
    file === 'README.md' ? readme.replace('| `help` |', '| `halp` |') : read(file);
  expect(stale('README.md')).not.toBe(readme);
  expect(generated(stale)['README.md']).toBe(readme);
});

test('Discord takes the commands, with room left below its 8,000 characters', async () => {
  const commands = discordCommands(tree);
  await using discord = await startDiscord();
  expect(() => discord.registerCommands(commands)).not.toThrow();
  expect(charactersIn(commands)).toBeLessThanOrEqual(7_500);
  const tooLong = commands.map((one) => ({ ...one, description: 'x'.repeat(101) }));
  expect(() => discord.registerCommands(tooLong)).toThrow();
});

test('Slack takes the manifest', () => {
  const { display_information, features } = slackManifest(tree);
  // docs.slack.dev/reference/app-manifest
  expect(display_information.name.length).toBeLessThanOrEqual(35);
  expect(display_information.description.length).toBeLessThanOrEqual(140);
  for (const { command, description, usage_hint } of features.slash_commands) {
    expect(command).toMatch(/^\/[a-z]{1,31}$/);
    expect(description.length).toBeLessThanOrEqual(2_000);
    expect(usage_hint.length).toBeLessThanOrEqual(1_000);
    for (const topic of tree.topics) expect(usage_hint).toContain(topic);
  }
});

test('every form and every option fits both platforms', () => {
  const forms = [
    ...tree.commands.map(({ topic, verb, steps, options }) => ({ name: `${topic} ${verb}`, steps, options })),
    ...[...tree.presses].map(([name, { steps }]) => ({ name, steps, options: {} })),
  ];
  const long: string[] = [];
  const fits = (where: string, words: string, most: number) => {
    if ([...words].length > most) long.push(`${where}: “${words}” is longer than ${most}`);
  };
  const look = (where: string, field: Field) => {
    fits(where, field.label.en, 45);
    fits(where, field.hint?.en ?? '', 100);
    if (field.kind !== 'choice' && field.kind !== 'many') return;
    expect(field.options.length).toBeLessThanOrEqual(25);
    for (const { value, label } of field.options) {
      fits(where, value, 75);
      fits(where, label.en, 75);
    }
  };
  for (const { name, steps, options } of forms) {
    for (const [option, field] of Object.entries<Field>(options)) look(`${name} ${option}`, field);
    for (const step of steps) {
      fits(name, step.title.en, 24);
      expect(Object.keys(step.fields).length).toBeLessThanOrEqual(5);
      for (const [option, field] of Object.entries<Field>(step.fields)) look(`${name} ${option}`, field);
    }
  }
  expect(long).toEqual([]);
});

/** What Discord counts: names, descriptions and choice values, in all languages the longest. */
function charactersIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + charactersIn(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [key, one]) => {
    const counts = ['name', 'description', 'value'].includes(key) && typeof one === 'string';
    return sum + (counts ? one.length : key.endsWith('_localizations') ? 0 : charactersIn(one));
  }, 0);
}
