import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { castings, openStage, type StageOf } from '../support/stage/index.ts';
import { activeIn, readDiscord } from '../support/stage/read-discord.ts';

/** What somebody might write to ping, link, format, hide or confuse; `of` gives a mention of somebody who is there. */
const fragments = (of: string): readonly string[] => [
  ...[
    '<!channel>',
    '<!here>',
    '<!everyone>',
    '@everyone',
    '@here',
    `<@${of}>`,
    `<@!${of}>`,
    `<#${of}>`,
    `<@&${of}>`,
  ],
  ...['https://evil.example/a', 'http://evil.example', 'www.evil.example', 'evil.example', 'discord.gg/evil'],
  ...[
    '<https://evil.example|click>',
    '[click](https://evil.example)',
    'mailto:a@evil.example',
    'a@evil.example',
  ],
  ...['**bold**', '__under__', '_it_', '*it*', '~no~', '~~no~~', '`code`', '```js', '||spoiler||', '***'],
  ...['# head', '## head', '-# small', '> quote', '>>> quote', '- list', '* list', '1. one', '• dot'],
  ...[
    '</weft:1>',
    '<t:0:R>',
    '<id:home>',
    '<a:x:123>',
    ':smile:',
    '&lt;!here&gt;',
    '&amp;',
    '\\',
    '\\*',
    '\\\\',
  ],
  ...[
    'zero\u200bwidth',
    '\u200b',
    '\u202eRTL\u202c',
    'עברית',
    'العربية',
    '😀',
    '👩‍👩‍👧',
    'e\u0301',
    '\u0000',
    '\t',
    '\n',
  ],
];

/** Words as they are compared: without what no platform shows, blanks as one. */
const seen = (words: string): string =>
  words
    .replaceAll(/[\u200b\u202a-\u202e\u2066-\u2069]|(?![\n\t])\p{Cc}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

async function ask(stage: StageOf, who: string, line: string): Promise<string> {
  await stage.as(who).types(line);
  return seen((await stage.as(who).latest())?.text ?? '');
}

test('what this story would miss if it were drawn carelessly is noticed', () => {
  for (const careless of ['||x||', '~~x~~', '_x_', '[x](https://evil.example)', '<@1>', '<#1>', '</weft:1>'])
    expect(activeIn(careless)).not.toEqual([]);
  expect(readDiscord('**bold** # head')).not.toBe('**bold** # head');
  expect(activeIn('\\|\\|x\\|\\| `a_b` <t:1:R>')).toEqual([]);
});

describe.each(castings)('on %s', (casting) => {
  test('no words of a person ping, link or format, and they are shown as they were written', async () => {
    await using stage = await openStage(casting);
    const cara = stage.as('cara');
    const dante = stage.as('dante');
    const ben = stage.as('ben');
    const written = fc
      .array(fc.constantFrom(...fragments(stage.account('ben'))), { minLength: 1, maxLength: 6 })
      .chain((some) => fc.constantFrom(' ', '', '\n').map((between) => some.join(between)))
      .filter((words) => words.length <= 70 && seen(words) !== '');

    // Every fragment once, and then some of them together in any order.
    let names = 0;
    const tell = async (words: string) => {
      names += 1;
      const name = `${words}${names}`;
      await cara.types('profile edit');
      await cara.fills({ name, offers: `zebra ${words}`, needs: words, place: words });
      await cara.fills({ issues: words, spoken: words });
      await cara.fills({});
      const saved = seen((await cara.latest())?.text ?? '');
      expect(saved).toContain(seen(`zebra ${words}`));
      expect(await ask(stage, 'cara', 'profile show')).toContain(seen(name));
      expect(await ask(stage, 'ben', 'find people zebra')).toContain(seen(name));

      await ben.types('organisation add');
      await ben.fills({ name: `${name} friends`, kind: 'informal' });
      await ben.fills({ about: words });
      expect(seen((await ben.latest())?.text ?? '')).toContain(seen(`${name} friends`));
      await ask(stage, 'ben', `help show topic:"${words.replaceAll(/["“”]/g, '').slice(0, 40)}"`);
      expect(stage.problems()).toEqual([]);
    };
    const every = fragments(stage.account('ben')).filter((words) => seen(words) !== '');
    const lines = Array.from({ length: Math.ceil(every.length / 5) }, (_, at) =>
      every.slice(at * 5, at * 5 + 5),
    );
    for (const line of lines) await tell(line.join(' ').slice(0, 70).toWellFormed());
    await fc.assert(fc.asyncProperty(written, tell), { numRuns: 6, seed: 7, endOnFailure: true });

    // What others are told of a newcomer holds their words too.
    const name = `<!channel> @everyone <@${stage.account('pearl')}> https://evil.example **b**`;
    await dante.types('coalition join');
    await dante.fills({ name, organisation: 'Faith on the Banks' });
    await dante.fills({});
    await dante.fills({});
    expect(seen(await stage.as('pearl').sees())).toContain(`${name} joined from Delta kitchen table`);
    expect(stage.problems()).toEqual([]);
  }, 60_000);
});
