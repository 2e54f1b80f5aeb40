import { and, asc, eq, gt, inArray, lt } from 'drizzle-orm';
import { closestLanguage, type Language } from '#chat/index.ts';
import { type Telling, tellMany } from '#delivery/index.ts';
import { type Act, peopleByIds } from '#directory/index.ts';
import type { Due, DueAct } from '#schedule/index.ts';
import { newId } from '#store/index.ts';
import { eligible } from './eligible.ts';
import { shareOut } from './fairness.ts';
import { isLive, type Plea } from './find.ts';
import { askKind } from './kinds.ts';
import { daysAfter, daysBefore, earlier, limits } from './limits.ts';
import { askMessage } from './messages.ts';
import { needOf, weekOf } from './need.ts';
import { type Shown, shown } from './shown.ts';
import { askedFor, request, round } from './tables.ts';

/** Turns are shared out when a request opens, and every six hours while any is open. */
export const roundDue: Due = {
  name: 'amplify.round',
  table: round,
  id: round.coalitionId,
  dueAt: round.dueAt,
  coalitionId: round.coalitionId,
  async carryOut(act, coalitionId) {
    await forgetOld(act, coalitionId);
    const open = await openRequests(act, coalitionId);
    if (open.length === 0) {
      await act.tx.delete(round).where(eq(round.coalitionId, coalitionId));
      return;
    }
    await act.tx
      .update(round)
      .set({ dueAt: act.now.add({ hours: limits.roundHours }) })
      .where(eq(round.coalitionId, coalitionId));
    await askInTurn(act, coalitionId, open);
  },
};

/** The requests of a coalition that people may be asked for now, oldest first. */
export async function openRequests(
  act: Pick<Act, 'tx' | 'now'>,
  coalitionId: string,
): Promise<readonly Plea[]> {
  const rows = await act.tx
    .select()
    .from(request)
    .where(and(eq(request.coalitionId, coalitionId), eq(request.state, 'open'), gt(request.endsAt, act.now)))
    .orderBy(asc(request.openedAt), asc(request.id));
  const live: Plea[] = [];
  for (const plea of rows) if (await isLive(act, plea)) live.push(plea);
  return live;
}

/** So many are written at once: what answers people waits no longer than making their messages takes. */
const atATime = 250;

async function askInTurn(act: DueAct, coalitionId: string, open: readonly Plea[]): Promise<void> {
  const requests = await needOf(act, coalitionId, open);
  const week = await weekOf(act, coalitionId);
  const people = await eligible(act, coalitionId, open);
  const turns = shareOut({ now: act.now, requests, people, week });
  const about = new Map((await shown(act, open)).map((one) => [one.plea.id, one]));
  for (let from = 0; from < turns.length; from += atATime) {
    const some = turns.slice(from, from + atATime);
    const names = await peopleByIds(
      act.tx,
      coalitionId,
      some.map(({ personId }) => personId),
    );
    const languages = new Map(names.map(({ id, language }) => [id, closestLanguage(language)]));
    const asked = some.flatMap(({ requestId, personId, framing }) => {
      const one = about.get(requestId);
      return one ? [{ id: newId(act.now), one, personId, framing }] : [];
    });
    const written = await act.tx
      .insert(askedFor)
      .values(
        asked.map(({ id, one: { plea }, personId, framing }) => ({
          ...{ id, coalitionId, requestId: plea.id, personId, framing },
          organisationId: plea.organisationId,
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
      asked
        .filter(({ id }) => fresh.has(id))
        .map(({ id, one, personId }) => asking(act, id, one, personId, languages.get(personId) ?? 'en')),
    );
  }
}

/** What one person is told when they are asked; `occurrence` where it was told before and has changed. */
export function asking(
  act: Pick<Act, 'now'>,
  id: string,
  one: Shown,
  personId: string,
  language: Language,
  occurrence = '',
): Telling {
  return {
    coalitionId: one.plea.coalitionId,
    subject: one.plea.id,
    occurrence,
    to: { kind: 'person', personId },
    message: askMessage(one, id, language),
    expiresAt: earlier(one.plea.endsAt, daysAfter(act.now, limits.askDays)),
  };
}

/** Who was asked for what counts for twelve weeks, and is forgotten then. */
async function forgetOld({ tx, now }: Act, coalitionId: string): Promise<void> {
  await tx
    .delete(request)
    .where(
      and(
        eq(request.coalitionId, coalitionId),
        inArray(request.state, ['ended', 'cancelled']),
        lt(request.endsAt, daysBefore(now, limits.countedDays)),
      ),
    );
}
