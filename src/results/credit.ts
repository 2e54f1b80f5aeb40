import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { Action } from '#actions/index.ts';
import { Invalid } from '#chat/index.ts';
import {
  type Act,
  isListedTo,
  type JoinedContext,
  type Organisation,
  type Person,
  settleNames,
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

/** The organisations of those names: listed ones, and one's own. */
async function organisationsNamed(context: JoinedContext, written: string): Promise<readonly string[]> {
  const say = words[context.language];
  const { organisation } = tables;
  if (written.trim() === '') return [];
  const known = await context.tx
    .select({ id: organisation.id, name: organisation.name })
    .from(organisation)
    .where(
      and(
        eq(organisation.coalitionId, context.coalition.id),
        isNull(organisation.leftAt),
        isListedTo(context),
      ),
    );
  const { found, unknown } = settleNames(written, known);
  if (!found) throw new Invalid({ credit: say.noOrganisation(unknown) });
  if (found.length > limits.credited) throw new Invalid({ credit: say.tooManyCredited(limits.credited) });
  return found.map(({ id }) => id);
}
