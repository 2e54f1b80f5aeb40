import { sql } from 'drizzle-orm';
import { getTableConfig } from 'drizzle-orm/pg-core';
import { expect, test, vi } from 'vitest';
import { type Kept, type Person, tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { columnsOf } from '#privacy/columns.ts';
import { eraseKept, erasePerson, exportKept, heldOf, keptBy, whoseRows } from '#privacy/index.ts';
import type { Db } from '#store/index.ts';
import { type Planted, plantCanaries } from './support/canaries.ts';
import { testDatabase } from './support/database.ts';
import { dump } from './support/dump.ts';

vi.setConfig({ testTimeout: 120_000 });

const now = Temporal.Instant.from('2027-05-12T17:00:00Z');
const features = createFeatures({ embedded: true, platforms: [], pulseKeys: '' });
const kept = keptBy(features);

const mine = /kanari (\w+\.\w+)\./g;
const theirs = /theirs (\w+\.\w+)\./g;

/** Every marked text in the whole database, as often as it stands there. */
async function marked(db: Db, mark: RegExp): Promise<readonly string[]> {
  const rows = await dump(db);
  return rows.flatMap(({ text }) => [...text.matchAll(mark)].map(([, where]) => where ?? '')).toSorted();
}

async function personOf(db: Db, { maya }: Planted): Promise<Person> {
  const [found] = await db.select().from(tables.person).where(sql`${tables.person.id} = ${maya}`);
  if (!found) throw new Error('Maya is not here');
  return found;
}

/** What nobody writes, and what a person only points at: no words of theirs can stand there. */
const noWords = (where: string) =>
  /\.(state|kind|role|reader|how|answer|outcome|stance|act|subject|detail|use|manner|platform|tenant|posted|conversation|source|payload|ask)$/.test(
    where,
  ) ||
  /^(introduction_past_pair|introduction_kept_block|safety_bar|pulse_sealed|pulse_comment)\./.test(where);

test('every text of the registry is planted, as somebody’s own or as somebody else’s', async () => {
  await using database = await testDatabase();
  await plantCanaries(database.db, now);
  const planted = new Set([...(await marked(database.db, mine)), ...(await marked(database.db, theirs))]);
  const texts = kept.flatMap(({ table, columns }) =>
    columnsOf(table)
      .filter(({ key, column }) => columns.includes(key) && ['PgText', 'PgJsonb'].includes(column.columnType))
      .filter(({ column }) => (column.enumValues ?? []).length === 0)
      .map(({ key }) => `${getTableConfig(table).name}.${key}`),
  );
  // Ids; and what was counted, without which a number says nothing.
  const known = ['delivery.recipient', 'inbox.account', 'form.account', 'digest_shown.scope', 'result.unit'];
  const missing = new Set(texts.filter((where) => !planted.has(where) && !noWords(where)));
  expect([...missing].filter((where) => !known.includes(where))).toEqual([]);
});

test('whoever deletes everything leaves no word behind, and takes nobody else’s', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const planted = await plantCanaries(db, now);
  const before = await marked(db, theirs);
  const person = await personOf(db, planted);
  const whose = await whoseRows({ tx: db }, person, kept);
  expect(await heldOf({ tx: db }, whose, kept)).toBeGreaterThan(50);
  await db.transaction(async (tx) => {
    await erasePerson({ tx, now }, person, { keep: false, features });
  });
  expect(await marked(db, mine)).toEqual([]);
  expect(await marked(db, theirs)).toEqual(before);
  expect(await heldOf({ tx: db }, whose, kept)).toBe(0);
});

test('what somebody published stays if they say so, and does not say who', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const planted = await plantCanaries(db, now);
  const before = await marked(db, theirs);
  const person = await personOf(db, planted);
  const whose = await whoseRows({ tx: db }, person, kept);
  await db.transaction(async (tx) => {
    await erasePerson({ tx, now }, person, { keep: true, features });
  });
  const stays = new Set(await marked(db, mine));
  const published = [
    'action',
    'amplification_request',
    'convergence_day',
    'convergence_hosting',
    'convergence_result',
    'resource',
    'result',
    'safety_hidden',
  ];
  expect([...new Set([...stays].map((where) => where.split('.')[0]))].toSorted()).toEqual(published);
  expect(await marked(db, theirs)).toEqual(before);
  expect(await heldOf({ tx: db }, whose, kept)).toBe(0);
});

test('each entry of the registry is needed: without it something stays, and the proof says so', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const planted = await plantCanaries(db, now);
  const person = await personOf(db, planted);
  const whose = await whoseRows({ tx: db }, person, kept);
  const heldWithout = async (left?: Kept) => {
    let held = 0;
    class Undone extends Error {}
    await db
      .transaction(async (tx) => {
        await eraseKept({ tx }, whose, { kept: kept.filter((one) => one !== left), keep: false });
        held = await heldOf({ tx }, whose, left ? [left] : kept);
        throw new Undone();
      })
      .catch((error: unknown) => {
        if (!(error instanceof Undone)) throw error;
      });
    return held;
  };
  expect(await heldWithout()).toBe(0);
  const idle: string[] = [];
  for (const one of kept) {
    const isEmpty = one.of(whose) === undefined || Object.keys(one.nameless ?? { more: 1 }).length === 0;
    if (!isEmpty && (await heldWithout(one)) === 0) idle.push(getTableConfig(one.table).name);
  }
  // These go with their introduction, too.
  expect(idle).toEqual(['introduction_side', 'introduction_follow']);
});

test('a feature that says nothing of a table is found by the canaries', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const person = await personOf(db, await plantCanaries(db, now));
  const forgetful = features.map((one) =>
    one.name === 'safety' ? { ...one, keeps: one.keeps?.slice(3) ?? [] } : one,
  );
  await db.transaction(async (tx) => {
    await erasePerson({ tx, now }, person, { keep: false, features: forgetful });
  });
  expect(await marked(db, mine)).toEqual(['safety_concern.words']);
});

test('an export holds every word of one’s own, and of others only what one was told', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const person = await personOf(db, await plantCanaries(db, now));
  const exported = await exportKept({ tx: db }, await whoseRows({ tx: db }, person, kept), kept);
  const text = JSON.stringify(exported);
  expect(JSON.parse(text)).toEqual(exported);
  const found = new Set([...text.matchAll(mine)].map(([, where]) => where));
  const withheld = [
    'code.hash',
    'delivery.address',
    'delivery.effect',
    'digest_shown.key',
    'digest_shown.state',
    'form.values',
    'inbox.answer',
    'introduction.note',
    'introduction.reasons',
    'introduction_suggestion.note',
    'introduction_suggestion.reasons',
    'safety_seen.marks',
  ];
  const missing = new Set((await marked(db, mine)).filter((where) => !found.has(where)));
  expect([...missing]).toEqual(withheld);
  // Names of what one takes part in, whom one was introduced to or said one knows, and texts one was shown.
  expect([...new Set([...text.matchAll(theirs)].map(([, where]) => where))].toSorted()).toEqual([
    'action.title',
    'action_need.words',
    'convergence_day.ask',
    'convergence_day.name',
    'convergence_role.name',
    'person.name',
    'resource.title',
  ]);
  expect(text).not.toContain('Whoever blocked');
  expect(text).toContain('"with":"Third"');
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
});
