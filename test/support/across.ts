import { and, asc, eq, isNotNull } from 'drizzle-orm';
import { tables } from '#directory/index.ts';
import type { Db } from '#store/index.ts';

const { consent, organisation, person, tie } = tables;

/**
 * Ties people of listed organisations that are tied already, until so many ties stand on the map of organisations: of the
 * cast’s own too few join two of them. The groups stay what they are.
 */
export async function tieAcross(db: Db, coalitionId: string, since: Temporal.Instant, wanted = 30) {
  const rows = await db
    .select({ id: person.id, of: organisation.id })
    .from(person)
    .innerJoin(organisation, and(eq(organisation.id, person.organisationId), eq(organisation.listed, true)))
    .innerJoin(
      consent,
      and(eq(consent.personId, person.id), eq(consent.kind, 'found'), eq(consent.answer, 'members')),
    )
    .where(eq(person.coalitionId, coalitionId))
    .orderBy(asc(person.name));
  const of = new Map(rows.map((row) => [row.id, row.of]));
  const known = await db.select().from(tie).where(isNotNull(tie.since));
  const across = known.filter(({ firstId, secondId }) => {
    const [one, other] = [of.get(firstId), of.get(secondId)];
    return one !== undefined && other !== undefined && one !== other;
  });
  const pairs = new Set(
    across.map(({ firstId, secondId }) => [of.get(firstId), of.get(secondId)].sort().join()),
  );
  const taken = new Set(known.map(({ firstId, secondId }) => `${firstId} ${secondId}`));
  // In the order of names, because ids are made by chance; as many for each two organisations as for the others.
  const spare = rows.flatMap((one, at) =>
    rows.slice(at + 1).flatMap((other) => {
      const [firstId = '', secondId = ''] = [one.id, other.id].sort();
      const both = [one.of, other.of].sort().join();
      const isNew = one.of !== other.of && pairs.has(both) && !taken.has(`${firstId} ${secondId}`);
      return isNew ? [{ both, firstId, secondId }] : [];
    }),
  );
  const turns = [...Map.groupBy(spare, ({ both }) => both).values()].flatMap((some) =>
    some.map((one, turn) => ({ turn, one })),
  );
  const added = turns.toSorted((a, b) => a.turn - b.turn).slice(0, Math.max(0, wanted - across.length));
  if (across.length + added.length < wanted) throw new Error('there are too few people to tie');
  for (const { one } of added)
    await db
      .insert(tie)
      .values({ coalitionId, firstId: one.firstId, secondId: one.secondId, since })
      .onConflictDoUpdate({ target: [tie.firstId, tie.secondId], set: { since } });
}
