import { and, eq, isNotNull, isNull, lt, or } from 'drizzle-orm';
import type { Act } from '#store/index.ts';
import { form, inbox } from './tables.ts';

const textKept = { hours: 24 };
const keyKept = { hours: 24 * 7 };
const formKept = { hours: 48 };

/** Drops payloads and waiting answers after 24 hours, unsent forms after 48, keys and used forms after 7 days. */
export async function forgetInbox({ tx, now }: Act): Promise<void> {
  const old = lt(inbox.receivedAt, now.subtract(textKept));
  await tx
    .update(inbox)
    .set({ payload: null, answer: null, state: 'done' })
    .where(and(old, or(isNotNull(inbox.payload), isNotNull(inbox.answer))));
  await tx.delete(inbox).where(and(eq(inbox.state, 'done'), lt(inbox.receivedAt, now.subtract(keyKept))));
  await tx
    .update(form)
    .set({ values: null })
    .where(and(lt(form.createdAt, now.subtract(textKept)), isNotNull(form.values)));
  await tx.delete(form).where(and(isNull(form.usedAt), lt(form.createdAt, now.subtract(formKept))));
  await tx.delete(form).where(and(eq(form.sealed, false), lt(form.createdAt, now.subtract(keyKept))));
}
