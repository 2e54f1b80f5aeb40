import { and, eq, inArray } from 'drizzle-orm';
import { type Act, peopleByIds, tables } from '#directory/index.ts';

/** A test for blocks of this coalition. */
export interface Blocks {
  /** the first wants nothing to do with the second, or with their organisation */
  has(by: string, of: string): boolean;
  either(a: string, b: string): boolean;
}

/** The blocks among these people, or in the whole coalition. */
export async function blocksAmong(act: Act, coalitionId: string, ids?: readonly string[]): Promise<Blocks> {
  const { block, person } = tables;
  const rows = await act.tx
    .select()
    .from(block)
    .where(and(eq(block.coalitionId, coalitionId), ids && inArray(block.personId, [...ids])));
  const people = ids
    ? await peopleByIds(act.tx, coalitionId, ids)
    : await act.tx
        .select({ id: person.id, organisationId: person.organisationId })
        .from(person)
        .where(eq(person.coalitionId, coalitionId));
  const organisationOf = new Map(people.map((one) => [one.id, one.organisationId]));
  const blocked = new Set(
    rows.map((row) => `${row.personId} ${row.blockedPersonId ?? row.blockedOrganisationId}`),
  );
  const has = (by: string, of: string) =>
    blocked.has(`${by} ${of}`) || blocked.has(`${by} ${organisationOf.get(of) ?? 'none'}`);
  return { has, either: (a, b) => has(a, b) || has(b, a) };
}
