import type { Command } from './command.ts';
import type { Fields, Given } from './field.ts';
import type { Language } from './language.ts';
import { items, message } from './message.ts';
import { Refusal } from './refusal.ts';
import { literal, text, typed } from './text.ts';
import type { Tree } from './tree.ts';
import { words } from './words.ts';

/** A typed line as a command and what was given; nothing typed means the person's home. */
export interface Parsed<C, May extends string> {
  readonly command: Command<C, May>;
  readonly given: Given;
}

/**
 * Reads `topic verb option:value option:"several words" free text`, any case, with or without `/weft` before it.
 * Throws a Refusal that names the nearest topic, the verbs or the options when a word does not fit.
 */
export function parseLine<C, May extends string, D>(
  tree: Tree<C, May, D>,
  line: string,
  language: Language,
): Parsed<C, May> {
  const tokens = tokenize(withoutName(line).slice(0, 8000));
  const topic = tokens[0]?.text.toLowerCase() ?? 'home';
  if (!tree.topics.includes(topic)) throw new Refusal(noTopic(tree, topic, language));
  const verbs = tree.verbs(topic);
  const named = tokens[1] && tree.find(topic, tokens[1].text.toLowerCase());
  const only = verbs.length === 1 ? verbs[0] : undefined;
  const command = named ?? (tokens.length <= 1 ? (tree.find(topic, 'show') ?? only) : only);
  if (!command) {
    const list = verbs.map((one) => one.verb).join(', ');
    throw new Refusal(
      message(text`${words[language].unknownVerb(topic, list)} ${typed(`help show ${topic}`)}`),
    );
  }
  return { command, given: readOptions(command, tokens.slice(named ? 2 : 1), language) };
}

/** A line without the `/weft`, or `weft`, that somebody put before it. */
export function withoutName(line: string): string {
  return line.replace(/^\s*\/?weft(?=\s|$)/i, '');
}

/** What could come next after what was typed so far: topics, then verbs, then options. */
export function complete<C, May extends string, D>(tree: Tree<C, May, D>, line: string): readonly string[] {
  const written = withoutName(line).trimStart();
  const parts = written.split(/\s+/);
  const last = parts.at(-1)?.toLowerCase() ?? '';
  if (parts.length <= 1) return tree.topics.filter((topic) => topic.startsWith(last));
  const topic = parts[0]?.toLowerCase() ?? '';
  if (parts.length === 2) {
    return tree
      .verbs(topic)
      .map((command) => command.verb)
      .filter((verb) => verb.startsWith(last))
      .map((verb) => `${topic} ${verb}`);
  }
  const command = tree.find(topic, parts[1]?.toLowerCase() ?? '');
  const before = parts.slice(0, -1).join(' ');
  return Object.keys(command?.options ?? {})
    .filter((name) => name.startsWith(last))
    .map((name) => `${before} ${name}:`);
}

interface Token {
  readonly text: string;
  readonly option?: string;
}

function tokenize(line: string): readonly Token[] {
  const pattern = /(?:([a-z][a-z-]*):)?(?:"([^"]*)"|“([^”]*)”|(\S+))/gi;
  return [...line.matchAll(pattern)].map((match) => {
    const value = match[2] ?? match[3] ?? match[4] ?? '';
    // A link or a time is no option: "https://…", "18:30".
    if (match[1] !== undefined && value.startsWith('//')) return { text: `${match[1]}:${value}` };
    return match[1] === undefined ? { text: value } : { text: value, option: match[1].toLowerCase() };
  });
}

function readOptions<C, May extends string>(
  command: Command<C, May>,
  tokens: readonly Token[],
  language: Language,
): Given {
  const given: Record<string, string> = {};
  const free: string[] = [];
  const names = Object.keys(command.options);
  for (const token of tokens) {
    if (token.option === undefined) free.push(token.text);
    else if (names.includes(token.option)) given[token.option] = token.text;
    else throw new Refusal(noOption(command, token.option, language));
  }
  if (free.length > 0) {
    const place =
      command.free ?? names.find((name) => isFree(command.options, name) && given[name] === undefined);
    if (place === undefined) throw new Refusal(noOption(command, free.join(' ').slice(0, 60), language));
    given[place] = given[place] === undefined ? free.join(' ') : `${given[place]} ${free.join(' ')}`;
  }
  return given;
}

function isFree(options: Fields, name: string): boolean {
  const kind = options[name]?.kind;
  return (
    kind === 'text' || kind === 'longText' || kind === 'lookup' || kind === 'moment' || kind === 'choice'
  );
}

function noOption<C, May extends string>(command: Command<C, May>, written: string, language: Language) {
  const names = Object.keys(command.options).join(', ');
  const called = `${command.topic} ${command.verb}`;
  if (names === '') return message(words[language].takesNothing(called));
  return message(text`${words[language].unknownOption(written, names)} ${typed(command.example)}`);
}

function noTopic<C, May extends string, D>(tree: Tree<C, May, D>, word: string, language: Language) {
  const say = words[language];
  const shown = word.slice(0, 40);
  const verbs = tree.commands
    .filter(({ verb }) => verb === word)
    .map(({ topic, verb }) => `${topic} ${verb}`);
  if (verbs.length > 1)
    return message(literal(say.onlyVerb(shown)), items(...verbs.map((one) => [typed(one)])));
  const near = verbs[0] ?? tree.topics.find((topic) => distance(topic, word) <= 2);
  return message(text`${say.unknownTopic(shown, near)} ${typed(near ?? 'help show')}`);
}

/** Edits between two words, up to words of 40 letters. */
function distance(a: string, b: string): number {
  const wide = b.slice(0, 40);
  let row = [...wide, ''].map((_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    let before = row[0] ?? 0;
    row = row.map((value, j) => {
      if (j === 0) return i + 1;
      const cost = Math.min(value + 1, before + (wide[j - 1] === letter ? 0 : 1));
      before = value;
      return cost;
    });
    for (let j = 1; j < row.length; j++) row[j] = Math.min(row[j] ?? 0, (row[j - 1] ?? 0) + 1);
  }
  return row.at(-1) ?? 0;
}
