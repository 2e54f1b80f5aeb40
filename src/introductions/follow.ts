import { and, eq } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { type Kind, reachedBy, tell } from '#delivery/index.ts';
import { type Act, isSomewhere, type JoinedContext, meetTie } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { newId } from '#store/index.ts';
import { blocksAmong } from './blocks.ts';
import { daysAfter, limits } from './limits.ts';
import { followMessage } from './messages.ts';
import { type Party, partiesOf } from './parties.ts';
import { countUnanswered } from './rest.ts';
import {
  type Follow,
  follow,
  type Introduction,
  introduction,
  isIntroduction,
  side,
  sidesOf,
} from './tables.ts';
import { takeBackMeeting } from './tied.ts';
import { words } from './words.ts';

export type FollowAnswer = NonNullable<Follow['answer']>;
export type Outcome = NonNullable<Follow['outcome']>;

/** Asked of somebody who said yes, so not unasked. */
export const followKind: Kind = {
  name: 'intro.follow',
  lane: 3,
  quiet: 'wait',
  unasked: false,
  about: { en: 'questions whether an introduction led to a meeting' },
  keepFor: { days: 8 },
  async wanted(act, row) {
    const [found] = await act.tx
      .select({ follow, introduction })
      .from(follow)
      .innerJoin(introduction, eq(introduction.id, follow.introductionId))
      .where(and(eq(follow.id, row.subject), eq(follow.coalitionId, row.coalitionId)));
    if (found?.introduction.state !== 'introduced' || found.follow.answer !== null) return false;
    const other = otherOf(found.introduction, found.follow.personId);
    const blocks = await blocksAmong(act, row.coalitionId, [found.follow.personId, other]);
    return !(await partiesOf(act, [other]))(other).gone && !blocks.has(found.follow.personId, other);
  },
};

/** Follow-ups after 7 and 21 days, and the close a week later. */
export const followDue: Due = {
  name: 'intro.follow',
  table: introduction,
  id: introduction.id,
  dueAt: introduction.followAt,
  coalitionId: introduction.coalitionId,
  where: isSomewhere(introduction.coalitionId),
  carryOut: followUp,
};

/** Counts who left the last question unanswered, then asks again whoever has not said how it ended, or closes. */
async function followUp(act: Act, id: string): Promise<void> {
  const [one] = await act.tx.select().from(introduction).where(eq(introduction.id, id)).for('update');
  if (!one) return;
  if (one.state !== 'introduced' || one.introducedAt === null) return await settle(act, one);
  const people = [one.firstId, one.secondId].filter((each) => each !== null);
  const party = await partiesOf(act, people);
  const rows = await followsOf(act, one);
  const said = answersIn(rows);
  for (const { id: asked, personId, round, answer } of rows) {
    const silent = round === one.follows && answer === null && !isFinal(said.get(personId));
    // Nobody is silent about what never reached them.
    if (silent && (await reachedBy(act.tx, followKind, asked)).has(personId))
      await countUnanswered(act, one.coalitionId, personId);
  }
  const nextRound = roundAt(one.follows, one.introducedAt, act.now);
  if (nextRound === undefined) return await settle(act, one);
  const next = daysAfter(one.introducedAt, limits.followDays[nextRound] ?? limits.closeDays);
  const earliest = daysAfter(act.now, limits.answerDays);
  await act.tx
    .update(introduction)
    .set({ follows: nextRound, followAt: Temporal.Instant.compare(next, earliest) < 0 ? earliest : next })
    .where(isIntroduction(one));
  for (const personId of people) {
    const other = party(otherOf(one, personId));
    if (isFinal(said.get(personId)) || party(personId).gone) continue;
    const asked = {
      id: newId(act.now),
      coalitionId: one.coalitionId,
      introductionId: id,
      personId,
      round: nextRound,
    };
    await act.tx
      .insert(follow)
      .values({ ...asked, askedAt: act.now })
      .onConflictDoNothing();
    await tell(act, followKind, {
      coalitionId: one.coalitionId,
      subject: asked.id,
      to: { kind: 'person', personId },
      message: followMessage({ followId: asked.id, me: party(personId), other }),
    });
  }
}

