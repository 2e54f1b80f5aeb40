import { eq, sql } from 'drizzle-orm';
import type { Composed } from '#digest/compose.ts';
import { keepSaid, readDigest, scopeOf } from '#digest/read.ts';
import { type ReadBy, readersOf } from '#digest/readers.ts';
import {
  type Act,
  type Coalition,
  type DigestSection,
  type Feature,
  type Figures,
  tables,
} from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import type { Db } from '#store/index.ts';
import { testDatabase } from '../database.ts';
import { pulseKeys } from '../pulse-keys.ts';
import { monday, type Simulated, simulate } from './coalition.ts';
import { type Expected, operatorsExpect, weaverExpects } from './digests.ts';
import { type Asked, plainFigures } from './plainly.ts';

export const features = createFeatures({ embedded: false, platforms: ['playground'], pulseKeys });

/** Somebody’s digest of a week, what features said for it, and what plain SQL says that it holds. */
export interface Read {
  readonly reader: 'operator' | 'weaver';
  readonly by: ReadBy;
  readonly asked: Asked;
  readonly composed: Composed & { readonly since: Temporal.Instant };
  readonly sections: readonly DigestSection[];
  readonly expected: Expected;
  readonly figures: Readonly<Record<string, number>>;
  /** what the digests of the last twelve weeks had said, by plain SQL */
  readonly before: ReadonlyMap<string, string>;
}

/** A Monday: what was counted and read, and the same by plain SQL. */
export interface Week {
  readonly number: number;
  readonly now: Temporal.Instant;
  readonly counted: readonly {
    readonly asked: Asked;
    readonly figures: Figures;
    readonly plainly: Readonly<Record<string, number>>;
  }[];
  readonly reads: readonly Read[];
}

/** The Mondays that are read: some of them one after another, so that what has not changed is left out. */
export const read = [26, 27, 52, 78, 103, 104] as const;

export interface Years extends AsyncDisposable {
  readonly db: Db;
  readonly one: Simulated;
  readonly weeks: readonly Week[];
  readonly now: Temporal.Instant;
}

/** Lives through both years of one coalition, beside another one in the same database, and reads it on some Mondays. */
export async function openYears(seed: number): Promise<Years> {
  const database = await testDatabase();
  const { db } = database;
  const other = simulate(seed + 1, 'other-');
  await other.pass(db, monday(78).epochMilliseconds);
  const one = simulate(seed);
  const weeks: Week[] = [];
  for (const number of read) weeks.push(await liveUntil(db, one, number));
  const now = monday(read.at(-1) ?? 0);
  return { db, one, weeks, now, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

async function liveUntil(db: Db, one: Simulated, number: number): Promise<Week> {
  const now = monday(number);
  await one.pass(db, now.epochMilliseconds);
  const act = async <T>(run: (act: Act & { readonly random: () => number }) => Promise<T>) =>
    await db.transaction(async (tx) => await run({ tx, now, random: () => 0.5 }));
  const { coalitionId } = one;
  const [coalition] = await db.select().from(tables.coalition).where(eq(tables.coalition.id, coalitionId));
  if (!coalition) throw new Error('no coalition');
  // Mondays at four: figures and stages are kept.
  const weekly = features.flatMap(({ dues = [] }) => dues).find(({ name }) => name === 'network.weekly');
  await act(async (acting) => await weekly?.carryOut(acting, coalitionId));

  const counted = [];
  for (const days of [7, 28]) {
    const asked = { coalitionId, from: now.subtract({ hours: 24 * days }), now };
    const figures = await act((acting) => figuresOf(acting, asked));
    counted.push({ asked, figures, plainly: await plainFigures(db, asked) });
  }
  const reads: Read[] = [];
  for (const reader of ['operator', 'weaver'] as const) {
    const all = await act((acting) => readersOf(acting, coalitionId, reader));
    // Of weavers one for everybody and one for a hub.
    const some =
      reader === 'operator' ? all.slice(0, 1) : [all.find((by) => !by.hubIds), all.find((by) => by.hubIds)];
    const before = await sinceOf(db, coalitionId, reader, now);
    for (const by of some)
      if (by) reads.push(await act((acting) => readBy(acting, { coalition, reader, by, from: before })));
    await db.execute(sql`insert into digest (id, coalition_id, reader, state, made_at)
      values (gen_random_uuid(), ${coalitionId}::uuid, ${reader}, 'sent', ${now.toString()}::timestamptz)`);
  }
  return { number, now, counted, reads };
}

export async function figuresOf(act: Act, { coalitionId, from }: Asked): Promise<Figures> {
  const all: Figures[] = [];
  for (const feature of features)
    all.push((await feature.figures?.(act, { coalitionId, since: from })) ?? {});
  return Object.assign({}, ...all) as Figures;
}

/** A digest looks back to the one before, a week at least and two at most. */
async function sinceOf(
  db: Db,
  coalitionId: string,
  reader: string,
  now: Temporal.Instant,
): Promise<Temporal.Instant> {
  const { rows } = await db.execute<{ made: string }>(sql`
    select to_char(greatest(${now.toString()}::timestamptz - interval '14 days', least(${now.toString()}::timestamptz - interval '7 days',
      coalesce(max(made_at), ${now.toString()}))) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as made
    from digest where coalition_id = ${coalitionId}::uuid and reader = ${reader} and state = 'sent'`);
  return Temporal.Instant.from(rows[0]?.made ?? '');
}

async function readBy(
  act: Act,
  given: {
    readonly coalition: Coalition;
    readonly reader: 'operator' | 'weaver';
    readonly by: ReadBy;
    readonly from: Temporal.Instant;
  },
): Promise<Read> {
  const { coalition, reader, by, from } = given;
  const { personId, hubIds } = by;
  const asked = { coalitionId: coalition.id, from, now: act.now };
  const scope = scopeOf(reader, personId);
  const { rows } = await act.tx.execute<{ key: string; state: string }>(
    sql`select key, state from digest_shown where coalition_id = ${coalition.id}::uuid and scope = ${scope}
      and at > ${act.now.toString()}::timestamptz - interval '84 days'`,
  );
  const composed = await readDigest(act, features, { coalition, reader, by, language: 'en' });
  await keepSaid(act, coalition.id, scope, composed);
  const reading = {
    coalition,
    reader,
    personId,
    language: 'en',
    zone: by.zone,
    since: from,
    ...(hubIds && { hubIds }),
  } as const;
  const figures = reader === 'operator' ? await plainFigures(act.tx, asked) : {};
  const expected =
    reader === 'operator'
      ? await operatorsExpect(act.tx, asked, figures)
      : await weaverExpects(act.tx, asked, personId, hubIds);
  return {
    ...{ reader, by, asked, composed, expected, figures, sections: await sectionsOf(act, features, reading) },
    before: new Map(rows.map(({ key, state }) => [key, state])),
  };
}

/** What features say in a digest, one after another. */
export async function sectionsOf(
  act: Act,
  some: readonly Feature[],
  reading: Parameters<NonNullable<Feature['digest']>>[1],
): Promise<readonly DigestSection[]> {
  const all: DigestSection[] = [];
  for (const feature of some) all.push(...((await feature.digest?.(act, reading)) ?? []));
  return all;
}
