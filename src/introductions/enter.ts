import { and, eq } from 'drizzle-orm';
import { type Context, type JoinedContext, joined } from '#directory/index.ts';
import { rest } from './tables.ts';

/** Whoever does anything here has returned: their rest, and the count towards it, end. */
export async function enter(context: Context): Promise<JoinedContext> {
  const entered = joined(context);
  await context.tx
    .delete(rest)
    .where(and(eq(rest.personId, entered.person.id), eq(rest.coalitionId, entered.coalition.id)));
  return entered;
}
