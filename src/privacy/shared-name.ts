import { and, eq, ne } from 'drizzle-orm';
import { type Act, type Person, tables } from '#directory/index.ts';

/** Whether anybody or anything else in the coalition is called as this person is: they may have chosen that themselves. */
export async function isNameShared(
  { tx }: Pick<Act, 'tx'>,
  { id, coalitionId, name }: Pick<Person, 'id' | 'coalitionId' | 'name'>,
): Promise<boolean> {
  const { person, organisation, hub, coalition } = tables;
  const counts = [
    await tx.$count(
      person,
      and(eq(person.coalitionId, coalitionId), eq(person.name, name), ne(person.id, id)),
    ),
    await tx.$count(
      organisation,
      and(eq(organisation.coalitionId, coalitionId), eq(organisation.name, name)),
    ),
    await tx.$count(hub, and(eq(hub.coalitionId, coalitionId), eq(hub.name, name))),
    await tx.$count(coalition, and(eq(coalition.id, coalitionId), eq(coalition.name, name))),
  ];
  return counts.some((count) => count > 0);
}
