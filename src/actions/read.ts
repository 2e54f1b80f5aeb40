import { and, eq, isNull, sql } from 'drizzle-orm';
import { type Act, type Coalition, tables } from '#directory/index.ts';
import { hubsOf } from './audience.ts';
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
    hubs: (await hubsOf(act, one)).map(({ name }) => name),
    announcer: await announcerOf(act, one),
    numbers: await numbersOf(act, one),
    together: await readTogether(act, one),
  };
}

async function announcerOf({ tx }: Act, one: Action): Promise<string | undefined> {
  if (one.announcerId === null) return undefined;
  const { person, consent } = tables;
  const [found] = await tx
    .select({ name: person.name })
    .from(person)
    .where(
      and(
        eq(person.id, one.announcerId),
        eq(person.coalitionId, one.coalitionId),
        isNull(person.leftAt),
        sql`exists (select 1 from ${consent} c
          where c.person_id = ${person.id} and c.kind = 'found' and c.answer = 'members')`,
      ),
    );
  return found?.name;
}
