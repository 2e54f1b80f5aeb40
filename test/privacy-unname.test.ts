import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { Message } from '#chat/index.ts';
import { type KeptEffect, resend, tell, unname } from '#delivery/index.ts';
import { broadcast, delivery } from '#delivery/tables.ts';
import { renderMessage } from '#platforms/discord/render.ts';
import { drawMessage } from '#platforms/slack/render.ts';
import { newId } from '#store/index.ts';
import { plainKind, stage } from './support/delivery.ts';

const own = '0192f3a0-0000-7000-8000-0000000000aa';

/** A message with every part there is; each text in it is the name alone, but for what Weft calls a thing. */
const everyPart = (name: string): Message => ({
  text: [
    { kind: 'words', words: name },
    { kind: 'strong', words: name },
    { kind: 'typed', command: '/weft amplify post' },
    { kind: 'moment', at: '2027-03-01T12:00:00Z', show: 'day' },
    { kind: 'link', href: 'https://river.example/post' },
  ],
  blocks: [
    { kind: 'heading', text: [{ kind: 'words', words: name }] },
    { kind: 'paragraph', text: [{ kind: 'words', words: name }] },
    { kind: 'note', text: [{ kind: 'strong', words: name }] },
    { kind: 'quote', words: name, by: name },
    { kind: 'facts', facts: [{ label: 'When', value: [{ kind: 'words', words: name }] }] },
    { kind: 'items', items: [[{ kind: 'words', words: name }]] },
    {
      kind: 'buttons',
      buttons: [{ press: 'amplify.post', subject: own, label: 'Post it', style: 'main', apart: true }],
    },
    {
      kind: 'picture',
      picture: {
        kind: 'trend',
        title: name,
        labels: ['1', '2'],
        lines: [{ name, shares: [0.1, null] }],
      },
      alt: name,
    },
    {
      kind: 'picture',
      picture: {
        kind: 'map',
        title: name,
        nodes: [{ label: name, community: 0, ties: 1 }],
        edges: [[0, 0, 1]],
        alone: '1 not connected yet',
      },
      alt: name,
    },
    {
      kind: 'calendar',
      calendar: {
        ...{ uid: own, sequence: 0, state: 'planned', name, about: name },
        ...{ when: { kind: 'days', first: '2027-03-01', last: '2027-03-02' } },
        stampedAt: '2027-03-01T12:00:00Z',
      },
    },
    { kind: 'file', name: 'list.md', type: 'text/markdown', text: 'A list.' },
  ],
});

const effects = (name: string): readonly KeptEffect[] => {
  const message = everyPart(name);
  const event = {
    ...{ name, about: name, where: name, state: 'planned' as const },
    ...{ from: '2027-03-01T12:00:00Z', until: '2027-03-01T13:00:00Z' },
  };
  return [
    { kind: 'post', message, follows: own },
    { kind: 'edit', message, removes: { files: true } },
    { kind: 'event', event, message },
    { kind: 'open', accounts: ['post', 'U2'], title: name, message },
  ];
};

const shown = new Set(['words', 'label', 'title', 'alt', 'by', 'where', 'about', 'name', 'text']);

/** Everything but the words: keys, kinds, ids, commands, addresses, and how many of each. */
const structure = (json: unknown) =>
  JSON.stringify(json, (key, value: unknown) => (typeof value === 'string' && shown.has(key) ? '' : value));

/** Every key, and every string that is no text, in these messages: any of them may be somebody's name. */
function signs(json: unknown): readonly string[] {
  const found = new Set<string>();
  JSON.stringify(json, (key, value: unknown) => {
    if (Number.isNaN(Number(key))) found.add(key);
    if (typeof value === 'string' && value !== '') found.add(value);
    return value;
  });
  return [...found];
}

const names = [
  ...signs(effects('Ana Ruiz')),
  ...[
    'a',
    'I',
    '.',
    '?',
    ',',
    '.*',
    '$&',
    '(',
    '[',
    '\\',
    '"',
    '\n',
    '3',
    '🦀',
    'true',
    'null',
    'A.a',
    'Å',
    'Anne-Marie',
  ],
];

