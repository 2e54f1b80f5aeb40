import { and, eq, inArray, isNotNull, ne } from 'drizzle-orm';
import { closestLanguage } from '#chat/index.ts';
import { deliveryTables, unname, withdraw } from '#delivery/index.ts';
import { type Act, type Feature, type Organisation, type Person, tables } from '#directory/index.ts';
import { noteDeparture } from './departure.ts';
import { isNameShared } from './shared-name.ts';
import { heldOfOrganisation } from './whole-held.ts';
import { words } from './words.ts';

/**
 * Deletes everything of an organisation, proves it, and notes it for backups. Every feature ends what it has of it; what
 * refers to it goes with its row, and its people stay, without it. Returns them; undefined where it was gone already.
 */
export async function dropOrganisation(
  act: Act,
  given: Pick<Organisation, 'id' | 'coalitionId'>,
  features: readonly Feature[],
): Promise<readonly Person[] | undefined> {
  const { tx } = act;
  const { organisation, person } = tables;
  const isIt = and(eq(organisation.id, given.id), eq(organisation.coalitionId, given.coalitionId));
  const [gone] = await tx.select().from(organisation).where(isIt).for('update');
  if (!gone) return undefined;
  const { id, coalitionId, name } = gone;
  for (const { organisationLeft } of features) await organisationLeft?.(act, gone);
  const people = await tx
    .update(person)
    .set({ organisationId: null })
    .where(and(eq(person.coalitionId, coalitionId), eq(person.organisationId, id)))
    .returning();
  await tx.delete(organisation).where(isIt);
  await withdraw(act, { subject: id });
  const { delivery } = deliveryTables;
  const isSaid = and(isNotNull(delivery.effect), isNotNull(delivery.endedAt), ne(delivery.state, 'sending'));
  await tx
    .update(delivery)
    .set({ effect: null })
    .where(and(eq(delivery.coalitionId, coalitionId), inArray(delivery.subject, [id]), isSaid));
  const { someOrganisation: instead } = words[closestLanguage(undefined)].whole;
  const isShared = await isNameShared(act, gone);
  await unname(act, { coalitionId, name, instead, own: [id], isShared });
  // Better an error, which takes all of it back and is told, than a promise that is not kept.
  if ((await heldOfOrganisation(act, gone)) > 0)
    throw new Error('something is still kept of an organisation that left');
  await noteDeparture(act, { id, what: 'organisation' });
  return people.filter(({ leftAt }) => leftAt === null);
}
