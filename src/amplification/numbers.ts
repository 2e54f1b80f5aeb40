import { and, count, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Act } from '#directory/index.ts';
import { askedFor } from './tables.ts';

/** How many said that they share something, and how many did. Never how many were asked. */
export interface Numbers {
  readonly will: number;
  readonly did: number;
}

/** The numbers of some requests. */
export async function numbersOf(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  ids: readonly string[],
): Promise<(id: string) => Numbers> {
  const rows =
    ids.length === 0
      ? []
      : await tx
          .select({
            id: askedFor.requestId,
            will: sql<number>`${count()}::int`,
            did: sql<number>`count(${askedFor.doneAt})::int`,
          })
          .from(askedFor)
          .where(
            and(
              eq(askedFor.coalitionId, coalitionId),
              inArray(askedFor.requestId, [...ids]),
              isNotNull(askedFor.willAt),
            ),
          )
          .groupBy(askedFor.requestId);
  return (id) => rows.find((row) => row.id === id) ?? { will: 0, did: 0 };
}
