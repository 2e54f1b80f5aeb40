import { and, eq, gt, isNull, ne, type SQL, sql } from 'drizzle-orm';
import { type Act, type JoinedContext, tables } from '#directory/index.ts';
import { shuffled } from './shuffle.ts';
import { pulse, roster } from './tables.ts';

/** Above so many eligible people a random panel is asked. */
const panelAbove = 300;
/** Each is asked about once in so many pulses then. */
const panels = 4;

/** Who may answer a pulse that opens now: joined, agreed, not snoozed, and with an account that still exists; `most` of them. */
export async function eligiblePeople(
  act: Act,
  coalitionId: string,
  most?: number,
): Promise<readonly string[]> {
  const { person, consent, account, space } = tables;
  const found = act.tx
    .select({ id: person.id })
    .from(person)
    .where(
      and(
        eq(person.coalitionId, coalitionId),
        isNull(person.leftAt),
        isNull(person.suspendedAt),
        sql`(${person.snoozedUntil} is null or ${person.snoozedUntil} <= ${act.now.toString()}::timestamptz)`,
        sql`exists (select 1 from ${consent} c where c.person_id = ${person.id} and c.kind = 'pulse' and c.answer = 'yes')`,
        sql`exists (select 1 from ${account} a join ${space} s on s.id = a.space_id and s.gone_at is null
          where a.person_id = ${person.id} and a.gone_at is null)`,
      ),
    );
  const rows = await (most === undefined ? found : found.limit(most));
  return rows.map(({ id }) => id);
}

/** Of those eligible the ones to ask: all, or a random panel with those first who were not asked in the last pulses. */
export async function choosePanel(
  act: Act,
  coalitionId: string,
  eligible: readonly string[],
  number: number,
): Promise<readonly string[]> {
  if (eligible.length <= panelAbove) return eligible;
  const recent = await act.tx
    .selectDistinct({ id: roster.personId })
    .from(roster)
    .innerJoin(pulse, eq(pulse.id, roster.pulseId))
    .where(and(eq(roster.coalitionId, coalitionId), gt(pulse.number, number - panels)));
  const asked = new Set(recent.map(({ id }) => id));
  const drawn = shuffled(eligible);
  const order = [...drawn.filter((id) => !asked.has(id)), ...drawn.filter((id) => asked.has(id))];
  return order.slice(0, Math.ceil(eligible.length / panels));
}

/** Freezes who is asked. */
export async function freezeRoster(
  act: Act,
  of: { readonly id: string; readonly coalitionId: string; readonly number: number },
  people: readonly string[],
): Promise<void> {
  for (let from = 0; from < people.length; from += 5000) {
    const rows = people
      .slice(from, from + 5000)
      .map((personId) => ({ pulseId: of.id, coalitionId: of.coalitionId, personId }));
    await act.tx.insert(roster).values(rows);
  }
  await act.tx.execute(sql`
    delete from ${roster} where ${roster.coalitionId} = ${of.coalitionId} and ${roster.pulseId} in (
      select ${pulse.id} from ${pulse} where ${pulse.coalitionId} = ${of.coalitionId} and ${pulse.number} <= ${of.number - panels})`);
}

/** Those asked whom Weft writes to directly: everyone with an account that is not on Discord, with their zone. */
export function writtenTo(pulseId: string): SQL {
  const { person, account } = tables;
  return sql`select ${person.id}, ${person.zone} from ${roster}
    join ${person} on ${person.id} = ${roster.personId}
    where ${roster.pulseId} = ${pulseId} and exists (
      select 1 from ${account} a where a.person_id = ${person.id} and a.gone_at is null and a.platform <> 'discord')`;
}

/** Whether this pulse asks this person. */
export async function isAsked(
  { tx, person }: JoinedContext,
  { id }: { readonly id: string },
): Promise<boolean> {
  return (await tx.$count(roster, and(eq(roster.personId, person.id), eq(roster.pulseId, id)))) > 0;
}

/** Whether an earlier pulse asked this person, as far back as rosters are kept. */
export async function wasAskedBefore(
  { tx, person }: JoinedContext,
  { id }: { readonly id: string },
): Promise<boolean> {
  return (await tx.$count(roster, and(eq(roster.personId, person.id), ne(roster.pulseId, id)))) > 0;
}
