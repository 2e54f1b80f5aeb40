import { and, eq, ne } from 'drizzle-orm';
import type { Act, Person } from '#directory/index.ts';
import { result } from './tables.ts';
import { words } from './words.ts';

/** What a person reported stays, without them. */
export async function leave({ tx }: Act, person: Person): Promise<void> {
  await tx.update(result).set({ reportedById: null }).where(isBy(person));
}

/** Forgets where a person said that their numbers come from; the numbers stay, without them. */
export async function forget(act: Act, person: Person): Promise<void> {
  const { tx } = act;
  const given = await tx.select().from(result).where(isBy(person)).orderBy(result.reportedAt);
  for (const { id, actionId, coalitionId } of given) {
    const others = await tx
      .select({ source: result.source })
      .from(result)
      .where(and(eq(result.actionId, actionId), eq(result.coalitionId, coalitionId), ne(result.id, id)));
    // Of one action no two numbers come from the same source.
    const taken = new Set(others.map(({ source }) => source.toLowerCase()));
    const { somebody } = words.en;
    let source = somebody;
    for (let at = 2; taken.has(source); at += 1) source = `${somebody} ${at}`;
    await tx.update(result).set({ source }).where(eq(result.id, id));
  }
  await leave(act, person);
}

const isBy = (person: Person) =>
  and(eq(result.coalitionId, person.coalitionId), eq(result.reportedById, person.id));