/** A coalition in which Ben is told all this about her, and about somebody else; by what is done to their name. */
async function openRoom() {
  const room = await stage();
  const [, ben = ''] = room.people;
  const { clock, coalitionId, db } = room;
  const now = () => clock.now();
  const write = async (effect: KeptEffect, more: Partial<typeof delivery.$inferInsert> = {}) => {
    const id = newId(now());
    await db.insert(delivery).values({
      ...{ id, coalitionId, kind: plainKind.name, subject: newId(now()), recipient: `person:${ben}` },
      ...{ occurrence: id, personId: ben, effect, unasked: false, lane: 2, createdAt: now(), dueAt: now() },
      ...{ expiresAt: now().add({ hours: 2 }), ...more },
    });
    return id;
  };
  const erases = (name: string, more: { isShared?: boolean } = {}) =>
    db.transaction((tx) =>
      unname(
        { tx, now: now() },
        { ...{ coalitionId, name, instead: 'somebody who left', own: [own], isShared: false }, ...more },
      ),
    );
  const effectsNow = async () => (await room.rows()).map(({ effect }) => effect);
  return { ...room, ben, write, erases, effectsNow };
}

const post = (...words: readonly string[]): KeptEffect => ({
  kind: 'post',
  message: { text: words.map((one) => ({ kind: 'words', words: one })), blocks: [] },
});

const said = (effect: KeptEffect | null | undefined) =>
  effect?.message.text.map((part) => ('words' in part ? part.words : '')).join('');

/** What unname did once: any text of the JSON that is the name becomes other words. */
const asBefore = (json: unknown, name: string): unknown =>
  JSON.parse(JSON.stringify(json), (_key, value: unknown) => (value === name ? 'somebody who left' : value));

test('whatever somebody was called, the messages of others keep their structure, and a full name is nowhere in them', async () => {
  await using room = await openRoom();
  for (const name of ['Ana Ruiz', 'post'])
    for (const subject of [own, newId(room.clock.now())])
      for (const effect of effects(name)) await room.write(effect, { subject });
  await room.db.insert(broadcast).values({
    ...{ coalitionId: room.coalitionId, kind: 'test.all', subject: newId(room.clock.now()) },
    id: newId(room.clock.now()),
    ...{ message: everyPart('Ana Ruiz'), createdAt: room.clock.now() },
    expiresAt: room.clock.now().add({ hours: 2 }),
  });
  const sends = async () => (await room.db.select().from(broadcast)).map(({ message }) => message);
  const before = structure([await room.effectsNow(), await sends()]);
  for (const name of names) {
    await room.erases(name);
    expect([name, structure([await room.effectsNow(), await sends()])]).toEqual([name, before]);
  }
  const left = [await room.effectsNow(), await sends()];
  expect(JSON.stringify(left)).not.toContain('Ana Ruiz');
  for (const effect of left.flat()) {
    const message = (effect && 'message' in effect ? effect.message : effect) as Message;
    expect(drawMessage(message).blocks.length).toBeGreaterThan(5);
    expect(renderMessage(message).components.length).toBeGreaterThan(5);
  }
});

test('the structure is seen: what unname did before breaks it for a kind, a key’s value, a press and an id', () => {
  for (const name of [
    'post',
    'buttons',
    'words',
    'paragraph',
    'amplify.post',
    own,
    'https://river.example/post',
  ])
    expect(structure(asBefore(effects('Ana Ruiz'), name))).not.toBe(structure(effects('Ana Ruiz')));
  expect(structure(asBefore(effects('Ana Ruiz'), 'Ana Ruiz'))).toBe(structure(effects('Ana Ruiz')));
});

