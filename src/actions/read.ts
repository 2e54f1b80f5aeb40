import { eq } from 'drizzle-orm';
import { type Act, type Coalition, openNames, tables } from '#directory/index.ts';
import { hiddenFor } from '#safety/index.ts';
import { hubsShown } from './audience.ts';
import type { Action } from './find.ts';
import { type Numbers, numbersOf } from './parts.ts';
import { readTogether, type Together } from './together.ts';

/** Everything that is shown of an action. */
export interface Post {
  readonly action: Action;
  readonly coalition: Coalition;
  readonly hubs: readonly string[];
  /** who announced it, if they let members find them */
  readonly announcer: string | undefined;
  readonly numbers: Numbers;
  readonly together: Together;
  /** why operators hid it */
  readonly hidden: string | undefined;
}

/** Reads what is shown of an action. */
export async function readPost(act: Act, one: Action): Promise<Post> {
  const [coalition] = await act.tx
    .select()
    .from(tables.coalition)
    .where(eq(tables.coalition.id, one.coalitionId));
  if (!coalition) throw new Error('an action without a coalition');
  return {
    action: one,
    coalition,
    hubs: (await hubsShown(act, one)).map(({ name }) => name),
    announcer: (await openNames(act, one.coalitionId, [one.announcerId])).get(one.announcerId),
    numbers: await numbersOf(act, one),
    together: await readTogether(act, one),
    hidden: await hiddenFor(act, one.coalitionId, one.id),
  };
}
