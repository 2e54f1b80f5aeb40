import { and, asc, desc, eq, gt, gte, inArray, isNotNull, sql } from 'drizzle-orm';
import type { PlatformName } from '#chat/index.ts';
import type { Tx } from '#store/index.ts';
import { delivery, pace } from './tables.ts';

/** When unasked messages went to a person since that moment, those under way included, oldest first. */
export async function unaskedSince(
  tx: Tx,
  personId: string,
  since: Temporal.Instant,
): Promise<Temporal.Instant[]> {
  const rows = await tx
    .select({ at: delivery.claimedAt })
    .from(delivery)
    .where(
      and(
        eq(delivery.personId, personId),
        eq(delivery.unasked, true),
        inArray(delivery.state, ['sending', 'sent', 'uncertain']),
        gte(delivery.claimedAt, since),
      ),
    )
    .orderBy(asc(delivery.claimedAt));
  return rows.flatMap(({ at }) => (at ? [at] : []));
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
    .where(and(isNotNull(pace.code), gt(pace.freeAt, sql`clock_timestamp()`)))
    .orderBy(asc(pace.key));
  return rows.map(({ key, code, freeAt }) => {
    const [platform, tenant = ''] = key.split(' ');
    return { platform: platform as PlatformName, tenant, code: code ?? '', until: freeAt };
  });
}

/** The first moment after now at which a row becomes due. */
export async function nextDue(tx: Tx, now: Temporal.Instant): Promise<Temporal.Instant | undefined> {
  const [row] = await tx
    .select({ at: delivery.dueAt })
    .from(delivery)
    .where(and(eq(delivery.state, 'due'), gt(delivery.dueAt, now)))
    .orderBy(asc(delivery.dueAt))
    .limit(1);
  return row?.at;
}
