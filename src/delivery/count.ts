import { and, asc, desc, eq, gt, gte, inArray, isNotNull, sql } from 'drizzle-orm';
import type { PlatformName } from '#chat/index.ts';
import { readMoment, type Tx } from '#store/index.ts';
import { delivery, pace } from './tables.ts';

/** When unasked messages went to each of these people since that moment, those under way included, oldest first. */
export async function unaskedSince(
  tx: Tx,
  people: readonly string[],
  since: Temporal.Instant,
): Promise<ReadonlyMap<string, readonly Temporal.Instant[]>> {
  if (people.length === 0) return new Map();
  const rows = await tx
    .select({ personId: delivery.personId, at: delivery.claimedAt })
    .from(delivery)
    .where(
      and(
        inArray(delivery.personId, [...people]),
        eq(delivery.unasked, true),
        inArray(delivery.state, ['sending', 'sent', 'uncertain']),
        gte(delivery.claimedAt, since),
      ),
    )
    .orderBy(asc(delivery.claimedAt));
  const known = rows.flatMap(({ personId, at }) => (personId && at ? [{ personId, at }] : []));
  const byPerson = Map.groupBy(known, (one) => one.personId);
  return new Map([...byPerson].map(([personId, ones]) => [personId, ones.map(({ at }) => at)]));
}

/** What was refused, expired or is uncertain in a coalition since that moment, newest first. */
export async function endedBadly(tx: Tx, coalitionId: string, since: Temporal.Instant) {
  return await tx
    .select({
      id: delivery.id,
      kind: delivery.kind,
      state: delivery.state,
      code: delivery.code,
      platform: delivery.platform,
      tenant: delivery.tenant,
      endedAt: delivery.endedAt,
      expiresAt: delivery.expiresAt,
    })
    .from(delivery)
    .where(
      and(
        eq(delivery.coalitionId, coalitionId),
        gte(delivery.endedAt, since),
        inArray(delivery.state, ['refused', 'expired', 'uncertain']),
      ),
    )
    .orderBy(desc(delivery.endedAt));
}

/** A space nothing is sent to for a while, because the platform turned Weft away there. */
export interface Broken {
  readonly platform: PlatformName;
  readonly tenant: string;
  readonly code: string;
  readonly until: Temporal.Instant;
}

/** The spaces whose breaker is open. */
export async function brokenSpaces(tx: Tx): Promise<Broken[]> {
  const rows = await tx
    .select()
    .from(pace)
    .where(and(eq(pace.wide, true), isNotNull(pace.code), gt(pace.freeAt, sql`clock_timestamp()`)))
    .orderBy(asc(pace.key));
  return rows.map(({ key, code, freeAt }) => {
    const [platform, tenant = ''] = key.split(' ');
    return { platform: platform as PlatformName, tenant, code: code ?? '', until: freeAt };
  });
}

/** The first moment after now at which a row becomes due, lane by lane, so that each is the head of an index. */
export async function nextDue(tx: Tx, now: Temporal.Instant): Promise<Temporal.Instant | undefined> {
  const { rows } = await tx.execute<{ at: unknown }>(sql`
    select min(head.due_at) as at
    from (values (1::smallint), (2::smallint), (3::smallint), (4::smallint)) as lanes (lane)
    cross join lateral (
      select due_at from delivery
      where state = 'due' and gate is null and lane = lanes.lane and due_at > ${now.toString()}::timestamptz
      order by due_at limit 1) as head`);
  return rows[0]?.at == null ? undefined : readMoment(rows[0].at);
}
