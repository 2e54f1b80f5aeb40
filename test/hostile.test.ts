import { expect, test } from 'vitest';
import {
  button,
  buttons,
  facts,
  heading,
  items,
  link,
  literal,
  type Message,
  message,
  moment,
  note,
  paragraph,
  picture,
  quote,
  readLink,
  strong,
  text,
  typed,
} from '#chat/index.ts';
import { renderMessage } from '#platforms/discord/render.ts';
import { drawMessage } from '#platforms/slack/render.ts';
import { readDiscordMessage } from './support/hostile/read-discord.ts';
import { readSlackMessage, readSlackText } from './support/hostile/read-slack.ts';
import { type Reading, type Run, moment as shownMoment, written } from './support/hostile/reading.ts';
import { hostileStrings, pieces } from './support/hostile/strings.ts';

// Each string is drawn as it comes, in every kind of place a message has, and read again by readers of each platform's
// syntax that share no code with the renderers. What was read must be what was written, and nothing else.

const noon = Temporal.Instant.from('2027-05-12T17:00:00Z');
const ours = 'https://example.org/a';
const count = 100_000;
/** So many strings stand in one message. */
const places = 11;

/** A message with somebody's words in every kind of place, beside what Weft itself draws. */
function everywhere(w: (at: number) => string): Message {
  return message(
    text`${w(0)}${moment(noon)}${w(1)}`,
    paragraph(text`Said ${strong(w(2))} ${w(3)} ${link(ours)} ${typed(`help show ${w(4)}`)} ${w(5)}`),
    heading(literal(w(6))),
    quote(w(7), w(8)),
    facts({ label: w(9), value: text`${w(10)}` }, { label: 'When', value: text`${w(0)} ${w(1)}` }),
    items(text`${w(2)}`, text`${w(3)} ${strong(w(4))}`),
    note(text`${w(5)}${moment(noon)}${w(6)}`),
    note(text`${link(w(7))}`),
    picture(
      { kind: 'trend', title: w(8), labels: [], lines: [{ name: w(9), shares: [] }] },
      `${w(10)} as a picture`,
    ),
    buttons(button('home.why', w(8))),
  );
}

const run = (marks: string, words: string): Run => ({ marks, words });
const line = run('', '\n');

/** The address of a link that was given as words, when it is one. */
const followed = (words: string) => (readLink(words) === words ? [words] : []);

