import { and, asc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Address, Effect, PlatformName } from '#chat/index.ts';
import type { Tx } from '#store/index.ts';
import { type Gate, pass } from './gate.ts';
import { pace } from './tables.ts';

/** One every so many milliseconds in the long run, `burst` of them at once. */
export interface Rate {
  readonly every: number;
  readonly burst: number;
}

/** How fast Weft may write on a platform, until the platform says otherwise; what is absent is not limited. */
export interface Pace {
  /** all that one bot does, in requests */
  readonly bot?: Rate;
  /** how many of them an effect takes, or looking whether it was done; one, if absent */
  requests?(address: Address, effect: Effect, verb: 'perform' | 'readBack'): number;
  /** all of a space */
  readonly tenant?: Rate;
  /** one channel or person */
  readonly conversation?: Rate;
  /** direct conversations that the bot opens for the first time */
  readonly opening?: Rate;
  /** messages that are taken away in a space, which pass this gate instead of their conversation's */
  readonly removal?: Rate;
}

/** The gate of one space. */
export const tenantKey = (platform: PlatformName, tenant: string) => `${platform} ${tenant}`;

/** The gate of one conversation, by the account or channel it is addressed to. */
export function conversationKey(platform: PlatformName, address: Address): string {
  const place = address.kind === 'person' ? address.account : address.channel;
  return `${tenantKey(platform, address.tenant)} ${place}`;
}

/** The gate of opening direct conversations: a bot's, in whatever space. */
export const openingKey = (platform: PlatformName) => `${platform}  opening`;

/** One row that wants to go out, or to be read back: that passes the bot's own gate only, as it shows nobody anything. */
export interface Wanting {
  readonly platform: PlatformName;
  readonly address: Address;
  readonly verb: 'perform' | 'readBack';
  /** how many requests it takes of the bot's own rate */
  readonly requests: number;
  readonly removes?: boolean;
}

/** A place in time, `at` ms from now; or the gate in its way, which opens `at` ms from now. */
export type Slot =
  | { readonly kind: 'go'; readonly at: number }
  /** `gate` is null for the gate of one conversation, at which nothing else waits */
  | { readonly kind: 'blocked'; readonly gate: string | null; readonly at: number };

/** Slots for rows in their order, and in how many ms more could have one. */
export interface Slots {
  readonly slots: readonly Slot[];
  readonly opensIn: number | undefined;
}

/**
 * Takes a place at every gate on the way of each row, in one go and for all replicas: not further ahead than `ahead` ms.
 * GCRA with one moment for each gate, kept in the database and counted by its clock.
 */
export async function enter(
  tx: Tx,
  wanting: readonly Wanting[],
  rates: Partial<Record<PlatformName, Pace>>,
  ahead: number,
): Promise<Slots> {
  const ways = wanting.map((one) => wayOf(one, rates[one.platform]));
  const gates = await lock(tx, ways.flat());
  const slots = ways.map((way, index): Slot => {
    const standing = way.flatMap(({ key }) => gates.get(key) ?? []);
    const result = pass(standing, ahead, wanting[index]?.requests ?? 1);
    if (result.kind === 'go') return result;
    return { kind: 'blocked', gate: result.gate.wide ? result.gate.key : null, at: result.at };
  });
  await keep(
    tx,
    [...gates.values()].filter((gate) => gate.moved),
  );
  // Half the reach early: then several slots can be had in one go, and none is lost.
  const opening = [...gates.values()]
    .filter((gate) => gate.wide && gate.freeIn > ahead)
    .map((gate) => gate.freeIn);
  return { slots, opensIn: opening.length > 0 ? Math.min(...opening) - ahead / 2 : undefined };
}

interface Step {
  readonly key: string;
  readonly wide: boolean;
  readonly rate: Rate | undefined;
  readonly perRequest: boolean;
}

function wayOf(
  { platform, address, verb, removes = false }: Wanting,
  rates: Pace | undefined,
): readonly Step[] {
  const space = tenantKey(platform, address.tenant);
  const opens = address.kind === 'person' && address.conversation === undefined;
  const step = (key: string, rate: Rate | undefined, wide: boolean, perRequest = false) => ({
    ...{ key, rate, wide, perRequest },
  });
  const bot = step(platform, rates?.bot, true, true);
  if (verb === 'readBack') return [bot];
  return [
    bot,
    step(space, rates?.tenant, true),
    removes
      ? step(`${space}  removal`, rates?.removal, true)
      : step(conversationKey(platform, address), rates?.conversation, false),
    ...(opens && rates?.opening ? [step(openingKey(platform), rates.opening, true)] : []),
  ];
}

