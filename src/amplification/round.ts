import { and, asc, eq, inArray, lt } from 'drizzle-orm';
import { closestLanguage } from '#chat/index.ts';
import { type Telling, tellMany } from '#delivery/index.ts';
import { type Act, type Person, peopleByIds } from '#directory/index.ts';
import { type Due, type DueAct, inTurns } from '#schedule/index.ts';
import { newId } from '#store/index.ts';
import { eligible } from './eligible.ts';
import { shareOut } from './fairness.ts';
import { isLiveAt, type Request } from './find.ts';
import { askKind } from './kinds.ts';
import { daysAfter, daysBefore, earlier, limits } from './limits.ts';
import { askMessage } from './messages.ts';
import { type Shown, shown } from './shown.ts';
import { supportFor, weekOf } from './support.ts';
import { askedFor, request as requestTable, round } from './tables.ts';

/** Turns are shared out when a request opens, and every six hours while any is open; old ones are forgotten every day. */
export const roundDue: Due = {
  name: 'amplify.round',
  table: round,
  id: round.coalitionId,
  dueAt: round.dueAt,
  coalitionId: round.coalitionId,
  async carryOut(act, coalitionId) {
    await forgetOld(act, coalitionId);
    const open = await openRequests(act, coalitionId);
    const isIts = eq(round.coalitionId, coalitionId);
    const kept = await act.tx.$count(requestTable, eq(requestTable.coalitionId, coalitionId));
    if (kept === 0) {
      await act.tx.delete(round).where(isIts);
      return;
    }
    const hours = open.length > 0 ? limits.roundHours : limits.forgetHours;
    await act.tx
      .update(round)
      .set({ dueAt: act.now.add({ hours }) })
      .where(isIts);
    if (open.length > 0) await askInTurn(act, coalitionId, open);
  },
};

/** The requests of a coalition that people may be asked for now, oldest first. */
export async function openRequests(
  act: Pick<Act, 'tx' | 'now'>,
  coalitionId: string,
): Promise<readonly Request[]> {
  return await act.tx
    .select()
    .from(requestTable)
    .where(and(eq(requestTable.coalitionId, coalitionId), isLiveAt(act.now)))
    .orderBy(asc(requestTable.openedAt), asc(requestTable.id));
}

/** So many are written at once: what answers people waits no longer than making their messages takes. */
const atATime = 250;

async function askInTurn(act: DueAct, coalitionId: string, open: readonly Request[]): Promise<void> {
  const requests = await supportFor(act, coalitionId, open);
  const week = await weekOf(act, coalitionId);
  const people = await eligible(act, coalitionId, open);
  const turns = await inTurns(shareOut({ now: act.now, requests, people, week }));
  const turned = new Set(turns.map(({ requestId }) => requestId));
  const among = open.filter(({ id }) => turned.has(id));
  const about = new Map((await shown(act, among)).map((one) => [one.request.id, one]));
  for (let from = 0; from < turns.length; from += atATime) {
    const some = turns.slice(from, from + atATime);
    const people = await peopleByIds(
      act.tx,
      coalitionId,
      some.map(({ personId }) => personId),
    );
    const byId = new Map(people.map((person) => [person.id, person]));
    const asked = some.flatMap(({ requestId, personId, framing }) => {
      const one = about.get(requestId);
      const person = byId.get(personId);
      return one && person ? [{ id: newId(act.now), one, person, framing }] : [];
    });
    const written = await act.tx
      .insert(askedFor)
      .values(
        asked.map(({ id, one: { request }, person, framing }) => ({
          ...{ id, coalitionId, requestId: request.id, personId: person.id, framing },
          askedAt: act.now,
        })),
      )
      // Somebody took it up from the list just now.
      .onConflictDoNothing()
      .returning({ id: askedFor.id });
    const fresh = new Set(written.map(({ id }) => id));
    await tellMany(
      act,
      askKind,
      asked.filter(({ id }) => fresh.has(id)).map(({ id, one, person }) => asking(act, id, one, person)),
    );
  }
}

/**
 * What one person is told when they are asked; `occurrence` where it was told before and has changed. Somebody nobody
 * has vouched for does not learn by whose name.
 */
export function asking(
  act: Pick<Act, 'now'>,
  id: string,
  one: Shown,
  person: Pick<Person, 'id' | 'language' | 'vouchedAt'>,
  occurrence = '',
): Telling {
  const told = person.vouchedAt === null ? { ...one, name: undefined } : one;
  return {
    coalitionId: one.request.coalitionId,
    subject: one.request.id,
    occurrence,
    to: { kind: 'person', personId: person.id },
    message: askMessage(told, id, closestLanguage(person.language)),
    expiresAt: earlier(one.request.endsAt, daysAfter(act.now, limits.askDays)),
  };
}

/** Who was asked for what counts for twelve weeks, and is forgotten then. */
async function forgetOld({ tx, now }: Act, coalitionId: string): Promise<void> {
  await tx
    .delete(requestTable)
    .where(
      and(
        eq(requestTable.coalitionId, coalitionId),
        inArray(requestTable.state, ['ended', 'cancelled']),
        lt(requestTable.endsAt, daysBefore(now, limits.countedDays)),
      ),
    );
}
