import { asc, inArray, sql } from 'drizzle-orm';
import type { Address, PlatformName } from '#chat/index.ts';
import type { Tx } from '#store/index.ts';
import { pace } from './tables.ts';

/** One every so many milliseconds in the long run, `burst` of them at once. */
export interface Rate {
  readonly every: number;
  readonly burst: number;
}

/** How fast Weft may write on a platform; what is absent is not limited. */
export interface Pace {
  /** all of a space */
  readonly tenant?: Rate;
  /** one channel or person */
  readonly conversation?: Rate;
  /** direct conversations opened for the first time, in one space */
  readonly opening?: Rate;
}

/** The gate of one space. */
export const tenantKey = (platform: PlatformName, tenant: string) => `${platform} ${tenant}`;

/** What stands in the way: the gate of a space or platform, or this conversation alone, until a moment of the database's clock. */
export type Blocked = { readonly gate: string | null; readonly until: Temporal.Instant };

/**
 * Takes one place at every gate on the way to an address, or none and says which is closed. GCRA with one moment
 * for each gate (`freeAt`): a send moves it to max(freeAt, now − (burst − 1) · every) + every.
 */
export async function enter(
  tx: Tx,
  platform: PlatformName,
  address: Address,
  rates: Pace | undefined,
): Promise<Blocked | undefined> {
  const space = tenantKey(platform, address.tenant);
  const place = address.kind === 'person' ? address.account : address.channel;
  const opens = address.kind === 'person' && address.conversation === undefined;
  const gates = [
    { key: space, rate: rates?.tenant },
    { key: `${space} ${place}`, rate: rates?.conversation },
    { key: `${space} opening`, rate: opens ? rates?.opening : undefined },
  ].filter((gate): gate is { key: string; rate: Rate } => gate.rate !== undefined);

  if (gates.length > 0) {
    const fresh = gates.map(({ key }) => ({
      key,
      freeAt: Temporal.Instant.fromEpochMilliseconds(0),
      wide: key === space,
    }));
    await tx.insert(pace).values(fresh).onConflictDoNothing();
  }
  const rows = await tx
    .select({ key: pace.key, freeAt: pace.freeAt, closed: sql<boolean>`${pace.freeAt} > clock_timestamp()` })
    .from(pace)
    .where(inArray(pace.key, [platform, space, ...gates.map((gate) => gate.key)]))
    .orderBy(asc(pace.key))
    .for('update');
  const shut = rows.find((row) => row.closed);
  if (shut) {
    const isWide = shut.key === space || shut.key === platform;
    return { gate: isWide ? shut.key : null, until: shut.freeAt };
  }
  for (const { key, rate } of gates) {
    const back = (rate.burst - 1) * rate.every;
    await tx
      .update(pace)
      .set({
        freeAt: sql`greatest(${pace.freeAt}, clock_timestamp() - ${back}::float8 * interval '1 millisecond') + ${rate.every}::float8 * interval '1 millisecond'`,
        code: null,
      })
      .where(inArray(pace.key, [key]));
  }
  return undefined;
}

/** Lets nothing through the gate of a space or platform for so many seconds by the database's clock; a `code` makes it a breaker. */
export async function close(tx: Tx, key: string, seconds: number, code: string | null): Promise<void> {
  const freeAt = sql`clock_timestamp() + ${seconds}::float8 * interval '1 second'`;
  await tx
    .insert(pace)
    .values({ key, freeAt, wide: true, code })
    .onConflictDoUpdate({
      target: pace.key,
      set: { freeAt: sql`greatest(${pace.freeAt}, excluded.free_at)`, code },
    });
}