test.each(['post', 'buttons', 'text', 'paragraph', own, 'a', '.*'])(
  'named %s, every message of others still goes out, as it was',
  async (name) => {
    await using room = await openRoom();
    const effect = { kind: 'post', message: everyPart('Ben') } as const;
    await room.write(effect);
    await room.write(post('A post in a thread.'));
    await room.db.transaction((tx) =>
      tell({ tx, now: room.clock.now() }, plainKind, {
        ...{ coalitionId: room.coalitionId, subject: newId(room.clock.now()), message: effect.message },
        to: { kind: 'person', personId: room.ben },
      }),
    );
    const before = await room.effectsNow();
    await room.erases(name);
    expect(await room.effectsNow()).toEqual(before);
    await room.worker.drain();
    expect(await room.states()).toEqual(['sent', 'sent', 'sent']);
    expect(room.platform.arrived.map(({ attempt }) => attempt.effect.kind)).toEqual(['post', 'post', 'post']);
  },
);

test('of others’ messages only what says a name for certain loses it: alone, or as more than one word', async () => {
  await using room = await openRoom();
  const ended = { state: 'sent', endedAt: room.clock.now() } as const;
  const doubted = { state: 'uncertain', endedAt: room.clock.now() } as const;
  const uncertain = await room.write(post('Ask ', 'May', ' today.'), doubted);
  await room.write(post('You may. May is near.'), ended);
  await room.write(post('Ask ', 'May', ' today.'), ended);
  await room.write(post('May, as ever.'), { ...ended, subject: own });
  await room.write(post('May Day is near.'));
  await room.write(post('May, as ever.\nMay'), { subject: own });
  await room.erases('May');
  expect((await room.effectsNow()).map(said)).toEqual([
    'Ask somebody who left today.',
    'You may. May is near.',
    undefined,
    undefined,
    'May Day is near.',
    'somebody who left, as ever.\nsomebody who left',
  ]);
  // Of what nobody knows whether it arrived the text stays, so that it can be sent again.
  const again = (id: string) => room.db.transaction((tx) => resend({ tx, now: room.clock.now() }, id));
  expect(await again(uncertain)).toBe(true);
  await room.db
    .update(delivery)
    .set({ ...doubted, effect: null })
    .where(eq(delivery.id, uncertain));
  expect(await again(uncertain)).toBe(false);

  await room.write(post('Here is May Day with a boat.'), ended);
  await room.write(post('Here is May Day with a boat.'));
  await room.write(post('Anne-Marie, as ever.'), { subject: own });
  await room.erases('May Day');
  await room.erases('Anne-Marie');
  expect((await room.effectsNow()).map(said).slice(6)).toEqual([
    undefined,
    'Here is May Day with a boat.',
    'somebody who left, as ever.',
  ]);
});

test('who or what is called the same keeps the name, but in what was theirs who left', async () => {
  const both = async (isShared: boolean) => {
    await using room = await openRoom();
    await room.write(post('Jonas Weber', ' asks you.'));
    await room.write(post('Jonas Weber', ' asks you.'), { subject: own });
    await room.write(post('Jonas Weber', ' asked.'), { state: 'sent', endedAt: room.clock.now() });
    await room.erases('Jonas Weber', { isShared });
    return (await room.effectsNow()).map(said);
  };
  expect(await both(true)).toEqual([
    'Jonas Weber asks you.',
    'somebody who left asks you.',
    'Jonas Weber asked.',
  ]);
  expect(await both(false)).toEqual([
    'somebody who left asks you.',
    'somebody who left asks you.',
    undefined,
  ]);
});

test('a mass send that is over loses its text, unless somebody may be sent it again', async () => {
  await using room = await openRoom();
  const { clock, db, coalitionId } = room;
  const ids = [newId(clock.now()), newId(clock.now())];
  for (const id of ids)
    await db.insert(broadcast).values({
      ...{ id, coalitionId, kind: 'test.all', subject: newId(clock.now()), createdAt: clock.now() },
      ...{ message: post('Ana Ruiz', ' asks you.').message, expiresAt: clock.now() },
    });
  const [first = '', second = ''] = ids;
  await room.write(post(''), { broadcastId: second, state: 'uncertain', endedAt: clock.now() });
  await room.erases('Ana Ruiz');
  const message = async (id: string) =>
    (await db.select().from(broadcast).where(eq(broadcast.id, id)))[0]?.message ?? null;
  expect(await message(first)).toBe(null);
  expect(await message(second)).toEqual(post('somebody who left', ' asks you.').message);
});
