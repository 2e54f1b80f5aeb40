import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  buttonWire,
  checkValues,
  complete,
  createTree,
  declareButtons,
  declareFor,
  type Fields,
  fixMessage,
  formView,
  Invalid,
  link,
  literal,
  message,
  parseLine,
  plain,
  plainText,
  Refusal,
  readButtonWire,
  readLink,
  shownLink,
  text,
  Unclear,
} from '#chat/index.ts';

const { command } = declareFor<object, 'anyone', object>();
const show = command({
  topic: 'home',
  verb: 'show',
  about: { en: 'Home' },
  example: 'home show',
  may: 'anyone',
  run: async () => message(literal('home')),
});
const ask = command({
  topic: 'intro',
  verb: 'ask',
  about: { en: 'Ask' },
  example: 'intro ask who knows zoning law',
  may: 'anyone',
  free: 'need',
  options: {
    need: { kind: 'longText', label: { en: 'Need' }, required: true },
    hub: { kind: 'lookup', of: 'hub', label: { en: 'Hub' } },
  },
  run: async (_context, { need }) => message(literal(need)),
});
const mine = command({
  topic: 'intro',
  verb: 'mine',
  about: { en: 'Mine' },
  example: 'intro mine',
  may: 'anyone',
  run: async () => message(literal('mine')),
});
const tree = createTree<object, 'anyone', object>([show, ask, mine], []);

const refusal = (line: string, among = tree): string => {
  try {
    parseLine(among, line, 'en');
  } catch (error) {
    if (error instanceof Refusal) return plain(error.answer);
    throw error;
  }
  throw new Error('it was not refused');
};

test('a line is read as topic, verb, options and free text', () => {
  expect(
    parseLine(tree, '/weft intro ask hub:"River West" who knows zoning law in Ohio', 'en'),
  ).toMatchObject({
    command: { verb: 'ask' },
    given: { hub: 'River West', need: 'who knows zoning law in Ohio' },
  });
  expect(parseLine(tree, 'INTRO Mine', 'en').command.verb).toBe('mine');
});

test('nothing typed is home', () => {
  expect(parseLine(tree, '', 'en').command.topic).toBe('home');
  expect(parseLine(tree, '/weft', 'en').command.topic).toBe('home');
});

test('a time and a link in free text are no options', () => {
  expect(parseLine(tree, 'intro ask see https://example.org at 18:30', 'en').given).toEqual({
    need: 'see https://example.org at 18:30',
  });
});

test('words that do not fit are refused with what fits', () => {
  expect(refusal('intor ask')).toContain('Did you mean “intro”');
  expect(refusal('banana')).toContain('help show');
  expect(refusal('intro dance')).toContain('ask, mine');
  expect(refusal('intro ask place:Ohio who')).toContain('You can give: need, hub');
  for (const line of ['intro mine weekly', 'intro mine when:weekly'])
    expect(refusal(line)).toBe('/weft intro mine takes nothing behind it. Type it alone.');
});

test('a verb without its topic is answered with every topic that has it', () => {
  expect(refusal('ask who knows zoning law')).toBe(
    'There is no “ask”. Did you mean “intro ask”? /weft intro ask',
  );
  const two = createTree<object, 'anyone', object>([show, ask, { ...ask, topic: 'find' }], []);
  expect(refusal('ask', two)).toBe(
    'There is no “ask” by itself. You can type:\n• /weft intro ask\n• /weft find ask',
  );
});

test('the name before a line is left out, with its stroke and without, and a word that begins with it is not', () => {
  for (const name of ['weft', '/weft', ' Weft'])
    expect(parseLine(tree, `${name} intro mine`, 'en').command.verb).toBe('mine');
  expect(complete(tree, 'weft intro ')).toEqual(['intro ask', 'intro mine']);
  expect(refusal('weftage')).toContain('There is no “weftage”');
});

test('what is wrong stands behind its label, which ends its own sentence where it asks', () => {
  const view = formView('1', [{ title: { en: 'T' }, fields }], 0, {}, 'en');
  const asking = { ...view.fields[0], name: 'ask', field: { kind: 'text', label: { en: 'What?' } } } as const;
  const said = plain(
    fixMessage({ ...view, fields: [...view.fields, asking] }, { name: 'Needed.', ask: 'Too long.' }),
  );
  expect(said).toContain('\nName: Needed.\nWhat? Too long.');
});

test('no line makes the parser throw anything but a refusal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (line) => {
      try {
        parseLine(tree, line, 'en');
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
      }
    }),
  );
});

