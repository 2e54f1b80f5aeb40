import { and, asc, eq, inArray, isNotNull, or } from 'drizzle-orm';
import type { Answer, PlatformName } from '#chat/index.ts';
import { type Act, openJson } from '#store/index.ts';
import { eventCell } from './cells.ts';
import { inbox } from './tables.ts';

/** Whose answers are meant; in a Discord direct message the tenant is ''. */
export interface Waiter {
  readonly platform: PlatformName;
  readonly account: string;
  readonly tenant: string;
}

/** An answer that came too late for the platform to take. */
export interface WaitingAnswer {
  readonly answer: Answer;
  readonly since: Temporal.Instant;
}

/** Takes the answers that wait for this account, oldest first: whoever calls this shows them. What does not open stays. */
export async function takeWaiting(
  { tx }: Act,
  { platform, account, tenant }: Waiter,
): Promise<WaitingAnswer[]> {
  const there = tenant === '' ? undefined : or(eq(inbox.tenant, tenant), eq(inbox.tenant, ''));
  const isTheirs = and(eq(inbox.platform, platform), eq(inbox.account, account), there);
  const rows = await tx
    .select({ key: inbox.key, kept: inbox.answer, since: inbox.doneAt })
    .from(inbox)
    .where(and(isTheirs, isNotNull(inbox.answer)))
    .orderBy(asc(inbox.doneAt))
    .for('update');
  const found = rows.flatMap(({ key, kept, since }) => {
    const answer = kept && openJson(eventCell('answer', platform, key), kept);
    return answer && since ? [{ key, answer, since }] : [];
  });
  const keys = found.map(({ key }) => key);
  await tx
    .update(inbox)
    .set({ answer: null })
    .where(and(isTheirs, inArray(inbox.key, keys)));
  return found.map(({ answer, since }) => ({ answer, since }));
}
