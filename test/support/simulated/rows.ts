import { sql } from 'drizzle-orm';
import type { Db } from '#store/index.ts';

export type Row = Readonly<Record<string, unknown>>;

/** One row of a table, as it is at each moment (milliseconds); undefined while it is not there. */
export interface Thing {
  readonly table: string;
  at(now: number): Row | undefined;
}

export const hour = 3_600_000;
export const day = 24 * hour;
export const week = 7 * day;

/** A moment as PostgreSQL reads it, once it has come. */
export const iso = (at: number) => new Temporal.Instant(BigInt(at) * 1_000_000n).toString();
export const since = (now: number, at: number | undefined) =>
  at !== undefined && at <= now ? iso(at) : null;

/** What tells the rows of a table apart, where that is no `id`. In the order in which tables refer to each other. */
const tables: Readonly<Record<string, readonly string[]>> = {
  ...{ coalition: [], space: [], binding: ['space_id'], organisation: [], hub: [], person: [], account: [] },
  ...{ hub_member: ['hub_id', 'person_id'], representative: [], role: [], consent: ['person_id', 'kind'] },
  ...{ block: [], tie: ['first_id', 'second_id'], audit: [] },
  ...{ introduction_ask: [], introduction_suggestion: [], introduction: [], introduction_side: [] },
  ...{
    introduction_follow: [],
    introduction_turn: [],
    introduction_claim: [],
    introduction_rest: ['person_id'],
  },
  ...{ action: [], action_part: ['action_id', 'person_id', 'how'] },
  ...{ action_stance: ['action_id', 'organisation_id'], action_organiser: [], result: [] },
  ...{ amplification_request: [], amplification_asked: [] },
  ...{ resource: [], resource_thanks: [], listing: [], listing_answer: [] },
  ...{ pulse: [], pulse_released: [], pulse_roster: ['pulse_id', 'person_id'] },
  ...{
    convergence_day: [],
    convergence_hub: ['day_id', 'hub_id'],
    convergence_role: [],
    convergence_hosting: [],
  },
  ...{ delivery: [], due_failure: ['name', 'row_id'] },
};
const keyOf = (table: string) => (tables[table]?.length ? tables[table] : ['id']);

/** How many rows one statement writes. */
const together = 5_000;

/** Lets time pass in a database: what has changed since the last moment is written, a few statements a table. */
export function passing(things: readonly Thing[]): (db: Db, now: number) => Promise<void> {
  const said: (string | undefined)[] = [];
  const rows = things.map((): Row | undefined => undefined);
  return async (db, now) => {
    const written = new Map<string, Row[]>();
    const gone = new Map<string, Row[]>();
    const add = (of: Map<string, Row[]>, table: string, row: Row) => {
      const list = of.get(table);
      if (list) list.push(row);
      else of.set(table, [row]);
    };
    for (const [place, { table, at }] of things.entries()) {
      const row = at(now);
      const words = row && JSON.stringify(row);
      const before = rows[place];
      if (words === said[place]) continue;
      if (row) add(written, table, row);
      else if (before) add(gone, table, before);
      said[place] = words;
      rows[place] = row;
    }
    const names = Object.keys(tables);
    await db.transaction(async (tx) => {
      for (const table of names.toReversed())
        for (const some of inParts(gone.get(table) ?? [])) await tx.execute(deleting(table, some));
      for (const table of names)
        for (const some of inParts(written.get(table) ?? [])) await tx.execute(writing(table, some));
    });
    // The planner knows what has come, as it would after two years.
    const named = names.filter((table) => written.has(table)).map((table) => sql.identifier(table));
    if (named.length > 0) await db.execute(sql`analyze ${sql.join(named, sql`, `)}`);
  };
}

const inParts = (rows: readonly Row[]) =>
  Array.from({ length: Math.ceil(rows.length / together) }, (_, part) =>
    rows.slice(part * together, (part + 1) * together),
  );

const given = (table: string, rows: readonly Row[]) =>
  sql`jsonb_populate_recordset(null::${sql.identifier(table)}, ${JSON.stringify(rows)}::jsonb) as given`;

function writing(table: string, rows: readonly Row[]) {
  const columns = Object.keys(rows[0] ?? {});
  const list = (names: readonly string[]) =>
    sql.join(
      names.map((name) => sql.identifier(name)),
      sql`, `,
    );
  const set = columns.map((name) => sql`${sql.identifier(name)} = excluded.${sql.identifier(name)}`);
  return sql`insert into ${sql.identifier(table)} (${list(columns)}) select ${list(columns)} from ${given(table, rows)}
    on conflict (${list(keyOf(table))}) do update set ${sql.join(set, sql`, `)}`;
}

function deleting(table: string, rows: readonly Row[]) {
  const same = keyOf(table).map((name) => sql`one.${sql.identifier(name)} = given.${sql.identifier(name)}`);
  return sql`delete from ${sql.identifier(table)} as one using ${given(table, rows)} where ${sql.join(same, sql` and `)}`;
}
