import { type SQL, sql } from 'drizzle-orm';
import type { Store } from '#store/index.ts';

/** So many rows that wait in one way are counted, and no more: a scrape must stay cheap on the worst of days. */
const mostRows = 100_000;
const mostUnfinished = 10_000;
/** How long one question may take, in ms; Prometheus itself gives a scrape ten seconds. */
const patience = 2_000;

/** What the database says at one moment. */
export interface Seen {
  readonly rows: readonly { state: string; lane: number; count: number }[];
  readonly oldest: readonly { lane: number; seconds: number | null }[];
  readonly inbox: readonly { count: number; seconds: number | null }[];
  readonly gates: readonly { key: string; ahead: number; every: number | null; code: string | null }[];
  readonly done: readonly { name: string; seconds: number }[];
  readonly stuck: readonly { name: string; count: number }[];
}

/**
 * The questions of one scrape. Each reads an index of what waits, so that a million rows that have ended cost nothing:
 * those are counted by the process that ends them. Only wide gates are looked at: the others are conversations.
 */
export function questions(now: Temporal.Instant): Record<keyof Seen, SQL> {
  const moment = sql`${now.toString()}::timestamptz`;
  const since = (at: SQL) => sql`greatest(0, extract(epoch from ${moment} - ${at}))::float8`;
  const lanes = sql`(values (1::smallint), (2::smallint), (3::smallint), (4::smallint)) as lanes (lane)`;
  const head = (gate: SQL) => sql`select due_at from delivery
    where state = 'due' and ${gate} and lane = lanes.lane and due_at <= ${moment}
    order by due_at limit 1`;
  const waiting = sql.join(
    [
      ['due', 'gate is null'],
      ['due', 'gate is not null'],
      ['sending', 'true'],
      ['bundled', 'ended_at is null'],
    ].map(
      // The state as a constant, so that an index alone answers.
      ([state = '', which = '']) =>
        sql`(select ${state}::text as state, lane, due_at from delivery where state = ${sql.raw(`'${state}'`)} and ${sql.raw(which)} limit ${mostRows})`,
    ),
    sql` union all `,
  );
  return {
    rows: sql`select case when state = 'due' and due_at > ${moment} then 'planned' else state end as state,
        lane::int as lane, count(*)::int as count
      from (${waiting}) as waiting group by 1, 2`,
    oldest: sql`select lanes.lane::int as lane, ${since(sql`min(heads.due_at)`)} as seconds
      from ${lanes} left join lateral (
        (${head(sql`gate is null`)})
        union all
        select gated.due_at from pace cross join lateral (${head(sql`gate = pace.key`)}) as gated where pace.wide
      ) as heads on true
      group by lanes.lane`,
    inbox: sql`select count(*)::int as count, ${since(sql`min(received_at)`)} as seconds
      from (select received_at from inbox where state = 'received' order by received_at limit ${mostUnfinished}) as waiting`,
    gates: sql`select key, greatest(0, extract(epoch from free_at - clock_timestamp()))::float8 as ahead, every, code
      from pace where wide`,
    done: sql`select name, extract(epoch from done_at)::float8 as seconds from due_done`,
    stuck: sql`select name, count(*)::int as count from due_failure where stuck group by name`,
  };
}

/** Asks all of them, one after the other on one connection; rejects when the database does not answer in time. */
export async function look(store: Store, now: Temporal.Instant): Promise<Seen> {
  return await store.db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('statement_timeout', ${String(patience)}, true)`);
    const seen: Record<string, unknown> = {};
    for (const [name, question] of Object.entries(questions(now)))
      seen[name] = (await tx.execute(question)).rows;
    return seen as unknown as Seen;
  });
}
