import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { createApp } from '#app.ts';
import type { Log } from '#chat/index.ts';
import { createFeatures } from '#features.ts';
import { seedPlayground } from '#playground.ts';
import { migrate } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { type TestDatabase, testDatabase } from './support/database.ts';
import { pulseKeys } from './support/pulse-keys.ts';
import { recordingPlatform } from './support/recording-platform.ts';

const quietLog: Log = { info() {}, warn() {}, error() {} };

/** Asks drizzle-kit what is missing from a copy of the migrations; returns the names of what it would add. */
function missingMigrations(prepare?: (folder: string) => void): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'weft-migrations-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const out = join(folder, 'migrations');
  cpSync('migrations', out, { recursive: true });
  prepare?.(out);
  const config = join(folder, 'drizzle.config.json');
  const schema = join(process.cwd(), 'src/**/tables.ts');
  writeFileSync(
    config,
    JSON.stringify({ dialect: 'postgresql', casing: 'snake_case', schema, out: relative('.', out) }),
  );
  const before = readdirSync(out);
  execFileSync(process.execPath, ['node_modules/drizzle-kit/bin.cjs', 'generate', '--config', config], {
    stdio: 'pipe',
  });
  return readdirSync(out).filter((name) => !before.includes(name));
}

test('the migrations say what the tables say', () => {
  expect(missingMigrations()).toEqual([]);
});

test('a table that no migration makes is found', () => {
  const forget = (folder: string) => {
    const file = readdirSync(join(folder, 'meta')).findLast((name) => name.endsWith('_snapshot.json')) ?? '';
    const snapshot = JSON.parse(readFileSync(join(folder, 'meta', file), 'utf8'));
    delete snapshot.tables['public.tie'];
    writeFileSync(join(folder, 'meta', file), JSON.stringify(snapshot));
  };
  expect(missingMigrations(forget)).toHaveLength(1);
});

test('migrating a filled database again changes nothing in it', async () => {
  await using database = await testDatabase();
  await seedPlayground(database.store, manualClock('2027-05-12T17:00:00Z'));
  const count = async () =>
    (
      await database.db.execute<{ people: number; ties: number }>(
        sql`select (select count(*)::int from person) as people, (select count(*)::int from tie) as ties`,
      )
    ).rows;
  const before = await count();
  await migrate(database.store);
  expect(await count()).toEqual(before);
  expect(before[0]?.people).toBeGreaterThan(50);
});

