import { and, asc, eq, isNull } from 'drizzle-orm';
import { isActive, type Organisation, type Person, tables } from '#directory/index.ts';
import type { Tx } from '#store/index.ts';
import { claim } from './tables.ts';

export type Claim = typeof claim.$inferSelect;

export interface Asked {
  readonly claim: Claim;
  readonly organisation: Organisation;
  readonly person: Person;
}

/** The open claim behind a button. */
export async function claimBehind(
  db: Tx,
  id: string,
): Promise<(Asked & { coalitionId: string }) | undefined> {
  const [found] = await openClaims(db, eq(claim.id, id));
  return found && { coalitionId: found.claim.coalitionId, ...found };
}

/** Claims without an answer, oldest first. */
export async function openClaims(tx: Tx, which: ReturnType<typeof eq>): Promise<Asked[]> {
  return await tx
    .select({ claim, organisation: tables.organisation, person: tables.person })
    .from(claim)
    .innerJoin(tables.organisation, eq(tables.organisation.id, claim.organisationId))
    .innerJoin(tables.person, eq(tables.person.id, claim.personId))
    .where(and(which, isNull(claim.declinedAt), isNull(tables.organisation.leftAt), isActive))
    .orderBy(asc(claim.askedAt));
}
