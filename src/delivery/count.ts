import { and, asc, eq, gt, gte, inArray, isNotNull, notInArray, sql } from 'drizzle-orm';
import type { PlatformName } from '#chat/index.ts';
import { readMoment, type Tx } from '#store/index.ts';
import type { Act } from './kind.ts';
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

/** What is uncertain in a coalition since that moment, but for some kinds: how many rows, and the oldest of them, at most so many. */
export async function uncertainSince(
  tx: Tx,
  coalitionId: string,
  since: Temporal.Instant,
  most: number,
  but: readonly string[] = [],
) {
  const rows = await tx
    .select({
      id: delivery.id,
      kind: delivery.kind,
      platform: delivery.platform,
      tenant: delivery.tenant,
      isPerson: sql<boolean>`${delivery.personId} is not null or ${delivery.address} ->> 'kind' = 'person'`,
      isThread: sql<boolean>`coalesce(${delivery.address} ->> 'reach', '') = 'thread'`,
      isGroup: sql<boolean>`${delivery.recipient} like 'group:%'`,
      spaceId: delivery.spaceId,
      channel: delivery.channel,
      count: sql<number>`(count(*) over ())::int`,
    })
    .from(delivery)
    .where(
      and(
        eq(delivery.coalitionId, coalitionId),
        gte(delivery.endedAt, since),
        sql`${delivery.state} = 'uncertain'`,
        notInArray(delivery.kind, [...but]),
      ),
    )
    .orderBy(asc(delivery.endedAt), asc(delivery.position))
    .limit(most);
  return { count: rows[0]?.count ?? 0, oldest: rows };
}

/** Rows of one kind that ended in one way for one reason: how many, the latest, and in which outage their moment passed. */
export interface EndedBadly {
  readonly kind: string;
  readonly state: 'refused' | 'expired';
  readonly code: string;
  /** the channel they were for, or that a private thread was to hang under; absent for people */
  readonly spaceId: string | null;
  readonly channel: string | null;
  /** the place of the outage in the list that was given */
  readonly outage: number | null;
  readonly count: number;
  readonly latest: Temporal.Instant;
}

/** What was refused or expired in a coalition since that moment, counted; not what people themselves did not want. */
export async function endedBadly(
  tx: Tx,
  coalitionId: string,
  since: Temporal.Instant,
  outages: readonly { readonly beganAt: Temporal.Instant; readonly endedAt: Temporal.Instant }[],
  but: readonly string[] = [],
): Promise<EndedBadly[]> {
  const given = outages.map(({ beganAt, endedAt }, n) => ({
    n,
    began: String(beganAt),
    ended: String(endedAt),
  }));
  const { rows } = await tx.execute<Record<keyof EndedBadly, unknown>>(sql`
    select kind, state, coalesce(code, '') as code, space_id as "spaceId", channel, outage.n as outage,
      count(*)::int as count, max(ended_at) as latest
    from delivery left join lateral (
      select n from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as o (n int, began timestamptz, ended timestamptz)
      where delivery.state = 'expired' and delivery.expires_at > o.began and delivery.expires_at <= o.ended
      order by n limit 1) as outage on true
    where coalition_id = ${coalitionId}::uuid and ended_at >= ${since.toString()}::timestamptz
      and state in ('refused', 'expired') and coalesce(code, '') not in ('muted', 'left', 'suspended')
      and kind not in (select jsonb_array_elements_text(${JSON.stringify(but)}::jsonb))
    group by kind, state, coalesce(code, ''), space_id, channel, outage.n
    order by latest desc, kind, state, code`);
  return rows.map((row) => ({ ...row, latest: readMoment(row.latest) }) as EndedBadly);
}

/** How many messages of a coalition arrived since that moment, and how many did not or may not have. */
export async function countEnded(
  tx: Tx,
  coalitionId: string,
  since: Temporal.Instant,
): Promise<{ readonly delivered: number; readonly undelivered: number }> {
  const { rows } = await tx.execute<Record<'delivered' | 'undelivered', number>>(sql`
    select
      (select count(*)::int from delivery where coalition_id = ${coalitionId}::uuid and state = 'sent'
        and ended_at > ${since.toString()}::timestamptz) as delivered,
      (select count(*)::int from delivery where coalition_id = ${coalitionId}::uuid
        and state in ('refused', 'expired', 'uncertain') and ended_at > ${since.toString()}::timestamptz
        and coalesce(code, '') not in ('muted', 'left', 'suspended')) as undelivered`);
  const [{ delivered, undelivered } = { delivered: 0, undelivered: 0 }] = rows;
  return { delivered, undelivered };
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

/** How many times something of a kind was told about a subject since then, or is to be: its occurrences, whoever they are for. */
export async function timesTold(
  { tx }: Pick<Act, 'tx'>,
  about: { readonly coalitionId: string; readonly subject: string; readonly kind: string },
  since: Temporal.Instant,
): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(distinct ${delivery.occurrence})::int` })
    .from(delivery)
    .where(
      and(
        eq(delivery.subject, about.subject),
        eq(delivery.coalitionId, about.coalitionId),
        eq(delivery.kind, about.kind),
        gt(delivery.createdAt, since),
      ),
    );
  return row?.count ?? 0;
}
