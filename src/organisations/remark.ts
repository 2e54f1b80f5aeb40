import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { type Act, type JoinedContext, type Person, type Remark, tables } from '#directory/index.ts';
import { claim } from './tables.ts';
import { words } from './words.ts';

/** For operators: organisations that nobody can speak for. */
export async function remarkOrganisations(context: JoinedContext): Promise<readonly Remark[]> {
  const { organisation } = tables;
  const rows = await context.tx
    .select({ name: organisation.name })
    .from(organisation)
    .where(
      and(
        eq(organisation.coalitionId, context.coalition.id),
        isNull(organisation.leftAt),
        sql`not exists (select 1 from ${tables.representative} r join ${tables.person} p on p.id = r.person_id where r.organisation_id = ${organisation.id} and p.left_at is null)`,
      ),
    )
    .orderBy(asc(sql`lower(${organisation.name})`));
  if (rows.length === 0) return [];
  return [
    {
      text: words[context.language].unrepresented(
        rows.length,
        rows.slice(0, 5).map((row) => row.name),
      ),
    },
  ];
}

/** What is held of a person about organisations. */
export async function exportOrganisations({ tx }: Act, person: Person): Promise<unknown> {
  const { organisation, representative } = tables;
  const [own] = person.organisationId
    ? await tx
        .select({ name: organisation.name })
        .from(organisation)
        .where(
          and(eq(organisation.id, person.organisationId), eq(organisation.coalitionId, person.coalitionId)),
        )
    : [];
  const represents = await tx
    .select({ organisation: organisation.name, since: representative.since })
    .from(representative)
    .innerJoin(organisation, eq(organisation.id, representative.organisationId))
    .where(and(eq(representative.personId, person.id), eq(representative.coalitionId, person.coalitionId)));
  const asked = await tx
    .select({ organisation: organisation.name, askedAt: claim.askedAt })
    .from(claim)
    .innerJoin(organisation, eq(organisation.id, claim.organisationId))
    .where(and(eq(claim.personId, person.id), eq(claim.coalitionId, person.coalitionId)));
  return { organisation: own?.name ?? null, represents, askedToRepresent: asked };
}