/** Half of what the platform taught beyond the configured rate is forgotten in this time. */
export const forgetsIn = 600; // seconds

const probing: Rate = { every: 10_000, burst: 1 };

/** Locks all gates on these ways, the same order for everybody, and says how they stand now. */
async function lock(tx: Tx, steps: readonly Step[]): Promise<Map<string, Gate>> {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const paced = [...byKey.values()].filter((step) => step.rate);
  if (paced.length > 0) {
    const freeAt = Temporal.Instant.fromEpochMilliseconds(0);
    const fresh = paced
      .map(({ key, wide }) => ({ key, freeAt, wide }))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1));
    await tx.insert(pace).values(fresh).onConflictDoNothing();
  }
  const rows = await tx
    .select({
      key: pace.key,
      wide: pace.wide,
      freeAt: sql<number>`(extract(epoch from ${pace.freeAt}) * 1000)::float8`,
      now: sql<number>`(extract(epoch from clock_timestamp()) * 1000)::float8`,
      every: pace.every,
      burst: pace.burst,
      code: pace.code,
      remembered: sql<number>`power(0.5, extract(epoch from clock_timestamp() - ${pace.learntAt}) / ${forgetsIn})::float8`,
    })
    .from(pace)
    .where(inArray(pace.key, [...byKey.keys()]))
    .orderBy(asc(pace.key))
    .for('update');
  const now = Math.min(...rows.map((row) => row.now));
  return new Map(
    rows.map((row) => {
      const step = byKey.get(row.key);
      const learnt = row.every === null ? undefined : { every: row.every, burst: row.burst ?? 1 };
      // After a breaker one goes ahead, and the others see how it fares.
      const rate = row.code === null ? blend(step?.rate, learnt, row.remembered) : probing;
      const gate: Gate = {
        ...{ key: row.key, wide: row.wide, now, rate, moved: false },
        freeIn: row.freeAt - now,
        perRequest: step?.perRequest ?? false,
      };
      return [row.key, gate];
    }),
  );
}

/** What the platform taught, fading into what is configured. */
function blend(configured: Rate | undefined, learnt: Rate | undefined, share: number): Rate | undefined {
  if (!learnt) return configured;
  const least = configured?.every ?? 0;
  const every = least + (learnt.every - least) * share;
  return every < 1
    ? configured
    : { every, burst: share > 0.5 ? learnt.burst : (configured?.burst ?? learnt.burst) };
}

/** Locks the gates that a transaction is going to change one by one, in the order in which everybody locks several. */
export async function lockGates(tx: Tx, keys: readonly string[]): Promise<void> {
  const several = [...new Set(keys)];
  if (several.length < 2) return;
  const rows = tx.select({ key: pace.key }).from(pace).where(inArray(pace.key, several));
  await rows.orderBy(asc(pace.key)).for('update');
}

async function keep(tx: Tx, gates: readonly Gate[]): Promise<void> {
  if (gates.length === 0) return;
  const moved = gates.map(({ key, now, freeIn }) => ({ key, free: now + freeIn }));
  // The keys once more: PostgreSQL takes a record set for a hundred rows and would rather read the whole table.
  await tx.execute(sql`
    update pace set free_at = to_timestamp(v.free / 1000), code = null
    from jsonb_to_recordset(${JSON.stringify(moved)}::jsonb) as v (key text, free float8)
    where pace.key = v.key and ${inArray(
      pace.key,
      moved.map((one) => one.key),
    )}`);
}

/** Lets nothing through a gate for so many seconds by the database's clock; a `code` makes it a breaker. */
export async function close(
  tx: Tx,
  { key, wide }: { key: string; wide: boolean },
  seconds: number,
  code: string | null,
): Promise<void> {
  const freeAt = sql`clock_timestamp() + ${seconds}::float8 * interval '1 second'`;
  await tx
    .insert(pace)
    .values({ key, freeAt, wide, code })
    .onConflictDoUpdate({
      target: pace.key,
      set: {
        freeAt: sql`greatest(${pace.freeAt}, excluded.free_at)`,
        // What closes it for a moment does not hide that a breaker is open.
        code: sql`coalesce(excluded.code, case when ${pace.freeAt} > clock_timestamp() then ${pace.code} end)`,
      },
    });
}

/** Whether a breaker keeps a gate closed just now. */
export async function isBroken(tx: Tx, key: string): Promise<boolean> {
  const open = sql`${pace.freeAt} > clock_timestamp()`;
  const rows = await tx
    .select({ key: pace.key })
    .from(pace)
    .where(and(eq(pace.key, key), isNotNull(pace.code), open));
  return rows.length > 0;
}
