import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { describe, expect, inject, test, vi } from 'vitest';
import { cast } from '#cast/index.ts';
import { chatWords } from '#chat/index.ts';
import { plan as digestPlan } from '#digest/tables.ts';
import { findContext, joined, tables } from '#directory/index.ts';
import { giveAnswer } from '#pulse/answer.ts';
import { closeDue } from '#pulse/close.ts';
import type { Pulse } from '#pulse/find.ts';
import { type KeyStore, keyStore } from '#pulse/keys.ts';
import { makeKeys } from '#pulse/seal.ts';
import { comment, pulse, released, sealedAnswer } from '#pulse/tables.ts';
import { words } from '#pulse/words.ts';
import { type Db, newId } from '#store/index.ts';
import { dump } from './support/dump.ts';
import { closePulse, fromOf, openForm, pressAnswer, read, send, thePulse } from './support/pulse.ts';
import { pulseKeys } from './support/pulse-keys.ts';
import { castings, openStage, type StageOf } from './support/stage/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const say = words.en;
const keys = keyStore(pulseKeys);
const onServer = test.skipIf(inject('database').kind === 'embedded');
const fileOf = ({ id }: Pulse) => join(pulseKeys, `${id}.key`);

async function opens(stage: StageOf): Promise<Pulse> {
  await stage.as('jonas').types('pulse open');
  await stage.as('jonas').fills({ when: 'now' });
  return await thePulse(stage.db);
}

/** Somebody of the cast, in their first space. */
function from(stage: StageOf, who: string) {
  const space = cast.people.find(({ account }) => account === who)?.tenants[0] ?? 'clearwater';
  const hands = [...stage.hands.values()][0];
  if (!hands) throw new Error('nobody plays');
  return fromOf(hands, who, space);
}

async function answers(stage: StageOf, who: string, values: Parameters<typeof send>[3]): Promise<string> {
  await stage.as(who).types('pulse answer');
  await stage.as(who).presses(say.answerButton);
  await stage.as(who).fills(values);
  return `${(await stage.as(who).form())?.text} ${await stage.as(who).sees()}`;
}

/** What came of a pulse, without ids and order. */
async function outcome(db: Db) {
  const told = await db.select().from(released);
  const counts = told.map(({ question, segmentId, bands, count }) =>
    [question, segmentId, bands, count].join(' '),
  );
  const comments = (await db.select().from(comment)).map((row) => row.words);
  const { state, participation } = await thePulse(db);
  return { state, participation, counts: counts.toSorted(), comments: comments.toSorted() };
}

