import { and, asc, eq, isNotNull, or } from 'drizzle-orm';
import type { Answer, PlatformName } from '#chat/index.ts';
import type { Act, Tx } from '#store/index.ts';
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

function whose({ platform, account, tenant }: Waiter) {
  const there = tenant === '' ? undefined : or(eq(inbox.tenant, tenant), eq(inbox.tenant, ''));
  return and(eq(inbox.platform, platform), eq(inbox.account, account), there, isNotNull(inbox.answer));
}

/** The answers that wait for this account, oldest first. */
export async function waitingAnswers(tx: Tx, who: Waiter): Promise<WaitingAnswer[]> {
  const rows = await tx.select().from(inbox).where(whose(who)).orderBy(asc(inbox.doneAt));
  return rows.flatMap(({ answer, doneAt }) => (answer && doneAt ? [{ answer, since: doneAt }] : []));
}

/** The same, taken: whoever calls this shows them. */
export async function takeWaiting({ tx }: Act, who: Waiter): Promise<WaitingAnswer[]> {
  const rows = await tx.select().from(inbox).where(whose(who)).orderBy(asc(inbox.doneAt)).for('update');
  await tx.update(inbox).set({ answer: null }).where(whose(who));
  return rows.flatMap(({ answer, doneAt }) => (answer && doneAt ? [{ answer, since: doneAt }] : []));
}
