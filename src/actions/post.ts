import { sql } from 'drizzle-orm';
import { type Telling, tellMany } from '#delivery/index.ts';
import { type Act, nowLeads, type Preset, peopleByIds, presetOf, risks } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { addLocalDays } from '#time/index.ts';
import { firstSpaces, stillCalls } from './calls.ts';
import { postKind } from './copies.ts';
import { type Action, isAction } from './find.ts';
import { postMessage } from './post-message.ts';
import { type Reached, reachOf } from './reach.ts';
import { readPost } from './read.ts';
import { action, actionCopy } from './tables.ts';
import { tellWeavers } from './weavers.ts';

/** How long spaces wait that are no neighbours of a hub under pressure; nobody waits for what begins soon after. */
const laterBy = { hours: 1 };
const soonAfter = { hours: 3 };

/** What other rooms do once an action is posted, such as telling who offers what it needs. */
export type Posted = (act: Act, one: Action) => Promise<void>;

/** When the minute to undo has ended, an action is posted in all its spaces. */
export const createPostsDue = (posted: Posted): Due => ({
  name: 'action.posts',
  table: action,
  id: action.id,
  dueAt: action.postsAt,
  coalitionId: action.coalitionId,
  async carryOut(act, id) {
    const [one] = await act.tx
      .update(action)
      .set({ postsAt: null })
      .where(sql`${action.id} = ${id}`)
      .returning();
    if (one?.state === 'posting') await post(act, one, posted);
  },
});

/** When whoever leads an action is asked how it went, and when its exact place is forgotten, as the coalition's risk has it. */
export function momentsAfter(startsAt: Temporal.Instant, zone: string, { placeDays }: Preset) {
  return { askAt: addLocalDays(startsAt, zone, 1, 10), forgetAt: addLocalDays(startsAt, zone, placeDays) };
}

/** Writes one row for each space, all in one transaction; weavers are told, and the announcer is a driver from now on. */
async function post(act: Act, waiting: Action, posted: Posted): Promise<void> {
  const { tx, now } = act;
  const { spaces } = await reachOf(act, waiting);
  // It has begun while Weft was away, those it is for have gone, or its announcer was suspended: they find the draft in
  // their home.
  if (
    spaces.length === 0 ||
    Temporal.Instant.compare(waiting.startsAt, now) <= 0 ||
    (await isSuspended(act, waiting))
  ) {
    await tx
      .update(action)
      .set({ state: 'draft', dropAt: now.add({ hours: 24 * 7 }) })
      .where(isAction(waiting));
    return;
  }
  const callingHubId = (await stillCalls(act, waiting)) ? waiting.callingHubId : null;
  const [one] = await tx
    .update(action)
    .set({
      ...{ state: 'posted', postedAt: now, callingHubId },
      ...momentsAfter(waiting.startsAt, waiting.zone, await presetOf(tx, waiting.coalitionId)),
    })
    .where(isAction(waiting))
    .returning();
  if (!one) return;
  await writeCopies(act, one, spaces);
  await tellWeavers(act, one);
  await posted(act, one);
  if (one.announcerId !== null) await nowLeads(act, one.coalitionId, one.announcerId);
}

async function writeCopies(act: Act, one: Action, spaces: readonly Reached[]): Promise<void> {
  if (spaces.length === 0) return;
  const { id: actionId, coalitionId } = one;
  const dueAt = await turnsOf(act, one, spaces);
  const read = await readPost(act, one);
  const drawn = postMessage(read);
  const message = risks[read.coalition.risk].previews ? { ...drawn, previews: true as const } : drawn;
  const posted = spaces.flatMap(({ id: spaceId, channel }) =>
    channel === undefined ? [] : [{ spaceId, channel }],
  );
  const tellings = posted.map(
    ({ spaceId, channel }): Telling => ({
      ...{ coalitionId, subject: actionId, message, to: { kind: 'channel', spaceId, channel } },
      ...{ dueAt: dueAt(spaceId), expiresAt: one.startsAt },
    }),
  );
  const ids = await tellMany(act, postKind, tellings);
  // They come back in the order in which they were written; none was told before.
  if (ids.length !== posted.length) throw new Error('an action was posted twice');
  const deliveryIds = new Map(posted.map(({ spaceId }, at) => [spaceId, ids[at] ?? null]));
  await act.tx
    .insert(actionCopy)
    .values(
      spaces.map(({ id: spaceId }) => ({
        ...{ actionId, spaceId, coalitionId, deliveryId: deliveryIds.get(spaceId) ?? null },
      })),
    )
    .onConflictDoUpdate({
      target: [actionCopy.actionId, actionCopy.spaceId],
      set: { deliveryId: sql`excluded.delivery_id` },
    });
}

/** When each space sees it: at once, but where a hub under pressure calls, its neighbours first. */
async function turnsOf(
  act: Act,
  one: Action,
  spaces: readonly Reached[],
): Promise<(spaceId: string) => Temporal.Instant> {
  const begins = Temporal.Instant.compare(one.startsAt, act.now.add(soonAfter)) <= 0;
  if (one.callingHubId === null || begins) return () => act.now;
  const first = await firstSpaces(act, one, spaces);
  const later = act.now.add(laterBy);
  return (spaceId) => (first.size === 0 || first.has(spaceId) ? act.now : later);
}

async function isSuspended({ tx }: Act, { announcerId, coalitionId }: Action): Promise<boolean> {
  const [announcer] = announcerId === null ? [] : await peopleByIds(tx, coalitionId, [announcerId]);
  return announcer?.suspendedAt != null;
}