describe.each(castings)('on %s', (casting) => {
  test('what cannot be an answer is refused with a reason, and the last of two answers counts', async () => {
    await using stage = await openStage(casting);
    const { db, app, clock } = stage;
    const open = await opens(stage);
    const sealed = () => db.$count(sealedAnswer);
    const forms = { mina: await openForm(app.intake, from(stage, 'mina'), open.id) };
    const sends = async (who: string, form: string, given: Parameters<typeof send>[3]) =>
      read(await send(app.intake, from(stage, who), form, given));
    const presses = async (who: string, subject = open.id) =>
      read(await pressAnswer(app.intake, from(stage, who), subject));

    // Nothing at all, and far too much.
    expect(await answers(stage, 'mina', {})).toContain('Nothing to send yet.');
    expect(await sends('mina', forms.mina, { comment: ' \u200b ' })).toContain('Nothing to send yet.');
    expect(await sends('mina', forms.mina, { first: '3', comment: 'x'.repeat(10_000) })).toContain('10000');
    expect(await sends('mina', forms.mina, { first: '6' })).not.toContain('Sealed');
    expect(await sends('mina', forms.mina, { first: '4', countWith: 'organisation' })).not.toContain(
      'Sealed',
    );

    // Somebody who was not asked, with a button or somebody else’s form; who came later; who is nobody.
    expect(await presses('zeke')).toContain('This pulse does not ask you');
    expect(await sends('zeke', forms.mina, { first: '1' })).toContain('This pulse does not ask you');
    expect(await presses('finn')).toContain('You have not joined yet.');
    clock.set(clock.now().add({ minutes: 1 }));
    await stage.as('dante').types('coalition join');
    await stage.as('dante').fills({ name: 'Dante', organisation: 'Faith on the Banks' });
    await stage.as('dante').fills({});
    await stage.as('dante').fills({});
    expect(await presses('dante')).toContain('This pulse opened before you joined.');

    // Forged: no pulse, another coalition’s, another platform’s account.
    expect(await presses('kim', crypto.randomUUID())).toContain(chatWords.en.stale);
    const elsewhere = newId(clock.now());
    const { id: _, coalitionId: __, ...like } = open;
    const other = newId(clock.now());
    await db
      .insert(tables.coalition)
      .values({ id: elsewhere, name: 'Elsewhere', zone: 'UTC', createdAt: clock.now() });
    await db.insert(pulse).values({ ...like, id: other, coalitionId: elsewhere });
    expect(await presses('kim', other)).toContain('You have not joined yet.');
    await db.delete(tables.coalition).where(eq(tables.coalition.id, elsewhere));
    const there = from(stage, 'kim');
    const forged = { ...there, platform: there.platform === 'slack' ? 'discord' : 'slack' } as const;
    expect(read(await pressAnswer(app.intake, forged, open.id))).toContain('You have not joined yet.');
    expect(read(await send(app.intake, forged, forms.mina, { first: '1' }))).toContain(
      'You have not joined yet.',
    );

    // Whoever leaves between the form and its sending.
    const leaving = await openForm(app.intake, from(stage, 'kim'), open.id);
    await stage.as('kim').types('coalition leave');
    await stage.as('kim').fills({ keep: false });
    expect(await sends('kim', leaving, { first: '1' })).toContain('You have not joined yet.');
    expect(await sealed()).toBe(0);

    // Twice: with the first answer the median would be low.
    for (const [who, first] of [
      ['rosa', 1],
      ['iris', 1],
      ['rosa', 5],
      ['dov', 1],
      ['noor', 5],
      ['hugo', 5],
    ] as const)
      expect(await answers(stage, who, { first })).toContain('Sealed. Thank you.');
    expect(await sealed()).toBe(5);

    // Over, for whoever opened the form in time as well.
    const late = await openForm(app.intake, from(stage, 'tess'), open.id);
    clock.set(open.closesAt);
    expect(await sends('tess', late, { first: '1' })).toContain('This pulse is closed');
    await closePulse(clock, stage.settle, open);
    expect(await sends('tess', late, { first: '1' })).toContain('This pulse is closed');
    expect(await presses('tess')).toContain('This pulse is closed');
    expect(await outcome(db)).toEqual({
      ...{ state: 'closed', participation: 10, comments: [] },
      counts: ['0  high '],
    });
    expect(stage.problems()).toEqual([]);
  });
});

