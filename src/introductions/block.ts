import { and, eq, type SQL, sql } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { type JoinedContext, keepBlock, tables, visiblePeople } from '#directory/index.ts';
import { introduction } from './tables.ts';
import { words } from './words.ts';

const { block, organisation, person } = tables;

/** One block of one's own: whom, by name. */
export interface Blocked {
  readonly id: string;
  readonly name: string;
}

/** Blocks a person or an organisation. It is shown to nobody else, and nothing that is open looks different to them. */
export async function blockOne(
  context: JoinedContext,
  whom: { readonly personId?: string | undefined; readonly organisationId?: string | undefined },
): Promise<void> {
  if (whom.personId === context.person.id) throw new Refusal(words[context.language].notYourself);
  await keepBlock(context, context.person, whom);
}

/** Lifts one's own block; says whose it was. */
export async function liftBlock(context: JoinedContext, id: string): Promise<Blocked> {
  const lifted = (await blocksOf(context)).find((one) => one.id === id);
  if (!lifted) throw new Refusal(words[context.language].noSuchBlock);
  await context.tx.delete(block).where(and(eq(block.id, id), isOwn(context)));
  return lifted;
}

/** One's own blocks, the oldest first. */
export async function blocksOf(context: JoinedContext): Promise<readonly Blocked[]> {
  const rows = await context.tx
    .select({
      id: block.id,
      person: person.name,
      organisation: organisation.name,
      known: sql<boolean>`coalesce(${visiblePeople(context)}, false) or ${metByIntroduction(context)}`,
    })
    .from(block)
    .leftJoin(person, eq(person.id, block.blockedPersonId))
    .leftJoin(organisation, eq(organisation.id, block.blockedOrganisationId))
    .where(isOwn(context))
    .orderBy(block.since, block.id);
  // Whom one blocked without knowing their name is not named by that.
  const { aMember } = words[context.language];
  return rows.map((row) => ({
    id: row.id,
    name: (row.known ? row.person : null) ?? row.organisation ?? aMember,
  }));
}

/** SQL condition: an introduction named these two to each other. */
function metByIntroduction(context: JoinedContext): SQL {
  const me = context.person.id;
  return sql`exists (select 1 from ${introduction} i where i.coalition_id = ${context.coalition.id}
    and ((i.first_id = ${me} and i.second_id = ${person.id}) or (i.second_id = ${me} and i.first_id = ${person.id})))`;
}

const isOwn = (context: JoinedContext) =>
  and(eq(block.personId, context.person.id), eq(block.coalitionId, context.coalition.id));
