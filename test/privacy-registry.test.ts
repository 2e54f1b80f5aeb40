import { globSync, readFileSync } from 'node:fs';
import { is } from 'drizzle-orm';
import { getTableConfig, jsonb, PgDialect, PgTable, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import { languages } from '#chat/index.ts';
import { type Kept, tables, type Whose } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import * as playground from '#platforms/playground/tables.ts';
import { type Column, columnsOf } from '#privacy/columns.ts';
import { keptBy } from '#privacy/kept.ts';
import { casing } from '#store/db.ts';
import { impersonal } from './support/impersonal.ts';

const features = createFeatures({ embedded: true, platforms: [], pulseKeys: '' });
/** The report has tables before it is a feature. */
const kept = keptBy(features);

const rooms = globSync('src/*/tables.ts').map((file) => file.split('/')[1] ?? '');
const modules: readonly object[] = [
  ...(await Promise.all(
    rooms.map(async (room): Promise<object> => await import(`../src/${room}/tables.ts`)),
  )),
  playground,
];
const allTables = [
  ...new Set(
    modules.flatMap((one) => Object.values(one).filter((table): table is PgTable => is(table, PgTable))),
  ),
];

const nameOf = (table: PgTable) => getTableConfig(table).name;

/** Whether a column could say something of a person: free words, JSON, bytes, or an id that is not known to be of something else. */
function couldBePersonal({ key, column, refersTo }: Column): boolean {
  switch (column.columnType) {
    case 'PgUUID':
      return refersTo === tables.person || (refersTo === undefined && key !== 'id');
    case 'PgText':
    case 'PgVarchar':
      return (column.enumValues ?? []).length === 0;
    case 'PgJsonb':
    case 'PgJson':
    case 'PgArray':
      return true;
    default:
      return column.getSQLType() === 'bytea';
  }
}

/** Columns that could say something of a person, and stand neither in the registry nor in the list of those that do not. */
function unknownColumns(of: readonly PgTable[], by: readonly Kept[]): readonly string[] {
  return of.flatMap((table) =>
    columnsOf(table)
      .filter(couldBePersonal)
      .filter(({ key }) => !by.some((one) => one.table === table && one.columns.includes(key)))
      .map(({ key }) => `${nameOf(table)}.${key}`)
      .filter((name) => !Object.hasOwn(impersonal, name)),
  );
}

const somebody: Whose = {
  id: '00000000-0000-7000-8000-000000000001',
  coalitionId: '00000000-0000-7000-8000-000000000002',
  accounts: [{ platform: 'slack', tenant: 'T1', external: 'U1' }],
  rows: ['00000000-0000-7000-8000-000000000003'],
};

const dialect = new PgDialect({ casing });
const conditionOf = (one: Kept) => {
  const which = one.of(somebody);
  return which && dialect.sqlToQuery(which);
};

/** References to people by which no entry finds its rows. */
function unfoundReferences(by: readonly Kept[]): readonly string[] {
  return allTables.flatMap((table) =>
    columnsOf(table)
      .filter(({ refersTo }) => refersTo === tables.person)
      .filter(({ column }) => {
        const written = dialect.sqlToQuery(column.getSQL()).sql;
        return !by.some((one) => one.table === table && conditionOf(one)?.sql.includes(`${written} = `));
      })
      .map(({ key }) => `${nameOf(table)}.${key}`),
  );
}

test('every column that could say something of a person is in the registry, or is known to say nothing', () => {
  expect(allTables.length).toBe(globSync('src/**/tables.ts').flatMap(tablesIn).length);
  expect(unknownColumns(allTables, kept)).toEqual([]);
});

test('a column that nobody thought of is found', () => {
  const diary = pgTable('diary', {
    id: uuid('id').primaryKey(),
    coalitionId: uuid('coalition_id').references(() => tables.coalition.id),
    writerId: uuid('writer_id').references(() => tables.person.id),
    mood: text('mood', { enum: ['good', 'bad'] }),
    words: text('words'),
    more: jsonb('more'),
    about: uuid('about'),
  });
  const found = ['diary.writerId', 'diary.words', 'diary.more', 'diary.about'];
  expect(unknownColumns([diary], kept)).toEqual(found);
  for (const one of new Set(kept.map(({ table }) => table))) {
    const without = kept.filter(({ table }) => table !== one);
    const isFound = unknownColumns(allTables, without).length > 0 || unfoundReferences(without).length > 0;
    expect([nameOf(one), isFound]).toEqual([nameOf(one), true]);
  }
});

test('what is said to be of nobody exists, and is in no entry', () => {
  const known = new Map(
    allTables.flatMap((table) => columnsOf(table).map((one) => [`${nameOf(table)}.${one.key}`, one])),
  );
  const stale = Object.keys(impersonal).filter((name) => {
    const column = known.get(name);
    return column === undefined || !couldBePersonal(column);
  });
  expect(stale).toEqual([]);
  const twice = kept.flatMap(({ table, columns }) =>
    columns.map((key) => `${nameOf(table)}.${key}`).filter((name) => Object.hasOwn(impersonal, name)),
  );
  expect(twice).toEqual([]);
});

test('every reference to a person finds its row, and only one that names the coalition', () => {
  expect(unfoundReferences(kept)).toEqual([]);
  const loose = kept.filter((one) => {
    const which = conditionOf(one);
    return which !== undefined && !which.params.includes(somebody.coalitionId);
  });
  expect(loose.map(({ table }) => nameOf(table))).toEqual([]);
});

test('an entry speaks of columns that exist, and its deletion can be carried out', () => {
  for (const { table, columns, withheld = [], named = [], deleted, nameless, of } of kept) {
    const keys = columnsOf(table).map(({ key }) => key);
    const name = nameOf(table);
    expect([name, columns.filter((key) => !keys.includes(key))]).toEqual([name, []]);
    expect([name, Object.keys(nameless ?? {}).filter((key) => !keys.includes(key))]).toEqual([name, []]);
    expect([name, [...withheld, ...named].filter((key) => !columns.includes(key))]).toEqual([name, []]);
    if (deleted === 'gone' || nameless !== undefined || of(somebody) === undefined) continue;
    const mayBeEmpty = columnsOf(table).some(
      ({ column, refersTo }) => refersTo === tables.person && !column.notNull,
    );
    expect([name, mayBeEmpty]).toEqual([name, true]);
  }
});

test('the notice can be read by who sees what: there are few answers', () => {
  expect(new Set(kept.map(({ seenBy }) => seenBy.en)).size).toBeLessThanOrEqual(10);
});

test('what the notice says of an entry is short, and in every language', () => {
  for (const { table, what, why, seenBy, until } of kept)
    for (const phrase of [what, why, seenBy, until])
      for (const language of languages) {
        const said = phrase[language];
        expect([nameOf(table), said, said.length > 3 && said.length <= 100]).toEqual([
          nameOf(table),
          said,
          true,
        ]);
        expect(said).not.toMatch(/[!.]$| {2}|'/);
      }
});

/** The tables that a file declares, by its text: a second way to count them. */
function tablesIn(file: string): readonly string[] {
  return readFileSync(file, 'utf8').match(/\bpgTable\(/g) ?? [];
}