/** A pulse that twenty-five people answered, two questions and a comment each, on the playground. */
async function answered() {
  const stage = await openStage('playground');
  const open = await opens(stage);
  const people = cast.people.map(({ account }) => account);
  const able = people.filter((who) => !cast.shy.includes(who) && !cast.newcomers.includes(who)).slice(0, 25);
  for (const [at, who] of able.entries()) {
    const form = await openForm(stage.app.intake, from(stage, who), open.id);
    const given = {
      first: String((at % 5) + 1),
      second: '3',
      comment: `comment ${String(at).padStart(2, '0')}`,
    };
    expect((await send(stage.app.intake, from(stage, who), form, given)).kind).toBe('answer');
  }
  return { stage, open, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

/** What those twenty-five must come to, whatever happened on the way. */
const expected = {
  ...{ state: 'closed', participation: 45 },
  counts: ['0  high 10', '0  low 10', '0  middle 5', '1  high 0', '1  low 0', '1  middle 25'],
  comments: Array.from({ length: 25 }, (_, at) => `comment ${String(at).padStart(2, '0')}`),
};

/** Each breaks a key’s file; mode 000 would not stop root. */
const broken: readonly (readonly [string, (file: string) => Promise<unknown>])[] = [
  ['missing', (file) => rm(file)],
  ['unreadable', async (file) => [await rm(file), await mkdir(file)]],
  ['another pulse’s', (file) => writeFile(file, Buffer.concat([makeKeys().privateKey, Buffer.alloc(32)]))],
  ['half written', (file) => truncate(file, 40)],
];

test('while the key is missing, unreadable, wrong or half, nobody can answer, and its close waits', async () => {
  await using on = await answered();
  const { stage, open } = on;
  const { db, clock, app } = stage;
  const whole = await readFile(fileOf(open));
  const restore = async () => {
    await rm(fileOf(open), { recursive: true, force: true });
    await writeFile(fileOf(open), whole, { mode: 0o600 });
  };
  for (const [, breaks] of broken) {
    await breaks(fileOf(open));
    const form = await openForm(app.intake, from(stage, 'yara'), open.id);
    expect(read(await send(app.intake, from(stage, 'yara'), form, { first: '5' }))).toContain(
      'its key is gone',
    );
    await stage.as('jonas').types('status show');
    expect(await stage.as('jonas').sees()).toContain('Weft cannot read the key of the pulse that is open.');
    await restore();
  }
  expect(await db.$count(sealedAnswer)).toBe(25);
  const rows = (await dump(db)).filter(({ table }) => table.startsWith('pulse_sealed'));
  for (const [hours, [, breaks]] of broken.entries()) {
    await breaks(fileOf(open));
    clock.set(open.closesAt.add({ hours }));
    await stage.settle();
    expect(await outcome(db)).toEqual({ state: 'open', participation: null, counts: [], comments: [] });
    await restore();
  }
  expect((await dump(db)).filter(({ table }) => table.startsWith('pulse_sealed'))).toEqual(rows);
  for (const seconds of [0, 1]) {
    clock.set(open.closesAt.add({ hours: 4, seconds }));
    await stage.settle();
  }
  expect(await outcome(db)).toEqual(expected);
  expect(stage.problems()).toEqual([]);
});

test('a key that stays so voids the pulse after a day, and those who run it are told', async () => {
  await using stage = await openStage('playground');
  const { db, clock, app } = stage;
  const at = async (open: Pulse, time: Temporal.DurationLike) => {
    clock.set(open.closesAt.add(time));
    await stage.settle();
  };
  for (const [turn, [name, breaks]] of broken.entries()) {
    const open = await opens(stage);
    // What digests say of it is theirs.
    await db.update(digestPlan).set({ nextAt: null });
    for (const who of ['mina', 'rosa', 'iris', 'dov', 'tess']) {
      const form = await openForm(app.intake, from(stage, who), open.id);
      await send(app.intake, from(stage, who), form, { first: '1', comment: 'a comment' });
    }
    await breaks(fileOf(open));
    await at(open, { hours: 23 });
    expect((await thePulse(db)).state, name).toBe('open');
    await at(open, { hours: 24 });
    expect(await outcome(db), name).toEqual({ state: 'void', participation: null, counts: [], comments: [] });
    // What cannot be removed is tried again until it can: a key must not come back to sealed answers.
    if (name === 'unreadable') {
      await at(open, { hours: 24, seconds: 1 });
      expect(await db.$count(sealedAnswer)).toBe(5);
      await rm(fileOf(open), { recursive: true });
    }
    await at(open, { hours: 24, minutes: 10 });
    const rows = await dump(db);
    expect(
      rows.some(({ table, text }) => table.startsWith('pulse_sealed') || text.includes('a comment')),
    ).toBe(false);
    // Both channels, and each operator.
    const told = (await stage.as('jonas').sees()).split('This pulse could not be counted: its key was lost.');
    expect(told.length - 1, name).toBe(3 * (turn + 1));
  }
});

test('after an outage of days a folder that is not there yet costs nothing, if it comes within the hour', async () => {
  await using on = await answered();
  const { stage, open } = on;
  const { db, clock } = stage;
  const whole = await readFile(fileOf(open));
  await rm(fileOf(open));
  clock.set(open.closesAt.add({ hours: 72 }));
  await stage.settle();
  expect((await thePulse(db)).state).toBe('open');
  await writeFile(fileOf(open), whole, { mode: 0o600 });
  for (const seconds of [0, 1]) {
    clock.set(open.closesAt.add({ hours: 73, seconds }));
    await stage.settle();
  }
  expect(await outcome(db)).toEqual(expected);
});

test('a key that comes back when its pulse is void is destroyed before the next one is open', async () => {
  await using stage = await openStage('playground');
  const { db, clock } = stage;
  const open = await opens(stage);
  const whole = await readFile(fileOf(open));
  await rm(fileOf(open));
  for (const hours of [0, 24, 48]) {
    clock.set(open.closesAt.add({ hours }));
    await stage.settle();
  }
  expect((await thePulse(db)).state).toBe('void');
  await writeFile(fileOf(open), whole, { mode: 0o600 });
  expect((await opens(stage)).number).toBe(2);
  expect(await keys.read(open.id)).toBeUndefined();
});

test('an answer that was damaged in the database is left out, and keeps no pulse from its end', async () => {
  await using on = await answered();
  const { stage, open } = on;
  const { db, clock } = stage;
  const [one] = await db.select().from(sealedAnswer);
  if (!one) throw new Error('nothing was sealed');
  await db
    .update(sealedAnswer)
    .set({ sealed: Buffer.alloc(one.sealed.length) })
    .where(eq(sealedAnswer.tag, one.tag));
  await closePulse(clock, stage.settle, open);
  const { state, comments } = await outcome(db);
  expect([state, comments.length]).toEqual(['closed', 24]);
  expect(stage.problems()).toEqual([]);
});

/** Whatever is written into a table fails, as on a full disk. */
async function full(db: Db, table: string): Promise<() => Promise<void>> {
  await db.execute(
    sql.raw(`create function full_disk() returns trigger as $$ begin raise exception 'full' using errcode = '53100'; end $$
    language plpgsql; create trigger full_disk before insert on ${table} for each row execute function full_disk();`),
  );
  return async () => {
    await db.execute(sql.raw(`drop trigger full_disk on ${table}; drop function full_disk();`));
  };
}

test('a full disk at the close costs nothing: the keys stay until the results are written', async () => {
  await using on = await answered();
  const { stage, open } = on;
  const { db, clock } = stage;
  const whole = await readFile(fileOf(open));
  clock.set(open.closesAt);
  for (const table of ['pulse_released', 'pulse_comment']) {
    const empty = await full(db, table);
    await stage.settle();
    expect(await outcome(db)).toEqual({ state: 'open', participation: null, counts: [], comments: [] });
    expect(await db.$count(sealedAnswer)).toBe(25);
    expect(await readFile(fileOf(open))).toEqual(whole);
    await empty();
    clock.set(clock.now().add({ minutes: 10 }));
  }
  await stage.settle();
  expect(await outcome(db)).toEqual({ ...expected, state: 'tallied' });
  // The keys cannot be destroyed: nothing is told, and the sealed answers stay until they are.
  await rm(fileOf(open));
  await mkdir(join(fileOf(open), 'in the way'), { recursive: true });
  clock.set(clock.now().add({ seconds: 1 }));
  await stage.settle();
  expect(await outcome(db)).toEqual({ ...expected, state: 'tallied' });
  expect(await db.$count(sealedAnswer)).toBe(25);
  expect(await stage.as('jonas').sees()).not.toContain('The pulse is closed.');
  // Nor does another one open until then.
  expect((await opens(stage)).id).toBe(open.id);
  expect(await stage.as('jonas').sees()).toContain('A pulse is open already.');
  await rm(fileOf(open), { recursive: true });
  clock.set(clock.now().add({ minutes: 10 }));
  await stage.settle();
  expect(await outcome(db)).toEqual(expected);
  expect(await stage.as('jonas').sees()).toContain('The pulse is closed.');
  expect(stage.problems().filter((one) => !one.startsWith('due work broke'))).toEqual([]);
});

onServer('an answer that is being stored when the time is over is counted', async () => {
  await using on = await answered();
  const { stage, open } = on;
  const { db, clock } = stage;
  const { promise: stored, resolve: isStored } = Promise.withResolvers<void>();
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const { account, ...at } = from(stage, 'yara');
  const sender = { account, name: 'Yara', administrator: false };
  const incoming = { ...at, key: '', sender, reply: {}, kind: 'typed', text: '' } as const;
  const answering = db.transaction(async (tx) => {
    const act = { tx, now: open.closesAt.subtract({ milliseconds: 1 }), random: () => 0.5 };
    const me = joined(await findContext(act, incoming, open.coalitionId));
    await giveAnswer(me, keys, open, { scores: [5, 3], countWith: undefined, comment: 'the last one' });
    isStored();
    await mayEnd;
  });
  await stored;
  clock.set(open.closesAt);
  const closing = stage.settle();
  const waiting = sql`select 1 from pg_locks where locktype = 'advisory' and not granted
    and database = (select oid from pg_database where datname = current_database())`;
  while ((await db.execute(waiting)).rows.length === 0);
  end();
  await Promise.all([answering, closing]);
  expect(await outcome(db)).toEqual({
    ...{ state: 'tallied', participation: 50 },
    counts: ['0  high 11', '0  low 10', '0  middle 5', '1  high 0', '1  low 0', '1  middle 26'],
    comments: [...expected.comments, 'the last one'],
  });
});

test('a crash at each step of the close ends in the same tally, told once', async () => {
  await using on = await answered();
  const { stage, open } = on;
  const { db, clock } = stage;
  const step = async (by: { keys?: KeyStore; crash: boolean }) =>
    await db
      .transaction(async (tx) => {
        const act = { tx, now: open.closesAt, random: () => 0.5 };
        await closeDue(by.keys ?? keys).carryOut(act, open.id);
        if (by.crash) throw new Error('crash');
      })
      .catch((error) => {
        if (!(error instanceof Error && error.message === 'crash')) throw error;
      });
  // Tallied, and gone before it was committed; then before the keys were destroyed.
  await step({ crash: true });
  expect(await outcome(db)).toEqual({ state: 'open', participation: null, counts: [], comments: [] });
  await step({ crash: false });
  const shuffled = await db.select().from(comment);
  expect(await outcome(db)).toEqual({ ...expected, state: 'tallied' });
  // Before the destruction, right after it, and after the drop.
  const dies = async () => {
    throw new Error('crash');
  };
  await step({ keys: { ...keys, destroy: dies }, crash: true });
  expect(await keys.read(open.id)).toBeDefined();
  await step({
    keys: { ...keys, destroy: async (id) => [await keys.destroy(id), await dies()][0] },
    crash: true,
  });
  expect(await keys.read(open.id)).toBeUndefined();
  expect(await db.$count(sealedAnswer)).toBe(25);
  await step({ crash: true });
  expect(await outcome(db)).toEqual({ ...expected, state: 'tallied' });
  await stage.restart();
  await closePulse(clock, stage.settle, open);
  expect(await outcome(db)).toEqual(expected);
  expect(await db.select().from(comment)).toEqual(shuffled);
  expect((await dump(db)).some(({ table }) => table.startsWith('pulse_sealed'))).toBe(false);
  const told = (await stage.as('jonas').sees()).split('What will be done about it?').length - 1;
  expect(told).toBe(1);
  // Once more, though nothing is due: it changes nothing.
  await step({ crash: false });
  await stage.settle();
  expect(await outcome(db)).toEqual(expected);
  expect((await stage.as('jonas').sees()).split('What will be done about it?').length - 1).toBe(1);
});
