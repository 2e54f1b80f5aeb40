import { and, eq } from 'drizzle-orm';
import { Invalid, Refusal } from '#chat/index.ts';
import { type Delivery, type Kind, tell } from '#delivery/index.ts';
import type { Act, JoinedContext } from '#directory/index.ts';
import { addressOf, sealAddress } from './address.ts';
import { blocksAmong } from './blocks.ts';
import { daysAfter, limits } from './limits.ts';
import { addressMessage, introducedMessage, togetherMessage, togetherTitle } from './messages.ts';
import { partiesOf, shownOrder } from './parties.ts';
import { meetingOf } from './reach.ts';
import { ask, type Introduction, introduction, isIntroduction, type Side, side, sidesOf } from './tables.ts';
import { words } from './words.ts';

/** The conversation of the two. Where the platform refuses it, both are asked for an address instead. */
export const togetherKind: Kind = {
  name: 'intro.together',
  lane: 1,
  quiet: 'ignore',
  unasked: false,
  about: { en: 'conversations with people you said yes to' },
  keepFor: { days: limits.lapseDays },
  wanted: isStillOn,
  failed: fallBackToAddresses,
};

/** How to reach the other, once both have said yes and how. */
export const introducedKind: Kind = {
  name: 'intro.introduced',
  lane: 1,
  quiet: 'wait',
  unasked: false,
  about: { en: 'how to reach people you said yes to' },
  keepFor: { days: limits.lapseDays },
  wanted: isStillOn,
};

/** Asks how one may be reached, after both said yes and no conversation could be opened. */
export const addressKind: Kind = {
  name: 'intro.address',
  lane: 1,
  quiet: 'wait',
  unasked: false,
  about: { en: 'questions about how somebody may reach you' },
  keepFor: { days: limits.lapseDays },
  wanted: isStillOn,
};

/** How two are brought together: a conversation in a space both are in, or what each wrote about how to be reached. */
export type Introduced =
  | { readonly kind: 'together'; readonly space: string; readonly readers: readonly string[] | undefined }
  | { readonly kind: 'addresses'; readonly complete: boolean };

/** Introduces two people who both said yes. */
export async function introduce(act: Act, one: Introduction): Promise<Introduced> {
  const [a, b] = [one.firstId ?? '', one.secondId ?? ''];
  const wanted = one.withWeaver && one.weaverId !== null ? one.weaverId : undefined;
  const meeting = await meetingOf(act, one.coalitionId, a, b, wanted);
  const introduced: Introduction = {
    ...one,
    state: 'introduced',
    reach: meeting ? 'together' : 'addresses',
    lapsesAt: null,
    introducedAt: act.now,
    followAt: daysAfter(act.now, limits.followDays[0]),
  };
  await act.tx.update(introduction).set(introduced).where(isIntroduction(one));
  if (one.askId !== null)
    await act.tx
      .update(ask)
      .set({ state: 'answered', dueAt: daysAfter(act.now, limits.askKeptDays) })
      .where(and(eq(ask.id, one.askId), eq(ask.coalitionId, one.coalitionId)));
  if (!meeting) return { kind: 'addresses', complete: await exchangeAddresses(act, introduced) };

  const party = await partiesOf(act, [a, b, one.weaverId]);
  const { space, accounts, weaver, under, readers } = meeting;
  const both = shownOrder(party(a), party(b));
  await tell(act, togetherKind, {
    coalitionId: one.coalitionId,
    subject: one.id,
    to: {
      kind: 'group',
      spaceId: space.id,
      accounts,
      title: togetherTitle(both),
      ...(under !== undefined && { under }),
    },
    message: togetherMessage({
      introduction: introduced,
      both,
      weaver: party(one.weaverId),
      present: weaver,
      readers,
    }),
  });
  return { kind: 'together', space: space.name, readers };
}

/**
 * Shows each how to reach the other once both have said so; asks whoever has not. Returns whether both have.
 */
async function exchangeAddresses(act: Act, one: Introduction): Promise<boolean> {
  const sides = await act.tx.select().from(side).where(sidesOf(one));
  const party = await partiesOf(act, [one.firstId, one.secondId, one.weaverId]);
  const complete = sides.every((each) => addressOf(each) !== '');
  for (const mine of sides) {
    const theirs = sides.find((each) => each.id !== mine.id);
    if (!theirs) continue;
    const told = {
      introduction: one,
      me: party(mine.personId),
      other: party(theirs.personId),
      weaver: party(one.weaverId),
    };
    if (complete)
      await tellAddress(act, one, mine, introducedMessage({ ...told, address: addressOf(theirs) }));
    else if (addressOf(mine) === '') {
      await tell(act, addressKind, {
        coalitionId: one.coalitionId,
        subject: one.id,
        to: { kind: 'person', personId: mine.personId },
        message: addressMessage({ sideId: mine.id, me: told.me, other: told.other }),
      });
    }
  }
  return complete;
}

async function tellAddress(
  act: Act,
  one: Introduction,
  mine: Side,
  message: ReturnType<typeof introducedMessage>,
): Promise<void> {
  await tell(act, introducedKind, {
    coalitionId: one.coalitionId,
    subject: one.id,
    to: { kind: 'person', personId: mine.personId },
    message,
  });
}

/** The conversation of two could not be opened: both are asked for an address instead. */
async function fallBackToAddresses(act: Act, { subject: id, coalitionId }: Delivery): Promise<void> {
  const [one] = await act.tx
    .update(introduction)
    .set({ reach: 'addresses' })
    .where(isIntroduction({ id, coalitionId }))
    .returning();
  if (one?.state === 'introduced') await exchangeAddresses(act, one);
}

/** Keeps how a person may be reached, after both said yes; shown to the other once both have said so. */
export async function giveAddress(context: JoinedContext, sideId: string, address: string): Promise<boolean> {
  const say = words[context.language];
  const [mine] = await context.tx
    .select()
    .from(side)
    .where(
      and(
        eq(side.id, sideId),
        eq(side.personId, context.person.id),
        eq(side.coalitionId, context.coalition.id),
      ),
    )
    .for('update');
  const [one] = await context.tx
    .select()
    .from(introduction)
    .where(isIntroduction({ id: mine?.introductionId ?? sideId, coalitionId: context.coalition.id }))
    .for('update');
  if (!mine || one?.state !== 'introduced' || one.reach !== 'addresses') throw new Refusal(say.settledBefore);
  if (addressOf(mine) !== '') throw new Refusal(say.answeredBefore);
  if (address.trim() === '') throw new Invalid({ address: say.addressNeeded });
  await context.tx
    .update(side)
    .set({ address: sealAddress(mine.id, address.trim()) })
    .where(and(eq(side.id, mine.id), eq(side.coalitionId, mine.coalitionId)));
  return await exchangeAddresses(context, one);
}

async function isStillOn(act: Act, { subject: id, coalitionId }: Delivery): Promise<boolean> {
  const [one] = await act.tx.select().from(introduction).where(isIntroduction({ id, coalitionId }));
  if (one?.state !== 'introduced' || one.firstId === null || one.secondId === null) return false;
  const party = await partiesOf(act, [one.firstId, one.secondId]);
  if (party(one.firstId).gone || party(one.secondId).gone) return false;
  return !(await blocksAmong(act, one.coalitionId, [one.firstId, one.secondId])).either(
    one.firstId,
    one.secondId,
  );
}
