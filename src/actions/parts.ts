import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Delivery } from '#delivery/index.ts';
import { type Act, isActive, type Person, tables } from '#directory/index.ts';
import { type Action, findAction } from './find.ts';
import { actionPart } from './tables.ts';

/** How somebody takes part: they come, they help, or they posted it themselves. */
export type How = (typeof actionPart.$inferSelect)['how'];

/** How many take part, in each way, and how many both are in and can help. */
export type Numbers = Readonly<Record<How | 'both', number>>;

/** Being there, in person or to help: what reminders, changes and the exact place go to. */
const there = ['in', 'help'] as const;

/** Everyone who is in or helps, and has not left; in no order. */
export async function peopleIn(
  act: Pick<Act, 'tx'>,
  one: Pick<Action, 'id' | 'coalitionId'>,
): Promise<Person[]> {
  const { person } = tables;
  return await act.tx
    .select()
    .from(person)
    .where(
      and(
        eq(person.coalitionId, one.coalitionId),
        isActive,
        sql`exists (select 1 from ${actionPart} p where p.action_id = ${one.id} and p.person_id = ${person.id}
          and p.how in ${there})`,
      ),
    );
}

/** How many are in, can help and shared it. */
export async function numbersOf(
  act: Pick<Act, 'tx'>,
  one: Pick<Action, 'id' | 'coalitionId'>,
): Promise<Numbers> {
  return (await numbersIn(act, one.coalitionId, [one.id]))(one.id);
}

/** The same for several actions at once. */
export async function numbersIn(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  ids: readonly string[],
): Promise<(id: string) => Numbers> {
  const rows =
    ids.length === 0
      ? []
      : await tx
          .select({
            ...{
              id: actionPart.actionId,
              in: counted('in'),
              help: counted('help'),
              shared: counted('shared'),
            },
            there: sql<number>`(count(distinct ${actionPart.personId}) filter (where ${actionPart.how} in ${there}))::int`,
          })
          .from(actionPart)
          .where(and(eq(actionPart.coalitionId, coalitionId), inArray(actionPart.actionId, [...ids])))
          .groupBy(actionPart.actionId);
  const numbers = new Map(rows.map((row) => [row.id, { ...row, both: row.in + row.help - row.there }]));
  return (id) => numbers.get(id) ?? { in: 0, help: 0, shared: 0, both: 0 };
}

const counted = (how: How) => sql<number>`(count(*) filter (where ${actionPart.how} = ${how}))::int`;

/** In which ways somebody takes part. */
export async function partsOf(
  { tx }: Pick<Act, 'tx'>,
  one: Pick<Action, 'id' | 'coalitionId'>,
  personId: string,
): Promise<readonly How[]> {
  const rows = await tx
    .select({ how: actionPart.how })
    .from(actionPart)
    .where(
      and(
        eq(actionPart.actionId, one.id),
        eq(actionPart.coalitionId, one.coalitionId),
        eq(actionPart.personId, personId),
      ),
    );
  return rows.map(({ how }) => how);
}

/** Whether these ways mean that somebody is there. */
export const isThere = (parts: readonly How[]): boolean => parts.some((how) => how !== 'shared');

/** Whether whom something about an action is for is still in, and it still takes place. */
export async function isStillIn(act: Act, { coalitionId, subject, personId }: Delivery): Promise<boolean> {
  const one = await findAction(act, coalitionId, subject);
  if (one?.state !== 'posted' || personId === null) return false;
  return isThere(await partsOf(act, one, personId));
}