/** Migrations up to the one of that number alone, as a release before this one had them. */
function migrationsUpTo(number: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'weft-migrations-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync('migrations', folder, { recursive: true });
  const file = join(folder, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8')) as { entries: { idx: number }[] };
  journal.entries = journal.entries.filter(({ idx }) => idx <= number);
  writeFileSync(file, JSON.stringify(journal));
  return folder;
}

/** Columns that the seed of today writes, with the migration that made them. */
const laterColumns = [
  { table: 'person', column: 'suspended_at', type: 'timestamptz(3)', since: 6 },
  { table: 'coalition', column: 'risk', type: "text default 'medium'", since: 7 },
  { table: 'space', column: 'leaving_at', type: 'timestamptz(3)', since: 7 },
  { table: 'space', column: 'drop_at', type: 'timestamptz(3)', since: 7 },
  { table: 'hub', column: 'listed', type: 'boolean default true', since: 7 },
];

/** A database as the release that ended with this migration left it: the cast's coalition and five hundred actions. */
async function filledBefore(number: number) {
  const database = await testDatabase();
  const { db, store } = database;
  await db.execute(sql`drop schema public cascade`);
  await db.execute(sql`drop schema drizzle cascade`);
  await db.execute(sql`create schema public`);
  await migrate(store, migrationsUpTo(number));
  // The seed of today names columns that came later.
  const later = laterColumns.filter(({ since }) => since > number);
  for (const { table, column, type } of later)
    await db.execute(sql.raw(`alter table ${table} add column ${column} ${type}`));
  await seedPlayground(store, manualClock('2027-05-12T17:00:00Z'));
  for (const { table, column } of later)
    await db.execute(sql.raw(`alter table ${table} drop column ${column}`));
  await db.execute(sql`
    insert into action (id, coalition_id, state, title, what, starts_at, zone, tactic, audience, drafted_at)
    select gen_random_uuid(), id, 'cancelled', 'Clean-up ' || n, 'We do.', '2027-05-15', 'UTC', 'care', 'coalition', '2027-05-12'
    from coalition, generate_series(1, 500) n`);
  return database;
}

const isThere = async ({ db }: TestDatabase, table: string) =>
  (await db.execute(sql`select to_regclass(${table}) is not null as there`)).rows[0]?.there;

test('a filled database as the release before left it gets convergence days, and its actions keep what they say', async () => {
  await using database = await filledBefore(3);
  const { db, store } = database;
  expect(await isThere(database, 'convergence_day')).toBe(false);
  await migrate(store);
  const { rows } = await db.execute(sql`
    select count(*)::int as actions, count(distinct title)::int as titles, max(reason) as reason,
      (select count(*)::int from convergence_day) as days, (select count(*)::int > 50 from person) as people from action`);
  expect(rows).toEqual([{ actions: 500, titles: 500, reason: '', days: 0, people: true }]);
  await expect(db.execute(sql`select outside, peaks, link_key from convergence_day`)).resolves.toBeDefined();
});

test('a filled database as the release before left it gets digests and the view from above, and each coalition its plans at the next tick', async () => {
  await using database = await filledBefore(4);
  const { db, store } = database;
  expect(await isThere(database, 'digest_plan')).toBe(false);
  await migrate(store);
  const { rows } = await db.execute(sql`
    select count(*)::int as actions, (select count(*)::int from digest_plan) as plans,
      (select count(*)::int from network_round) as rounds, (select count(*)::int > 30 from tie) as ties from action`);
  expect(rows).toEqual([{ actions: 500, plans: 0, rounds: 0, ties: true }]);

  const clock = manualClock('2027-05-12T18:00:00Z');
  const features = createFeatures({ embedded: store.kind === 'embedded', platforms: ['slack'], pulseKeys });
  const platforms = [recordingPlatform('slack')];
  const app = createApp({ store, clock, random: () => 0.5, platforms, features, log: quietLog });
  await app.connect();
  await app.settle();
  await app.stop();
  const planned = await db.execute(sql`
    select reader, weekday, hour, zone, next_at::timestamptz = '2027-05-17 15:00Z' as is_monday from digest_plan order by reader`);
  const monday = { weekday: 1, hour: 10, zone: 'America/Chicago', is_monday: true };
  expect(planned.rows).toEqual(['operator', 'weaver'].map((reader) => ({ reader, ...monday })));
  expect((await db.execute(sql`select count(*)::int as rounds from network_round`)).rows).toEqual([
    { rounds: 1 },
  ]);
});

test('a filled database as the release before left it gets privacy and safety, and nobody in it is suspended or barred', async () => {
  await using database = await filledBefore(5);
  const { db, store } = database;
  expect(await isThere(database, 'safety_bar')).toBe(false);
  const [{ id } = { id: '' }] = (await db.execute<{ id: string }>(sql`select id from coalition`)).rows;
  await db.execute(sql`insert into introduction_pair_key (coalition_id, key) values (${id}, 'as it was')`);
  await migrate(store);
  const { rows } = await db.execute(sql`
    select count(*)::int > 50 as people, count(suspended_at)::int as suspended, (select count(*)::int from safety_bar) as bars,
      (select key from introduction_pair_key) as key from person`);
  expect(rows).toEqual([{ people: true, suspended: 0, bars: 0, key: 'as it was' }]);
});

test('a filled database as the release before left it gets a middling risk, and a month for the spaces that had gone', async () => {
  await using database = await filledBefore(6);
  const { db, store } = database;
  await db.execute(sql`update space set gone_at = '2027-01-01' where tenant = 'delta'`);
  await db.execute(sql`
    insert into installation (platform, tenant, sealed_token, installed_at)
    select platform, tenant, 'sealed', '2027-01-01' from space`);
  await migrate(store);
  const { rows } = await db.execute(sql`
    select (select array_agg(distinct risk) from coalition) as risks, bool_and(listed) as listed,
      (select array_agg(tenant) from space where drop_at > now() + interval '29 days') as dropped,
      (select count(*)::int from installation where tenant = 'delta') as tokens,
      (select count(*)::int > 0 from installation) as others from hub`);
  expect(rows).toEqual([{ risks: ['medium'], listed: true, dropped: ['delta'], tokens: 0, others: true }]);
});

test('every row that belongs to a coalition says which', async () => {
  await using database = await testDatabase();
  const { rows } = await database.db.execute<{ name: string }>(sql`
    select t.table_name as name from information_schema.tables t
    where t.table_schema = 'public' and t.table_type = 'BASE TABLE' and t.table_name not like 'playground%'
      and not exists (select 1 from information_schema.columns c where c.table_name = t.table_name and c.column_name = 'coalition_id')
    order by 1`);
  // A coalition itself; spaces and tokens, which may belong to none yet; the machine's own pace,
  // its schedule and its outages; sealed answers, of which only their pulse is said.
  const own = [
    'coalition',
    'due_done',
    'installation',
    'outage',
    'pace',
    'privacy_departure',
    'pulse_sealed',
    'space',
  ];
  expect(rows.map(({ name }) => name)).toEqual(own);
});
