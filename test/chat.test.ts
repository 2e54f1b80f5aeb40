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
  Invalid,
  literal,
  message,
  parseLine,
  plain,
  plainText,
  Refusal,
  readButtonWire,
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

const refusal = (line: string): string => {
  try {
    parseLine(tree, line, 'en');
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
