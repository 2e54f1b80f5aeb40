import { and, asc, eq, gt, inArray, isNotNull, sql } from 'drizzle-orm';
import { type Act, type Person, present, tables } from '#directory/index.ts';
import { daysBefore, limits } from './limits.ts';
import { ask, rest, side, turn } from './tables.ts';

/** How a person stands with introductions just now. */
export interface Standing {
  readonly person: Person;
  readonly organisation: string | null;
  /** consented to being suggested */
  readonly willing: boolean;
  readonly resting: boolean;
  /** has an open offer or introduction, whatever they answered */
  readonly open: boolean;
  /** offers within the last 30 days */
  readonly turns: number;
}

/** So many people are read at a time: to read many thousand in one go would keep everybody else waiting. */
const together = 2_000;

/** How the people of a coalition who are present stand; all of them, or those with these ids. */
export async function standings(
  act: Act,
  coalitionId: string,
  ids?: readonly string[],
): Promise<readonly Standing[]> {
  if (ids?.length === 0) return [];
  const all: Standing[] = [];
  for (;;) {
    const some = await someStandings(act, coalitionId, ids, all.at(-1)?.person.id);
    for (const one of some) all.push(one);
    if (some.length < together) return all;
  }
}

async function someStandings(
  act: Act,
  coalitionId: string,
  ids: readonly string[] | undefined,
  after: string | undefined,
): Promise<readonly Standing[]> {
  const { person } = tables;
  const turns = act.tx
    .select({ personId: turn.personId, count: sql<number>`count(*)::int`.as('count') })
    .from(turn)
    .where(and(eq(turn.coalitionId, coalitionId), gt(turn.day, daysBefore(act.now, limits.monthDays))))
    .groupBy(turn.personId)
    .as('turns');
  const rows = await act.tx
    .select({
      person: tables.person,
      organisation: tables.organisation.name,
      suggested: tables.consent.answer,
      resting: rest.since,
      open: side.id,
      turns: turns.count,
    })
    .from(tables.person)
    .leftJoin(tables.organisation, eq(tables.organisation.id, tables.person.organisationId))
    .leftJoin(
      tables.consent,
      and(eq(tables.consent.personId, tables.person.id), eq(tables.consent.kind, 'suggested')),
    )
    .leftJoin(rest, and(eq(rest.personId, tables.person.id), isNotNull(rest.since)))
    .leftJoin(side, and(eq(side.personId, tables.person.id), eq(side.open, true)))
    .leftJoin(turns, eq(turns.personId, tables.person.id))
    .where(
      and(
        present(coalitionId),
        ids && inArray(person.id, [...ids]),
        after === undefined ? undefined : gt(person.id, after),
      ),
    )
    .orderBy(asc(person.id))
    .limit(together);
  return rows.map((row) => ({
    person: row.person,
    organisation: row.organisation,
    willing: row.suggested === 'yes',
    resting: row.resting !== null,
    open: row.open !== null,
    turns: row.turns ?? 0,
  }));
}

/** Whether an offer may be made to somebody who asked for one: nothing open, not two this month, not snoozed. */
export function isFree({ person, open, turns }: Standing, now: Temporal.Instant): boolean {
  const snoozed = person.snoozedUntil !== null && Temporal.Instant.compare(person.snoozedUntil, now) > 0;
  return !open && turns < limits.aMonth && !snoozed;
}

/** Whether somebody may be suggested: free, consented, vouched for and not resting. */
export function isSuggestible(one: Standing, now: Temporal.Instant): boolean {
  return isFree(one, now) && one.willing && one.person.vouchedAt !== null && !one.resting;
}

/** Whether somebody still consents to an introduction; the asker of it asked. */
export async function isWilling(
  act: Act,
  coalitionId: string,
  personId: string,
  askId: string | null,
): Promise<boolean> {
  const [one] = await standings(act, coalitionId, [personId]);
  if (one === undefined) return false;
  if (one.willing) return true;
  if (askId === null) return false;
  const [asked] = await act.tx
    .select({ by: ask.personId })
    .from(ask)
    .where(and(eq(ask.id, askId), eq(ask.coalitionId, coalitionId)));
  return asked?.by === personId;
}