function expectedOnDiscord(w: (at: number) => string): string {
  return written([
    ...[run('', w(0)), shownMoment, run('', w(1)), line],
    ...[run('', 'Said '), run('bold', w(2)), run('', ` ${w(3)} `), run('link', ours), run('', ' ')],
    ...[run('code', `/weft help show ${w(4).replaceAll('`', "'")}`), run('', w(5)), line],
    ...[run('heading', w(6)), line, run('quote', w(7)), line, run('small', `— ${w(8)}`), line],
    ...[
      run('bold', `${w(9)}:`),
      run('', ` ${w(10)}`),
      line,
      run('bold', 'When:'),
      run('', ` ${w(0)} ${w(1)}`),
    ],
    ...[line, run('item', `• ${w(2)}`), line, run('item', `• ${w(3)} `), run('item bold', w(4)), line],
    ...[run('small', w(5)), { ...shownMoment, marks: 'small moment' }, run('small', w(6)), line],
    ...[run(followed(w(7)).length > 0 ? 'small link' : 'small', w(7)), line],
    ...[run('alt', `${w(10)} as a picture`), line, run('button', w(8))],
  ]);
}

function expectedOnSlack(w: (at: number) => string): string {
  return written([
    ...[run('', w(0)), shownMoment, run('', w(1)), line],
    ...[
      run('', 'Said '),
      run('bold', w(2)),
      run('', ` ${w(3)} `),
      run('link', 'example.org/a'),
      run('', ' '),
    ],
    ...[run('code', `/weft help show ${w(4)}`), run('', w(5)), line],
    ...[run('heading', w(6)), line, run('quote', `${w(7)}\n– ${w(8)}`), line],
    ...[
      run('bold', `${w(9)}:`),
      run('', ` ${w(10)}`),
      line,
      run('bold', 'When:'),
      run('', ` ${w(0)} ${w(1)}`),
    ],
    ...[line, run('item', `• ${w(2)}`), line, run('item', `• ${w(3)} `), run('item bold', w(4)), line],
    ...[run('small', w(5)), { ...shownMoment, marks: 'small moment' }, run('small', w(6)), line],
    ...[run('small', w(7)), line, run('button', w(8))],
  ]);
}

function expectedAsText(w: (at: number) => string): string {
  return written([
    ...[run('', w(0)), shownMoment, run('', `${w(1)}\nSaid ${w(2)} ${w(3)} `), run('link', 'example.org/a')],
    run(
      '',
      ` /weft help show ${w(4)} ${w(5)}\n${w(6)}\n${w(8)}: “${w(7)}”\n${w(9)}: ${w(10)}\nWhen: ${w(0)} ${w(1)}\n`,
    ),
    ...[run('', `• ${w(2)}\n• ${w(3)} ${w(4)}\n${w(5)}`), shownMoment, run('', `${w(6)}\n${w(7)}`)],
  ]);
}

const twins: Readonly<Record<string, string>> = { '∗': '*', ˍ: '_', '∼': '~', ˋ: '`' };
/** Lookalikes as what they stand for. */
const untwinned = (words: string) => words.replaceAll(/[∗ˍ∼ˋ]/g, (mark) => twins[mark] ?? mark);

/** What is wrong with a reading; nothing, where it says what was written and no more. */
function wrongs(what: string, { runs, pings, links }: Reading, expected: string): string[] {
  const read = written(runs);
  const followable = links.filter((address) => address !== ours);
  return [
    ...pings.map((ping) => `${what} calls ${ping}`),
    ...followable.map((address) => `${what} links ${address}`),
    ...(read === expected ? [] : [`${what} shows ${read}\ninstead of ${expected}`]),
  ];
}

interface Draws {
  discord(message: Message): readonly object[];
  slack(message: Message): { readonly text: string; readonly blocks: readonly object[] };
}
const real: Draws = { discord: (one) => renderMessage(one).components, slack: (one) => drawMessage(one) };

function judge(batch: readonly string[], offset: number, draws: Draws): string[] {
  const w = (at: number) => batch[(at + offset) % batch.length] ?? '';
  const drawn = everywhere(w);
  const slack = draws.slack(drawn);
  const onSlack = wrongs('Slack', readSlackMessage(slack.blocks), expectedOnSlack(w));
  const asText = readSlackText(slack.text);
  const plain = asText.runs.map(({ marks, words }) => run(marks, untwinned(words)));
  return [
    ...wrongs('Discord', readDiscordMessage(draws.discord(drawn)), expectedOnDiscord(w)),
    ...onSlack,
    ...wrongs('the notification', { ...asText, runs: plain }, untwinned(expectedAsText(w))),
  ];
}

/** Draws strings in batches and gathers what is wrong, up to `most`. */
function sweep(strings: Iterable<string>, draws: Draws, most = 5): string[] {
  const found: string[] = [];
  let batch: string[] = [];
  for (const words of strings) {
    // An address that is given as one is meant to be followed.
    if (followed(words).length > 0) continue;
    batch.push(words);
    if (batch.length < places) continue;
    for (const wrong of judge(batch, 0, draws)) found.push(`${wrong}\nin ${JSON.stringify(batch)}`);
    if (found.length >= most) return found;
    batch = [];
  }
  return found;
}

test(`no one of ${count} hostile strings pings, links or formats, and each is read as it was written`, () => {
  expect(sweep(hostileStrings(count, 20_261_122), real)).toEqual([]);
}, 120_000);

/** Characters that turn what follows them until something ends them: they would turn words of others, too. */
const turning = /[\u202a-\u202e\u2066-\u2069]/;

test('nothing that somebody writes turns the direction of what stands beside it', () => {
  const found = [...hostileStrings(5_000, 3), '\u202ea'].filter((words) => {
    const drawn = everywhere(() => words);
    const { runs } = readDiscordMessage(real.discord(drawn));
    const slack = real.slack(drawn);
    const all = [...runs, ...readSlackMessage(slack.blocks).runs, run('', slack.text)];
    // What stands on a button has nothing beside it.
    return all.some((one) => one.marks !== 'button' && turning.test(one.words));
  });
  expect(found.slice(0, 3).map((words) => JSON.stringify(words))).toEqual([]);
});

test('whatever is written, Discord is told to notify nobody', () => {
  const { allowed_mentions } = renderMessage(everywhere(() => '@everyone <@1> <@&1>'));
  expect(allowed_mentions).toEqual({ parse: [] });
});

/** What both platforms would make of words that nobody escaped. */
function unescaped(words: string): Reading {
  const all = [
    readDiscordMessage([{ type: 10, content: words }]),
    readSlackMessage([{ type: 'section', text: { type: 'mrkdwn', text: words } }]),
    readSlackText(words),
  ];
  return {
    runs: all.flatMap(({ runs }) => runs),
    pings: all.flatMap(({ pings }) => pings),
    links: all.flatMap(({ links }) => links),
  };
}

test('the readers can tell: without escaping, each piece calls, links or formats on a platform', () => {
  const marks = (words: string) =>
    unescaped(words).runs.flatMap((one) => (one.marks === '' ? [] : [one.marks]));
  const silent = (some: readonly string[], does: (words: string) => boolean) =>
    some.filter((one) => !does(one));
  const calls = (words: string) => unescaped(words).pings.length > 0 || marks(words).includes('mention');
  expect(silent(pieces.pings, calls)).toEqual([]);
  expect(silent(pieces.links, (words) => unescaped(words).links.length > 0)).toEqual([]);
  expect(silent([...pieces.formats, ...pieces.lines], (words) => marks(words).length > 0)).toEqual([]);
  expect(pieces.words.filter((words) => calls(words) || marks(words).length > 0)).toEqual([]);
});

/** The real renderers, but for something done to every string of Discord's markdown. */
const onDiscord = (spoil: (words: string) => string): Draws => ({
  ...real,
  discord: (one) =>
    real
      .discord(one)
      .map((part) =>
        'content' in part && typeof part.content === 'string'
          ? { ...part, content: spoil(part.content) }
          : part,
      ),
});

/** The same for every string and object of Slack's. */
const onSlack = (
  spoil: (words: string) => string,
  key: (name: string, value: unknown) => unknown = same,
): Draws => ({
  ...real,
  slack: (one) =>
    JSON.parse(JSON.stringify(real.slack(one)), (name, value: unknown) =>
      typeof value === 'string' && name === 'text' ? spoil(value) : key(name, value),
    ),
});
const isContext = (
  value: unknown,
): value is { readonly type: string; readonly elements: readonly object[] } =>
  value !== null && typeof value === 'object' && 'type' in value && value.type === 'context';
const same = (_name: string, value: unknown) => value;
const without =
  (...marks: readonly string[]) =>
  (words: string) =>
    marks.reduce((left, mark) => left.replaceAll(mark, mark.replaceAll(/[\\\u200b]/g, '') || '\\'), words);

const careless: Readonly<Record<string, Draws>> = {
  ...Object.fromEntries(
    ['*', '_', '~', '`', '|', '#', '>', '-', '.'].map((mark) => [
      `Discord’s ${mark}`,
      onDiscord(without(`\\${mark}`)),
    ]),
  ),
  'Discord’s backslash': onDiscord((words) => words.replaceAll('\\\\', '\\')),
  'Discord’s brackets': onDiscord(without('\\[', '\\]')),
  'Discord’s angles': onDiscord(without('\\<', '\\>', '<\u200b')),
  'Discord’s @': onDiscord(without('@\u200b')),
  'Discord’s addresses': onDiscord(without(':\u200b')),
  'Discord’s invitations': onDiscord(without('discord.\u200b')),
  'Slack’s entities': onSlack((words) =>
    words.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  ),
  'Slack’s marks': onSlack(untwinned),
  'Slack’s addresses': onSlack(without('.\u200b', ':\u200b/')),
  'Slack’s names': onSlack(without('@\u200b', '#\u200b')),
  'Slack’s colons': onSlack(without(':\u200b')),
  'Slack’s quotes': onSlack(without('\u200b&gt;')),
  'Slack’s emoji': onSlack(String, (name, value) => (name === 'emoji' ? true : value)),
  'Slack’s small print': onSlack(String, (_name, value) =>
    isContext(value)
      ? { ...value, elements: value.elements.map((one) => ({ ...one, type: 'mrkdwn' })) }
      : value,
  ),
  'words of Discord that are left out': onDiscord((words) => words.replaceAll('river', '')),
  'words of Slack that are left out': onSlack((words) => words.replaceAll('river', '')),
};

test.each(Object.keys(careless))('a renderer that forgets %s is noticed', (what) => {
  expect(sweep(hostileStrings(20_000, 7), careless[what] ?? real, 1)).not.toEqual([]);
});
