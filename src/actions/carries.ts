import { and, eq, gt } from 'drizzle-orm';
import type { Carried, JoinedContext } from '#directory/index.ts';
import { isLedBy } from './find.ts';
import { action } from './tables.ts';
import { words } from './words.ts';

/** How many actions to come a person leads. */
export async function carries({ tx, coalition, person, now, language }: JoinedContext): Promise<Carried> {
  const count = await tx.$count(
    action,
    and(
      eq(action.coalitionId, coalition.id),
      eq(action.state, 'posted'),
      gt(action.startsAt, now),
      isLedBy(person.id),
    ),
  );
  return { count, words: words[language].carries(count) };
}
