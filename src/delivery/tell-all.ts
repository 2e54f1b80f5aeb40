import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { Message } from '#chat/index.ts';
import { clean, newId, notify } from '#store/index.ts';
import type { Act, Kind } from './kind.ts';
import { sealMessage } from './secrets.ts';
import { broadcast } from './tables.ts';
import { dueOf, lastMoment } from './tell.ts';

/** One message for many people. */
export interface TellingAll {
  readonly coalitionId: string;
  /** the row it is about: with kind, person and occurrence it can be told once */
  readonly subject: string;
  readonly occurrence?: string;
  readonly message: Message;
  /** a query of the coalition's people with the columns `id` and `zone` */
  readonly audience: SQL;
  /** when it is due for those in a zone: 10:00 there, say; now, if absent */
  at?(zone: string): Temporal.Instant;
  /** the latest moment; the kind's `keepFor` after it is due, if absent */
  readonly expiresAt?: Temporal.Instant;
}

/**
 * Writes a mass send into the caller's transaction: one row for its text and one INSERT … SELECT for everybody, each at
 * the local moment of their zone; how many were not told before. `withdraw` cancels it as a whole.
 */
export async function tellAll(act: Act, kind: Kind, telling: TellingAll): Promise<number> {
  const { coalitionId, subject, occurrence = '', audience } = telling;
  const due = await dueIn(act, kind, telling);
  if (due.length === 0) return 0;
  const id = await keepText(act, kind, telling, due);
  const now = sql`${act.now.toString()}::timestamptz`;
  const last = sql`${(telling.expiresAt ?? lastMoment(kind, act.now)).toString()}::timestamptz`;
  const { rowCount } = await act.tx.execute(sql`
    insert into delivery (id, coalition_id, kind, subject, recipient, occurrence, person_id, broadcast_id, unasked, lane,
      due_at, expires_at, created_at)
    select ${idAt(act.now)}, ${coalitionId}::uuid, ${kind.name}, ${subject}::uuid, 'person:' || everyone.id, ${occurrence},
      everyone.id, ${id}::uuid, ${kind.unasked}::boolean, ${kind.lane}::smallint, coalesce(due."dueAt", ${now}), coalesce(due."expiresAt", ${last}), ${now}
    from (${audience}) as everyone
    join person on person.id = everyone.id and person.coalition_id = ${coalitionId}::uuid and person.left_at is null and person.suspended_at is null
    left join jsonb_to_recordset(${JSON.stringify(due)}::jsonb) as due (zone text, "dueAt" timestamptz, "expiresAt" timestamptz)
      on due.zone = everyone.zone
    on conflict do nothing`);
  const told = rowCount ?? 0;
  if (told > 0) await notify(act.tx, 'delivery');
  return told;
}

interface DueIn {
  readonly zone: string;
  readonly dueAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
}

/** Calendars are not the database's affair: the moments of all zones there are, worked out here. */
async function dueIn(
  act: Act,
  kind: Kind,
  { audience, at, expiresAt }: TellingAll,
): Promise<readonly DueIn[]> {
  const { rows } = await act.tx.execute<{ zone: string }>(
    sql`select distinct everyone.zone from (${audience}) as everyone`,
  );
  return rows.map(({ zone }) => {
    const wanted = at?.(zone) ?? act.now;
    return { zone, dueAt: dueOf(kind, wanted, zone), expiresAt: expiresAt ?? lastMoment(kind, wanted) };
  });
}

async function keepText(act: Act, kind: Kind, telling: TellingAll, due: readonly DueIn[]): Promise<string> {
  const { coalitionId, subject, occurrence = '', message } = telling;
  const expiresAt = due
    .map((one) => one.expiresAt)
    .reduce((a, b) => (Temporal.Instant.compare(a, b) < 0 ? b : a));
  const isSame = and(
    eq(broadcast.kind, kind.name),
    eq(broadcast.subject, subject),
    eq(broadcast.occurrence, occurrence),
  );
  // What is sealed is sealed for the row that keeps it.
  const [before] = await act.tx.select({ id: broadcast.id }).from(broadcast).where(isSame).for('update');
  const id = before?.id ?? newId(act.now);
  const [fresh] = await act.tx
    .insert(broadcast)
    .values({
      ...{ id, coalitionId, kind: kind.name, subject, occurrence },
      ...{ message: sealMessage(id, clean(message)), expiresAt, createdAt: act.now },
    })
    .onConflictDoUpdate({
      target: [broadcast.kind, broadcast.subject, broadcast.occurrence],
      // Told again for those who came later: the text is the one that others have read, while it is kept.
      set: {
        message: sql`coalesce(${broadcast.message}, excluded.message)`,
        expiresAt: sql`greatest(${broadcast.expiresAt}, excluded.expires_at)`,
      },
      setWhere: eq(broadcast.coalitionId, coalitionId),
    })
    .returning({ id: broadcast.id });
  if (!fresh) throw new Error('a mass send of another coalition has this subject');
  return fresh.id;
}

/** A UUIDv7 (RFC 9562, 5.7) of that moment, made by the database for each row as `newId` makes it. */
function idAt(now: Temporal.Instant): SQL {
  const time = now.epochMilliseconds.toString(16).padStart(12, '0');
  const prefix = `${time.slice(0, 8)}-${time.slice(8)}-7`;
  return sql`(${prefix} || substr(gen_random_uuid()::text, 16))::uuid`;
}
