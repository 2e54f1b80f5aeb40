import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Action } from '#actions/index.ts';
import { Invalid } from '#chat/index.ts';
import {
  type Act,
  isListedTo,
  type JoinedContext,
  type Organisation,
  type Person,
  tables,
} from '#directory/index.ts';
import { limits } from './limits.ts';
import { credit } from './tables.ts';
import { words } from './words.ts';

/** The organisations credited for an action that somebody may see, by name; only listed ones where nobody is given. */
export async function creditedFor(
  { tx }: Pick<Act, 'tx'>,
  one: Pick<Action, 'id' | 'coalitionId'>,
  reader?: Person,
): Promise<readonly Organisation[]> {
  const { organisation } = tables;
  const rows = await tx
    .select({ organisation })
    .from(credit)
    .innerJoin(organisation, eq(organisation.id, credit.organisationId))
    .where(
      and(
        eq(credit.actionId, one.id),
        eq(credit.coalitionId, one.coalitionId),
        isNull(organisation.leftAt),
        isListedTo({ person: reader }),
      ),
    )
    .orderBy(asc(organisation.name));
  return rows.map((row) => row.organisation);
}

/** Credits the organisations named, and of those this person can see no others. Invalid: a name is not known to them. */
export async function keepCredits(context: JoinedContext, one: Action, written: string): Promise<void> {
  const named = await organisationsNamed(context, written);
  const before = await creditedFor(context, one, context.person);
  const gone = before.flatMap(({ id }) => (named.includes(id) ? [] : [id]));
  const { tx, coalition } = context;
  if (gone.length > 0)
    await tx
      .delete(credit)
      .where(
        and(
          eq(credit.actionId, one.id),
          eq(credit.coalitionId, coalition.id),
          inArray(credit.organisationId, gone),
        ),
      );
  if (named.length > 0)
    await tx
      .insert(credit)
      .values(
        named.map((organisationId) => ({ actionId: one.id, organisationId, coalitionId: coalition.id })),
      )
      .onConflictDoNothing();
}

/** The organisations of that name: listed ones, and one's own. A name may hold commas. */
async function organisationsNamed(context: JoinedContext, written: string): Promise<readonly string[]> {
  const say = words[context.language];
  const { organisation } = tables;
  const parts = written
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) return [];
  if (parts.length > limits.credited) throw new Invalid({ credit: say.tooManyCredited(limits.credited) });
  const known = await context.tx
    .select({ id: organisation.id, key: sql<string>`lower(${organisation.name})` })
    .from(organisation)
    .where(
      and(
        eq(organisation.coalitionId, context.coalition.id),
        isNull(organisation.leftAt),
        isListedTo(context),
        // Every name that stands in the text, commas and all.
        sql`position(lower(${organisation.name}) in lower(${written})) > 0`,
      ),
    );
  const found: string[] = [];
  for (let at = 0; at < parts.length; ) {
    const ends = [4, 3, 2, 1].map((length) => parts.slice(at, at + length));
    const match = ends
      .map((some) => ({
        length: some.length,
        one: known.find(({ key }) => key === some.join(', ').toLowerCase()),
      }))
      .find(({ one }) => one !== undefined);
    if (!match?.one) throw new Invalid({ credit: say.noOrganisation(parts[at] ?? '') });
    found.push(match.one.id);
    at += match.length;
  }
  return [...new Set(found)];
}
