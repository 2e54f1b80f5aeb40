import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { seedPlayground } from '#playground.ts';
import { migrate } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { testDatabase } from './support/database.ts';

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

test('every row that belongs to a coalition says which', async () => {
  await using database = await testDatabase();
  const { rows } = await database.db.execute<{ name: string }>(sql`
    select t.table_name as name from information_schema.tables t
    where t.table_schema = 'public' and t.table_type = 'BASE TABLE' and t.table_name not like 'playground%'
      and not exists (select 1 from information_schema.columns c where c.table_name = t.table_name and c.column_name = 'coalition_id')
    order by 1`);
  // A coalition itself; spaces and tokens, which may belong to none yet; the machine's own pace,
  // its schedule and its outages; sealed answers, of which only their pulse is said.
  const own = ['coalition', 'due_done', 'installation', 'outage', 'pace', 'pulse_sealed', 'space'];
  expect(rows.map(({ name }) => name)).toEqual(own);
});
