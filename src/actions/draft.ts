import { eq } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import type { JoinedContext } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { newId } from '#store/index.ts';
import { keepAudience, settleAudience } from './audience.ts';
import { describe } from './describe.ts';
import { type Action, isAction, lockAction } from './find.ts';
import type { Announced } from './form.ts';
import { keepNeeds } from './needs.ts';
import { reachOf } from './reach.ts';
import { action } from './tables.ts';
import { words } from './words.ts';

/** How long a draft is kept, and how long posting it can be undone. */
const keptFor = { hours: 24 * 7 };
const undoneFor = { seconds: 60 };

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

/** Writes a draft that only its announcer sees. Invalid: what cannot be announced like that. */
export async function writeDraft(context: JoinedContext, given: Announced): Promise<Action> {
  const { tx, now, person, coalition, zone } = context;
  const { columns, needs } = describe(context, given);
  const settled = await settleAudience(context, given.audience, given.names ?? '');
  const [made] = await tx
    .insert(action)
    .values({
      ...{ id: newId(now), coalitionId: coalition.id, announcerId: person.id, state: 'draft' as const },
      ...columns,
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
  const { columns, needs } = describe(context, given);
  const settled = await settleAudience(context, given.audience, given.names ?? '');
  const { audience } = settled;
  const dropAt = context.now.add(keptFor);
  const changed = await set(context, one, { ...columns, zone: context.zone, audience, dropAt });
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

/** Posts a draft in a minute; how many spaces it goes to. */
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
  return {
    action: await set(context, one, { state: 'posting', postsAt, dropAt: null }),
    spaces: spaces.length,
  };
}

/** Takes posting back within its minute; the draft is there again. */
export async function undoPosting(context: JoinedContext, id: string): Promise<Action> {
  const one = await lockAction(context, context.coalition.id, id);
  if (one?.announcerId !== context.person.id || one.state !== 'posting')
    throw new Refusal(words[context.language].tooLateToUndo);
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
