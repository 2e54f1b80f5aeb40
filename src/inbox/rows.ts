import { and, eq } from 'drizzle-orm';
import type { Incoming, PlatformName } from '#chat/index.ts';
import { type Act, sealJson } from '#store/index.ts';
import { eventCell } from './cells.ts';
import type { InboxOptions } from './options.ts';
import { inbox } from './tables.ts';

const mostTries = 8;

/** The row of one event. */
export const isEvent = (platform: PlatformName, key: string) =>
  and(eq(inbox.platform, platform), eq(inbox.key, key));

/** Writes down that an event came in; false when it had come in before. */
export async function note(
  { tx, now }: Act,
  incoming: Incoming,
  state: 'received' | 'done',
): Promise<boolean> {
  const { platform, key, tenant, sender } = incoming;
  const rows = await tx
    .insert(inbox)
    .values({
      platform,
      key,
      tenant,
      account: sender.account,
      state,
      payload: state === 'done' ? null : sealJson(eventCell('payload', platform, key), incoming),
      receivedAt: now,
      doneAt: state === 'done' ? now : null,
    })
    .onConflictDoNothing()
    .returning({ key: inbox.key });
  return rows.length > 0;
}

/** What failed stays received for `resume`, and is given up after eight tries, so that it cannot fail for ever. */
export async function putOff<C, May extends string>(
  { store, clock, log }: InboxOptions<C, May>,
  platform: PlatformName,
  key: string,
): Promise<void> {
  await store.db.transaction(async (tx) => {
    const which = and(isEvent(platform, key), eq(inbox.state, 'received'));
    const [row] = await tx.select({ attempts: inbox.attempts }).from(inbox).where(which).for('update');
    if (!row) return;
    const attempts = row.attempts + 1;
    const givenUp = { state: 'done', doneAt: clock.now(), payload: null } as const;
    if (attempts >= mostTries) log.error('event given up', { platform, attempt: attempts });
    await tx
      .update(inbox)
      .set({ attempts, ...(attempts >= mostTries && givenUp) })
      .where(which);
  });
}