/** Which question comes now after so many, or none any more. One that an outage kept is not asked beside the next. */
function roundAt(follows: number, introducedAt: Temporal.Instant, now: Temporal.Instant): number | undefined {
  const isPast = (days: number) => Temporal.Instant.compare(daysAfter(introducedAt, days), now) <= 0;
  if (follows >= limits.followDays.length || isPast(limits.closeDays)) return undefined;
  return Math.max(follows + 1, limits.followDays.filter(isPast).length);
}

/**
 * Keeps whether a person says they met. A meeting that one says happened, and the other does not deny, is a tie. What
 * one answers is never shown to the other.
 */
export async function answerFollow(
  context: JoinedContext,
  followId: string,
  answer: FollowAnswer,
): Promise<Party> {
  const { mine, one, other } = await findFollowUp(context, followId);
  if (mine.answer !== null && mine.answer !== 'not yet')
    throw new Refusal(words[context.language].answeredBefore);
  await context.tx.update(follow).set({ answer, answeredAt: context.now }).where(isFollow(mine));
  const rows = await followsOf(context, one);
  const theirs = answersIn(rows).get(other.id);
  const denied = theirs === 'could not' || theirs === 'rather not';
  if (answer === 'met' && !denied) await meetTie(context, one.coalitionId, mine.personId, other.id);
  if (answer !== 'met' && answer !== 'not yet' && theirs === 'met') {
    await takeBackMeeting(context, one.coalitionId, mine.personId, other.id);
  }
  if (answer === 'met' || (isFinal(answer) && isFinal(theirs))) await settle(context, one);
  return other;
}

/** Keeps what came of a meeting; it may be said again when more came of it. */
export async function sayOutcome(context: JoinedContext, followId: string, outcome: Outcome): Promise<Party> {
  const { mine, other } = await findFollowUp(context, followId);
  if (mine.answer !== 'met') throw new Refusal(words[context.language].settledBefore);
  await context.tx.update(follow).set({ outcome, outcomeAt: context.now }).where(isFollow(mine));
  return other;
}

/** Closes an introduction: it counts as open for neither any more, and what was said for it alone is forgotten. */
export async function settle(act: Act, one: Pick<Introduction, 'id' | 'coalitionId'>): Promise<void> {
  await act.tx
    .update(introduction)
    .set({ state: 'settled', followAt: null, note: '' })
    .where(isIntroduction(one));
  await act.tx.update(side).set({ open: false, address: '' }).where(sidesOf(one));
}

/** The questions whether two met, and their answers, the first asked first. */
async function followsOf(act: Act, one: Introduction): Promise<readonly Follow[]> {
  return await act.tx
    .select()
    .from(follow)
    .where(and(eq(follow.introductionId, one.id), eq(follow.coalitionId, one.coalitionId)))
    .orderBy(follow.round);
}

const isFollow = (mine: Follow) => and(eq(follow.id, mine.id), eq(follow.coalitionId, mine.coalitionId));

async function findFollowUp(
  context: JoinedContext,
  followId: string,
): Promise<{ mine: Follow; one: Introduction; other: Party }> {
  const [mine] = await context.tx
    .select()
    .from(follow)
    .where(
      and(
        eq(follow.id, followId),
        eq(follow.personId, context.person.id),
        eq(follow.coalitionId, context.coalition.id),
      ),
    )
    .for('update');
  const [one] = await context.tx
    .select()
    .from(introduction)
    .where(
      and(
        eq(introduction.id, mine?.introductionId ?? followId),
        eq(introduction.coalitionId, context.coalition.id),
      ),
    )
    .for('update');
  if (!mine || !one) throw new Refusal(words[context.language].settledBefore);
  const otherId = otherOf(one, mine.personId);
  const other = (await partiesOf(context, [otherId]))(otherId);
  if (other.gone) throw new Refusal(words[context.language].otherLeft);
  return { mine, one, other };
}

/** The last answer that each has given. */
function answersIn(rows: readonly Follow[]): ReadonlyMap<string, FollowAnswer> {
  return new Map(
    rows.flatMap(({ personId, answer }) => (answer === null ? [] : [[personId, answer] as const])),
  );
}

function isFinal(answer: FollowAnswer | undefined): boolean {
  return answer === 'met' || answer === 'could not' || answer === 'rather not';
}

/** The other of the two in an introduction. */
export function otherOf(one: Pick<Introduction, 'firstId' | 'secondId'>, personId: string): string {
  return (one.firstId === personId ? one.secondId : one.firstId) ?? '';
}
