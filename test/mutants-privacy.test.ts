import { eq, sql } from 'drizzle-orm';
import { customType, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import { literal, message } from '#chat/index.ts';
import { type Kept, naming, type Person, setConsent, tables, until, type Whose } from '#directory/index.ts';
import { eraseKept, stillHeld } from '#privacy/erase.ts';
import { hideName } from '#privacy/hide-name.ts';
import { exportKept, heldOf } from '#privacy/index.ts';
import { keptBy } from '#privacy/kept.ts';
import { isNameShared } from '#privacy/shared-name.ts';
import { moment } from '#store/columns.ts';
import { newId } from '#store/index.ts';
import { testDatabase } from './support/database.ts';
import { plainKind, stage } from './support/delivery.ts';

const now = Temporal.Instant.from('2027-05-12T17:00:00Z');
const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

/** A table with a column of every sort that an entry can speak of. */
const diary = pgTable('diary', {
  id: uuid('id').primaryKey(),
  coalitionId: uuid('coalition_id').references(() => tables.coalition.id),
  writerId: uuid('writer_id')
    .notNull()
    .references(() => tables.person.id),
  firstId: uuid('first_id').references(() => tables.person.id),
  secondId: uuid('second_id').references(() => tables.person.id),
  accountId: uuid('account_id').references(() => tables.account.id),
  readerId: uuid('reader_id').references(() => tables.person.id),
  hubId: uuid('hub_id').references(() => tables.hub.id),
  spaceId: uuid('space_id').references(() => tables.binding.spaceId),
  loose: uuid('loose'),
  words: text('words'),
  mood: text('mood').notNull().default(''),
  at: moment('at').notNull(),
  print: bytes('print'),
});

const someWords = { en: 'A diary' };
const entry = (more: Partial<Kept> = {}): Kept => ({
  ...{ table: diary, columns: [], of: naming(diary.coalitionId, diary.writerId) },
  ...{ what: someWords, why: someWords, seenBy: someWords, until: until.left, deleted: 'nameless' },
  ...more,
});

/** Maya, Ben who lets members find him, and Kim who does not, in one coalition; and a hub in each of two. */
async function openRoom() {
  const database = await testDatabase();
  const { db } = database;
  await db.execute(sql`create table diary (id uuid primary key, coalition_id uuid, writer_id uuid, first_id uuid,
    second_id uuid, account_id uuid,
    reader_id uuid, hub_id uuid, space_id uuid, loose uuid, words text, mood text not null default '', print bytea, at timestamptz)`);
  const [coalitionId, elsewhere] = [newId(now), newId(now)];
  await db.insert(tables.coalition).values([
    { id: coalitionId, name: 'River', createdAt: now },
    { id: elsewhere, name: 'Delta', createdAt: now },
  ]);
  const people = ['Maya', 'Ben', 'Kim'].map((name) => ({ id: newId(now), coalitionId, name }));
  const [maya, ben, kim] = people.map(({ id }) => id) as [string, string, string];
  const joined = { zone: 'UTC', zoneFrom: 'person', joinedAt: now } as const;
  await db.insert(tables.person).values(people.map((one) => ({ ...one, ...joined })));
  await setConsent({ tx: db, now }, { id: ben, coalitionId }, 'found', 'members');
  await setConsent({ tx: db, now }, { id: maya, coalitionId }, 'found', 'members');
  const hub = { kind: 'district' as const, zone: 'UTC', addedAt: now };
  const [near, far] = [newId(now), newId(now)];
  await db.insert(tables.hub).values([
    { ...hub, id: near, coalitionId, name: 'North' },
    { ...hub, id: far, coalitionId: elsewhere, name: 'South' },
  ]);
  const whose: Whose = { id: maya, coalitionId, accounts: [], rows: [maya] };
  const writes = async (more: Partial<typeof diary.$inferInsert> = {}) => {
    const id = newId(now);
    await db.insert(diary).values({ id, coalitionId, writerId: maya, at: now, ...more });
    return id;
  };
  const exports = (...kept: readonly Kept[]) => exportKept({ tx: db }, whose, kept);
  return {
    ...{ db, coalitionId, elsewhere, maya, ben, kim, near, far, whose, writes, exports },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

test('an export tells words, moments and names of what is referred to, and neither ids nor what is empty', async () => {
  await using room = await openRoom();
  const { maya, ben, kim, near, far } = room;
  const columns = ['id', 'writerId', 'firstId', 'readerId', 'hubId', 'loose', 'words', 'mood', 'print', 'at'];
  await room.writes({
    ...{ firstId: ben, readerId: kim, hubId: near, loose: kim, words: 'A day', mood: 'good' },
    ...{ print: new Uint8Array([1]), at: now.add({ hours: 2 }) },
  });
  await room.writes({ firstId: kim, readerId: ben, hubId: far, at: now.add({ hours: 1 }) });
  await room.writes({ firstId: maya });
  const rows = [
    { at: '2027-05-12T17:00:00Z' },
    { at: '2027-05-12T18:00:00Z', reader: 'Ben' },
    { with: 'Ben', hub: 'North', words: 'A day', mood: 'good', at: '2027-05-12T19:00:00Z' },
  ];
  expect(await room.exports(entry({ columns }))).toEqual([{ what: someWords, rows }]);
  // Whom one was told of is named whether or not others may find them.
  const [told] = await room.exports(entry({ columns, named: ['readerId'] }));
  expect(told?.rows.map(({ reader }) => reader)).toEqual([undefined, 'Ben', 'Kim']);
});

test('what is withheld, of nobody, or says nothing is not in an export', async () => {
  await using room = await openRoom();
  await room.writes({ words: 'A day', mood: 'good' });
  await room.db.insert(diary).values({
    ...{ id: newId(now), coalitionId: room.coalitionId, writerId: room.ben, words: 'Of Ben', at: now },
  });
  const told = await room.exports(
    entry({ columns: ['words', 'mood'], withheld: ['mood'] }),
    entry({ columns: ['words'], withheld: ['words'] }),
    entry({ columns: ['words'], of: () => undefined }),
    entry({ columns: ['writerId'] }),
    entry({ columns: [] }),
  );
  expect(told).toEqual([{ what: someWords, rows: [{ words: 'A day' }] }]);
});

test('rows of an export stand by the first moment of theirs, otherwise by the first column', async () => {
  await using room = await openRoom();
  await room.writes({ words: 'a', at: now.add({ hours: 3 }) });
  await room.writes({ words: 'c', at: now.add({ hours: 2 }) });
  await room.writes({ words: 'b', at: now.add({ hours: 1 }) });
  const inOrder = async (...columns: string[]) =>
    (await room.exports(entry({ columns })))[0]?.rows.map(({ words }) => words);
  expect(await inOrder('words', 'at')).toEqual(['b', 'c', 'a']);
  expect(await inOrder('words')).toEqual(['a', 'b', 'c']);
});

test('what refers to something that has no name is left out; of a pair the other one is named', async () => {
  await using room = await openRoom();
  const { db, coalitionId, maya, ben } = room;
  const spaceId = newId(now);
  const accountId = newId(now);
  const slack = { platform: 'slack', tenant: 'T1' } as const;
  await db.insert(tables.space).values({ ...slack, id: spaceId, name: 'Hall', seenAt: now });
  await db.insert(tables.binding).values({ spaceId, coalitionId, vouches: true, boundAt: now });
  const account = { id: accountId, coalitionId, personId: maya, spaceId, addedAt: now };
  await db.insert(tables.account).values({ ...account, platform: 'slack', external: 'U1' });
  await room.writes({ spaceId, accountId, firstId: maya, secondId: ben, words: 'A day' });
  const columns = ['spaceId', 'accountId', 'firstId', 'secondId', 'words'];
  expect(await room.exports(entry({ columns }))).toEqual([
    { what: someWords, rows: [{ with: 'Ben', words: 'A day' }] },
  ]);
});

const rowOf = async ({ db }: Awaited<ReturnType<typeof openRoom>>, id: string) =>
  (await db.select().from(diary).where(eq(diary.id, id)))[0];

test('a row that stays no longer names who left, and still names everybody else', async () => {
  await using room = await openRoom();
  const { db, whose, maya, ben } = room;
  const of = naming(diary.coalitionId, diary.writerId, diary.firstId, diary.readerId);
  const id = await room.writes({ writerId: ben, firstId: maya, readerId: ben, words: 'A day' });
  const other = await room.writes({ writerId: ben, firstId: ben, words: 'Another' });
  const kept = [entry({ of })];
  expect(await heldOf({ tx: db }, whose, kept)).toBe(1);
  await eraseKept({ tx: db }, whose, { kept, keep: false });
  expect(await rowOf(room, id)).toMatchObject({
    writerId: ben,
    firstId: null,
    readerId: ben,
    words: 'A day',
  });
  expect(await rowOf(room, other)).toMatchObject({ firstId: ben, words: 'Another' });
  expect(await heldOf({ tx: db }, whose, kept)).toBe(0);
});

test('a row says what its entry says it does, until then it is held, and only that counts', async () => {
  await using room = await openRoom();
  const { db, whose, ben } = room;
  const id = await room.writes({ readerId: ben, words: 'A day', mood: 'good' });
  for (const nameless of [
    { words: '', readerId: null },
    { words: sql`'said by SQL'`, readerId: null },
  ]) {
    const kept = [entry({ nameless })];
    expect(await heldOf({ tx: db }, whose, kept)).toBe(1);
    await eraseKept({ tx: db }, whose, { kept, keep: true });
    expect(await heldOf({ tx: db }, whose, kept)).toBe(0);
    await db.update(diary).set({ readerId: ben });
    expect(await heldOf({ tx: db }, whose, kept)).toBe(1);
  }
  expect(await rowOf(room, id)).toMatchObject({ words: 'said by SQL', mood: 'good' });
});

test('an entry without rows, or by which nothing changes, holds nothing and changes nothing', async () => {
  await using room = await openRoom();
  const { db, whose } = room;
  const id = await room.writes({ words: 'A day' });
  const idle = [
    entry({ nameless: {} }),
    entry({ of: () => undefined, deleted: 'gone' }),
    entry({ of: () => undefined, nameless: { words: '' } }),
  ];
  await eraseKept({ tx: db }, whose, { kept: idle, keep: false });
  expect(await rowOf(room, id)).toMatchObject({ words: 'A day' });
  expect(await heldOf({ tx: db }, whose, idle)).toBe(0);
  expect(idle.map((one) => stillHeld(one, whose))).toEqual([undefined, undefined, undefined]);
});

test.each([
  ['gone', false, true],
  ['gone', true, true],
  ['gone or nameless', false, true],
  ['gone or nameless', true, false],
  ['nameless', false, false],
] as const)('what is to be %s goes, with "keep" %s: %s', async (deleted, keep, goes) => {
  await using room = await openRoom();
  const { db, whose, ben } = room;
  const id = await room.writes({ words: 'A day' });
  await db.insert(diary).values({
    ...{ id: newId(now), coalitionId: room.coalitionId, writerId: ben, words: 'Of Ben', at: now },
  });
  const kept = [entry({ deleted, nameless: { words: '' } })];
  expect(await heldOf({ tx: db }, whose, kept)).toBe(1);
  await eraseKept({ tx: db }, whose, { kept, keep });
  expect(await rowOf(room, id)).toEqual(goes ? undefined : expect.objectContaining({ words: '' }));
  expect(await heldOf({ tx: db }, whose, kept)).toBe(0);
  expect((await db.select().from(diary)).map(({ words }) => words)).toContain('Of Ben');
});

test('what is kept is of the directory, of every feature that says so, and of what carries words', () => {
  const [own, none] = [entry(), keptBy([])];
  const names = (kept: readonly Kept[]) => new Set(kept.map(({ table }) => table));
  expect(keptBy([{ name: 'diary', keeps: [own] } as never, { name: 'silent' } as never])).toContain(own);
  expect(keptBy([{ name: 'silent' } as never])).toEqual(none);
  expect(names(none)).toContain(tables.person);
});

test('a name is shared with whoever and whatever is called so in the coalition, and not with oneself', async () => {
  await using room = await openRoom();
  const { db, coalitionId, maya, elsewhere } = room;
  const isShared = (name: string) => isNameShared({ tx: db }, { id: maya, coalitionId, name });
  const organisation = { kind: 'formal' as const, addedAt: now };
  await db.insert(tables.organisation).values([
    { ...organisation, id: newId(now), coalitionId, name: 'Upriver' },
    { ...organisation, id: newId(now), coalitionId: elsewhere, name: 'Downriver' },
  ]);
  for (const name of ['Ben', 'Upriver', 'North', 'River'])
    expect([name, await isShared(name)]).toEqual([name, true]);
  for (const name of ['Maya', 'Downriver', 'South', 'Delta', 'Nobody'])
    expect([name, await isShared(name)]).toEqual([name, false]);
});

test('whoever hides is not named in what waits of kinds that name only whom members may find', async () => {
  const open = ['amplify.ask', 'amplify.prompt', 'amplify.changed', 'share.match', 'share.thanks'];
  const closed = ['intro.offer', 'amplify.post'];
  await using on = await stage();
  const [id = '', other = ''] = on.people;
  for (const name of [...open, ...closed])
    await on.say(
      '',
      {
        ...{ occurrence: name, to: { kind: 'person', personId: other } },
        message: message(literal('Ana'), { kind: 'note', text: literal('Ana asks.') }),
      },
      { ...plainKind, name },
    );
  const person = { id, coalitionId: on.coalitionId, name: 'Ana', language: 'en' } as Person;
  await hideName(on.act, person, []);
  const said = (await on.rows()).map(({ kind, effect }) => [kind, JSON.stringify(effect?.message.text)]);
  expect(said.map(([kind, words]) => [kind, words?.includes('Ana')])).toEqual([
    ...open.map((kind) => [kind, false]),
    ...closed.map((kind) => [kind, true]),
  ]);
});
