import { and, asc, eq, gt, inArray, isNull, ne, type SQL, sql } from 'drizzle-orm';
import { type Act, holdersOf, type Person, type Space, tables } from '#directory/index.ts';

/** A space and the coalition it is bound to. */
export interface Place {
  readonly id: string;
  readonly coalitionId: string;
}

/** SQL condition: somebody of the coalition who has an account in the space. */
const isThere = ({ id, coalitionId }: Place) =>
  and(
    eq(tables.person.coalitionId, coalitionId),
    isNull(tables.person.leftAt),
    sql`exists (select 1 from account a where a.person_id = ${tables.person.id} and a.space_id = ${id})`,
  );

/** SQL conditions: a space that no operator is taking out; and that Weft is in besides, so that somebody there is reached. */
const isKept = sql`s.leaving_at is null`;
const isLiving = sql`${isKept} and s.gone_at is null`;

/** SQL condition: somebody who has an account that still exists in another space, which is of that kind. */
const isElsewhere = ({ id }: Place, which: SQL): SQL =>
  sql`exists (select 1 from account a join space s on s.id = a.space_id and ${which}
    where a.person_id = ${tables.person.id} and a.space_id <> ${id} and a.gone_at is null)`;

/** People whose only account is in a space, some of them or all. A space that may still be kept counts as another. */
export async function peopleOnlyIn(
  { tx, now }: Act,
  place: Place,
  most?: number,
): Promise<readonly Person[]> {
  const mayStay = sql`(${isKept} or s.leaving_at > ${now.toString({ smallestUnit: 'millisecond' })}::timestamptz)`;
  const found = tx
    .select()
    .from(tables.person)
    .where(and(isThere(place), sql`not ${isElsewhere(place, mayStay)}`))
    .orderBy(asc(tables.person.id));
  return await (most === undefined ? found : found.limit(most));
}

/** The space with which somebody goes when it leaves, while it may still be kept. */
export async function goesWith({ tx, now }: Act, { id, coalitionId }: Person): Promise<Space | undefined> {
  const { account, person, space } = tables;
  const rows = await tx
    .select({ space })
    .from(space)
    .innerJoin(account, eq(account.spaceId, space.id))
    .where(and(eq(account.personId, id), eq(account.coalitionId, coalitionId), gt(space.leavingAt, now)));
  for (const { space: one } of rows) {
    const stays = and(eq(person.id, id), isElsewhere({ id: one.id, coalitionId }, isKept));
    if ((await tx.$count(person, stays)) === 0) return one;
  }
  return undefined;
}

/** How many go with a space, and how many of it stay. */
export async function countIn(
  { tx }: Pick<Act, 'tx'>,
  place: Place,
): Promise<{ readonly leave: number; readonly stay: number }> {
  const all = await tx.$count(tables.person, isThere(place));
  const stay = await tx.$count(tables.person, and(isThere(place), isElsewhere(place, isKept)));
  return { leave: all - stay, stay };
}

/** Whether an operator stays when a space goes, in one that Weft is in. */
export async function keepsOperator({ tx }: Pick<Act, 'tx'>, place: Place): Promise<boolean> {
  const ids = (await holdersOf(tx, place.coalitionId, 'operator')).map(({ id }) => id);
  const { person } = tables;
  return (await tx.$count(person, and(inArray(person.id, ids), isElsewhere(place, isLiving)))) > 0;
}

/**
 * Whether a coalition has no other space: it ends with this one. `'that stays'`: others that are leaving, or that Weft was
 * taken out of, do not count.
 */
export async function isLastSpace(
  { tx }: Pick<Act, 'tx'>,
  { id, coalitionId }: Place,
  other?: 'that stays',
): Promise<boolean> {
  const { binding } = tables;
  const stays = sql`exists (select 1 from space s where s.id = ${binding.spaceId} and ${isLiving})`;
  const isOther = and(eq(binding.coalitionId, coalitionId), ne(binding.spaceId, id), other && stays);
  return (await tx.$count(binding, isOther)) === 0;
}
