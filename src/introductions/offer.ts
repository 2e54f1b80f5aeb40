import { and, eq, inArray } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { type Kind, tell } from '#delivery/index.ts';
import { type Act, type JoinedContext, pair, tables } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { blocksAmong } from './blocks.ts';
import { daysAfter, limits } from './limits.ts';
import { offerMessage } from './messages.ts';
import { type Party, partiesOf, shownOrder } from './parties.ts';
import { pastPairs, rememberPair } from './past.ts';
import { shareSpace } from './reach.ts';
import { isFree, isSuggestible, isWilling, standings } from './standing.ts';
import type { Reason } from './suggest.ts';
import {
  ask,
  type Introduction,
  introduction,
  isIntroduction,
  side,
  sidesOf,
  suggestion,
  turn,
} from './tables.ts';
import { areTied } from './tied.ts';
import { words } from './words.ts';

/** Unasked: a weaver or an asker began it. It is asked again at its turn whether both still may be introduced. */
export const offerKind: Kind = {
  name: 'intro.offer',
  lane: 2,
  quiet: 'wait',
  unasked: true,
  about: { en: 'offers to introduce you to somebody' },
  keepFor: { days: limits.lapseDays },
  async wanted(act, row) {
    const [one] = await act.tx
      .select()
      .from(introduction)
      .where(isIntroduction({ id: row.subject, coalitionId: row.coalitionId }));
    if (one?.state !== 'offered' || one.firstId === null || one.secondId === null) return false;
    const sides = await act.tx.select().from(side).where(sidesOf(one));
    const mine = sides.find((each) => each.personId === row.personId);
    if (!mine?.told || mine.answer !== null) return false;
    if (
      (await blocksAmong(act, one.coalitionId, [one.firstId, one.secondId])).either(one.firstId, one.secondId)
    )
      return false;
    for (const { personId } of sides)
      if (!(await isWilling(act, one.coalitionId, personId, one.askId))) return false;
    return true;
  },
};

/** What is offered to whom. */
interface Proposal {
  readonly firstId: string;
  readonly secondId: string;
  readonly reasons: readonly Reason[];
  readonly note: string;
  readonly weaverId: string | null;
  readonly withWeaver: boolean;
  readonly ask: { readonly id: string; readonly personId: string } | undefined;
}

export interface Offered {
  readonly introduction: Introduction;
  readonly parties: readonly [Party, Party];
}

/**
 * Offers an introduction to two people, each separately. Refuses when they know each other, were offered within twelve
 * weeks, or one of them cannot be introduced just now; never says which or why. Where one has blocked the other it goes
 * the same way for whoever offers: nobody is told, and it lapses.
 */
export async function offer(context: JoinedContext, proposal: Proposal): Promise<Offered> {
  const { tx, now, coalition } = context;
  const say = words[context.language];
  const { firstId, secondId } = pair(proposal.firstId, proposal.secondId);
  const ids = [firstId, secondId];
  const { person } = tables;
  await tx
    .select({ id: person.id })
    .from(person)
    .where(and(eq(person.coalitionId, coalition.id), inArray(person.id, ids)))
    .orderBy(person.id)
    .for('update');

  const both = await standings(context, coalition.id, ids);
  const fits = both.every((one) =>
    one.person.id === proposal.ask?.personId ? isFree(one, now) : isSuggestible(one, now),
  );
  if (both.length !== 2 || !fits) throw new Refusal(say.notNow);
  if (await areTied(context, coalition.id, firstId, secondId)) throw new Refusal(say.alreadyTied);
  if ((await pastPairs(context, coalition.id, ids))(firstId, secondId)) throw new Refusal(say.notAgainYet);

  const made: Introduction = {
    id: newId(now),
    coalitionId: coalition.id,
    firstId,
    secondId,
    askId: proposal.ask?.id ?? null,
    weaverId: proposal.weaverId,
    withWeaver: proposal.withWeaver,
    reasons: proposal.reasons,
    note: proposal.note,
    reach: (await shareSpace(context, coalition.id, firstId, secondId)) ? 'together' : 'addresses',
    state: 'offered',
    offeredAt: now,
    lapsesAt: daysAfter(now, limits.lapseDays),
    introducedAt: null,
    followAt: null,
    follows: 0,
  };
  await tx.insert(introduction).values(made);
  await rememberPair(context, coalition.id, firstId, secondId);
  await countTurns(context, coalition.id, ids);
  if (made.askId !== null)
    await tx
      .update(ask)
      .set({ state: 'offered', dueAt: null })
      .where(and(eq(ask.id, made.askId), eq(ask.coalitionId, coalition.id)));
  await tx
    .delete(suggestion)
    .where(
      and(
        eq(suggestion.coalitionId, coalition.id),
        eq(suggestion.firstId, firstId),
        eq(suggestion.secondId, secondId),
      ),
    );
  const party = await partiesOf(context, ids);
  await tellBoth(context, made, party);
  return { introduction: made, parties: shownOrder(party(firstId), party(secondId)) };
}

async function tellBoth(
  context: JoinedContext,
  made: Introduction,
  party: (id: string | null) => Party,
): Promise<void> {
  const { tx, now, coalition } = context;
  const ids = [made.firstId, made.secondId].filter((id) => id !== null);
  const blocks = await blocksAmong(context, coalition.id, ids);
  const told = !blocks.either(ids[0] ?? '', ids[1] ?? '');
  const weaver = (await partiesOf(context, [made.weaverId]))(made.weaverId);
  for (const [me, other] of [ids, ids.toReversed()]) {
    if (me === undefined || other === undefined) continue;
    const mine = newId(now);
    await tx.insert(side).values({
      id: mine,
      coalitionId: coalition.id,
      introductionId: made.id,
      personId: me,
      told,
      open: true,
    });
    if (!told) continue;
    await tell(context, offerKind, {
      coalitionId: coalition.id,
      subject: made.id,
      to: { kind: 'person', personId: me },
      message: offerMessage({ introduction: made, sideId: mine, me: party(me), other: party(other), weaver }),
      ...(made.lapsesAt && { expiresAt: made.lapsesAt }),
    });
  }
}

/** Only the day is kept, in the id as well, so that two turns do not tell who was offered to whom. */
async function countTurns(act: Act, coalitionId: string, ids: readonly string[]): Promise<void> {
  const day = act.now.toZonedDateTimeISO('UTC').startOfDay().toInstant();
  await act.tx.insert(turn).values(ids.map((personId) => ({ id: newId(day), coalitionId, personId, day })));
}
