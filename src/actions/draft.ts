import { and, eq, gt, or, type SQL } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import type { JoinedContext } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { newId } from '#store/index.ts';
import { keepAudience, settleAudience } from './audience.ts';
import { stillCalls } from './calls.ts';
import { describe } from './describe.ts';
import { placeAfter, sealPlace } from './exact-place.ts';
import { type Action, isAction, lockAction } from './find.ts';
import type { Announced } from './form.ts';
import { keepNeeds } from './needs.ts';
import { reachOf } from './reach.ts';
import { action } from './tables.ts';
import { words } from './words.ts';

/** How long a draft is kept, and how long posting it can be undone. */
const keptFor = { hours: 24 * 7 };
const undoneFor = { seconds: 60 };

/** How many drafts somebody has at most, and how many actions they post in a day: each goes to every space. */
const mostDrafts = 10;
const mostPosted = 10;

/** Drafts that nobody posted end. */
export const dropDue: Due = {
  name: 'action.drop',
  table: action,
  id: action.id,
  dueAt: action.dropAt,
  coalitionId: action.coalitionId,
  async carryOut({ tx }, id) {
    const [one] = await tx.update(action).set({ dropAt: null }).where(eq(action.id, id)).returning();
    if (one?.state === 'draft') await tx.delete(action).where(isAction(one));
  },
};

/** Throws a Refusal where this person has as many drafts as fit. */
export async function refuseMoreDrafts(context: JoinedContext): Promise<void> {
  if ((await countOwn(context, eq(action.state, 'draft'))) >= mostDrafts)
    throw new Refusal(words[context.language].tooManyDrafts);
}

async function countOwn({ tx, person, coalition }: JoinedContext, which: SQL | undefined): Promise<number> {
  const own = and(eq(action.coalitionId, coalition.id), eq(action.announcerId, person.id));
  return await tx.$count(action, and(own, which));
}

/** Writes a draft that only its announcer sees. Invalid: what cannot be announced like that; a Refusal: one too many. */
export async function writeDraft(context: JoinedContext, given: Announced): Promise<Action> {
  await refuseMoreDrafts(context);
  const { tx, now, person, coalition, zone } = context;
  const { columns, exact, needs } = describe(context, given);
  const settled = await settleAudience(context, given.audience, given.names ?? '');
  const id = newId(now);
  const [made] = await tx
    .insert(action)
    .values({
      ...{ id, coalitionId: coalition.id, announcerId: person.id, state: 'draft' as const },
      ...{ ...columns, exactPlace: sealPlace(id, exact) },
      ...{ zone, audience: settled.audience, draftedAt: now, dropAt: now.add(keptFor) },
    })
    .returning();
  if (!made) throw new Error('a draft was not made');
  await keepAudience(context, made, settled);
  await keepNeeds(context, made, needs);
  return made;
}

/** Changes a draft. Invalid: what cannot be announced like that. */
export async function changeDraft(context: JoinedContext, id: string, given: Announced): Promise<Action> {
  const one = await ownDraft(context, id);
  const { columns, exact, needs } = describe(context, given);
  const settled = await settleAudience(context, given.audience, given.names ?? '');
  const { audience } = settled;
  const dropAt = context.now.add(keptFor);
  const exactPlace = placeAfter(one, exact);
  const changed = await set(context, one, { ...columns, exactPlace, zone: context.zone, audience, dropAt });
  await keepAudience(context, changed, settled);
  await keepNeeds(context, changed, needs);
  return changed;
}

/** Deletes a draft that nobody has seen. */
export async function dropDraft(context: JoinedContext, id: string): Promise<Action> {
  const one = await ownDraft(context, id);
  await context.tx.delete(action).where(isAction(one));
  return one;
}

/**
 * Posts a draft in a minute; in how many spaces it is posted: those that have a channel for actions. A Refusal where
 * it is too late, it reaches nobody, or this person posted too many in a day.
 */
export async function postDraft(
  context: JoinedContext,
  id: string,
): Promise<{ readonly action: Action; readonly spaces: number }> {
  const say = words[context.language];
  const one = await ownDraft(context, id);
  const postsAt = context.now.add(undoneFor);
  if (Temporal.Instant.compare(one.startsAt, postsAt) <= 0) throw new Refusal(say.draftPast);
  const { spaces } = await reachOf(context, one);
  if (spaces.length === 0) throw new Refusal(say.nobodyToReach);
  const inADay = or(eq(action.state, 'posting'), gt(action.postedAt, context.now.subtract({ hours: 24 })));
  if ((await countOwn(context, inADay)) >= mostPosted) throw new Refusal(say.tooManyPosted);
  const callingHubId = (await stillCalls(context, one)) ? one.callingHubId : null;
  return {
    action: await set(context, one, { state: 'posting', postsAt, dropAt: null, callingHubId }),
    spaces: spaces.filter(({ channel }) => channel !== undefined).length,
  };
}

/** Takes posting back within its minute; the draft is there again. */
export async function undoPosting(context: JoinedContext, id: string): Promise<Action> {
  const say = words[context.language];
  const one = await lockAction(context, context.coalition.id, id);
  if (one?.announcerId !== context.person.id) throw new Refusal(say.draftGone);
  if (one.state === 'draft') throw new Refusal(say.undoneAlready);
  if (one.state === 'cancelled') throw new Refusal(say.isCancelled);
  if (one.state !== 'posting') throw new Refusal(say.tooLateToUndo);
  return await set(context, one, { state: 'draft', postsAt: null, dropAt: context.now.add(keptFor) });
}

/** A draft of this person's own, locked; a Refusal once it is posted or gone. */
export async function ownDraft(context: JoinedContext, id: string): Promise<Action> {
  const one = await lockAction(context, context.coalition.id, id);
  if (one?.announcerId !== context.person.id || one.state !== 'draft')
    throw new Refusal(words[context.language].draftGone);
  return one;
}

async function set(
  { tx }: JoinedContext,
  one: Action,
  changes: Partial<typeof action.$inferInsert>,
): Promise<Action> {
  const [changed] = await tx.update(action).set(changes).where(isAction(one)).returning();
  return changed ?? one;
}