test('completion offers topics, then verbs, then options', () => {
  expect(complete(tree, 'in')).toEqual(['intro']);
  expect(complete(tree, '/weft intro ')).toEqual(['intro ask', 'intro mine']);
  expect(complete(tree, 'intro ask h')).toEqual(['intro ask hub:']);
});

test('two commands of one name do not start', () => {
  expect(() => createTree([show, show], [])).toThrow('two commands');
});

const fields = {
  name: { kind: 'text', label: { en: 'Name' }, required: true, max: 10 },
  size: { kind: 'number', label: { en: 'Size' }, min: 1, max: 9 },
  kind: { kind: 'choice', label: { en: 'Kind' }, options: [{ value: 'a', label: { en: 'Apple' } }] },
  many: {
    kind: 'many',
    label: { en: 'Many' },
    options: [
      { value: 'a', label: { en: 'Apple' } },
      { value: 'b', label: { en: 'Pear' } },
    ],
  },
  sure: { kind: 'yesNo', label: { en: 'Sure' } },
  mood: { kind: 'scale', label: { en: 'Mood' } },
  when: { kind: 'moment', label: { en: 'When' } },
  hub: { kind: 'lookup', of: 'hub', label: { en: 'Hub' } },
} as const satisfies Fields;
const at = Temporal.Instant.from('2027-05-12T12:00:00Z');
const hubs = [
  { id: '1', label: 'River West' },
  { id: '2', label: 'River East' },
];
const reading = {
  language: 'en' as const,
  moment: (written: string) => (written === 'noon' ? at : undefined),
  written: () => 'noon',
  lookup: async (_of: string, written: string) => hubs.filter(({ label }) => label.includes(written)),
};

test('values are checked and typed', async () => {
  const given = {
    name: '  Ada   L ',
    size: '3',
    kind: 'apple',
    many: 'a, Pear',
    sure: 'Yes',
    mood: '4',
    when: 'noon',
    hub: 'West',
  };
  expect(await checkValues(fields, given, reading)).toEqual({
    name: 'Ada L',
    size: 3,
    kind: 'a',
    many: ['a', 'b'],
    sure: true,
    mood: 4,
    when: at,
    hub: '1',
  });
});

test('each wrong value has its own sentence, and all are said at once', async () => {
  const given = { size: '3.5', kind: 'plum', sure: 'perhaps', mood: '6', when: 'someday', hub: 'North' };
  const error = await checkValues(fields, given, reading).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(Invalid);
  expect(Object.keys(error.errors).toSorted()).toEqual([
    'hub',
    'kind',
    'mood',
    'name',
    'size',
    'sure',
    'when',
  ]);
});

test('a look-up that fits several things asks which', async () => {
  const error = await checkValues(fields, { name: 'A', hub: 'River' }, reading).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(Unclear);
  expect(error.options).toEqual(hubs);
});

test('text keeps every string literal, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (words) => {
      expect(plainText(text`You said ${words}.`)).toBe(`You said ${words}.`);
    }),
  );
});

test('a button survives the wire, and what is no button is not read as one', () => {
  const buttons = declareButtons('intro', 'offer', 'notThese');
  const id = '01890a5d-ac96-774b-bcce-b302099a8057';
  expect(readButtonWire(buttonWire({ press: buttons.offer, subject: id }))).toEqual({
    press: 'intro.offer',
    subject: id,
  });
  expect(buttonWire({ press: buttons.notThese, subject: id, apart: true }).length).toBeLessThanOrEqual(100);
  expect(readButtonWire('intro.offer:not-an-id')).toBeUndefined();
  expect(readButtonWire('drop table')).toBeUndefined();
});

test('an address is https with a real host, and is kept in ASCII, so that what it imitates shows', () => {
  const read: Record<string, string> = {
    ' https://Example.org ': 'https://example.org/',
    'HTTPS://example.org/path?a=1&b=2#top': 'https://example.org/path?a=1&b=2#top',
    'https://example.org:8443/x': 'https://example.org:8443/x',
    // The first letter is Cyrillic; the signs are fullwidth; the soft hyphen is nothing.
    'https://аpple.com/login': 'https://xn--pple-43d.com/login',
    'https://ｅｘａｍｐｌｅ．ｏｒｇ': 'https://example.org/',
    'https://exam\u00adple.org': 'https://example.org/',
    'https://ex%61mple.org': 'https://example.org/',
    'https://203.0.113.7/a': 'https://203.0.113.7/a',
    'https://3405803783': 'https://203.0.113.7/',
    // What would end the address, or what stands around it, is written as a code.
    'https://example.org/a|b>c)d`e f*g': 'https://example.org/a%7Cb%3Ec%29d%60e%20f%2Ag',
    'https://example.org/?q=\'"(x)[y]|<z>`': 'https://example.org/?q=%27%22%28x%29%5By%5D%7C%3Cz%3E%60',
    'https://example.org/\u202Egpj.exe\u2066': 'https://example.org/%E2%80%AEgpj.exe%E2%81%A6',
    'https://example.org/@everyone': 'https://example.org/@everyone',
    'https://example.org/%zz%': 'https://example.org/%zz%',
    'https://@example.org': 'https://example.org/',
  };
  for (const [written, href] of Object.entries(read)) expect(readLink(written), written).toBe(href);
});

test('what is no such address is none', () => {
  for (const written of [
    '',
    'example.org',
    'javascript:alert(1)',
    'JAVASCRIPT://example.org/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'http://example.org',
    'ftp://example.org',
    'blob:https://example.org/1',
    'https:example.org',
    'https:/example.org',
    'https:///example.org',
    'https:\\\\example.org',
    'https://example.org\\@evil.example',
    'https://paypal.com@evil.example',
    'https://paypal.com:443@evil.example',
    'https://a:b@example.org',
    'https://localhost',
    'https://localhost.',
    'https://.org',
    'https://intranet/wiki',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://exa mple.org',
    'https://exa|mple.org',
    'https://exa\nmple.org',
    'https://example.org/a\tb',
    'https://example.org/\0',
    'https://example.org/\u0085',
    'https://\u202Eexample.org',
    'https://example.org:99999',
    `https://example.org/${'a'.repeat(4000)}`,
    // Short as written, and too long as it would be kept.
    `https://example.org/${'ж'.repeat(200)}`,
  ])
    expect(readLink(written), JSON.stringify(written)).toBeUndefined();
  expect(readLink(`https://example.org/${'a'.repeat(480)}`)).toHaveLength(500);
});

const written = fc.oneof(
  fc.webUrl({ validSchemes: ['https'], withFragments: true, withQueryParameters: true }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          'https://',
          'example.org',
          'аpple.com',
          '/',
          '@',
          ':',
          '\\',
          '?',
          '#',
          '|',
          '>',
          '<',
          ')',
        ),
        fc.constantFrom(
          '`',
          ' ',
          '%',
          '%2F',
          '\u202E',
          '\u200B',
          '..',
          '[',
          ']',
          '"',
          "'",
          '*',
          'evil.example',
        ),
        fc.string({ unit: 'binary', maxLength: 4 }),
      ),
      { maxLength: 8 },
    )
    .map((parts) => `https://example.org${parts.join('')}`),
);

test('what is shown of an address names the host it leads to, and nothing in it can break out', () => {
  let shown = 0;
  const holds = (read: typeof readLink) =>
    fc.property(written, (words) => {
      const href = read(words);
      if (href === undefined) return;
      shown += 1;
      const { host } = new URL(words.trim());
      expect(new URL(href).host).toBe(host);
      expect(new URL(href).href.length).toBeLessThanOrEqual(500);
      expect(shownLink(href).slice(0, host.length)).toBe(host);
      expect(shownLink(href).slice(host.length)).toMatch(/^(?:[/?#].*)?$/);
      expect(href).toMatch(/^https:\/\/[!#$%&+,./0-9:;=?@A-Z_a-z~-]+$/);
      expect(readLink(href)).toBe(href);
      expect(plainText(text`See ${link(href)}.`)).toBe(`See ${href}.`);
    });
  fc.assert(holds(readLink), { numRuns: 1000 });
  expect(shown).toBeGreaterThan(300);
  // The controls: the address as the URL API writes it, and as it was written.
  expect(fc.check(holds((words) => URL.parse(words)?.href)).failed).toBe(true);
  expect(fc.check(holds((words) => (readLink(words) === undefined ? undefined : words))).failed).toBe(true);
});

test('only what readLink returned becomes a link; anything else stays words', () => {
  expect(link('https://example.org/')).toEqual({ kind: 'link', href: 'https://example.org/' });
  for (const href of [
    'javascript:alert(1)',
    'https://example.org',
    'https://example.org/|x',
    'https://a@b.org/',
  ])
    expect(link(href)).toEqual({ kind: 'words', words: href });
});

test('a long path is shortened, a host never is', () => {
  const host = `${'a'.repeat(60)}.${'b'.repeat(60)}.example`;
  expect(shownLink(`https://${host}/`)).toBe(host);
  expect(shownLink(`https://${host}/${'c'.repeat(80)}`)).toBe(`${host}/${'c'.repeat(38)}…`);
  expect(shownLink('https://example.org/a?b=c#d')).toBe('example.org/a?b=c#d');
});
