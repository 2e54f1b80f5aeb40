import { eq } from 'drizzle-orm';
import { type Act, type Feature, type Person, tables } from '#directory/index.ts';
import { forgetCoalition, forgetSpace, type Goes } from '#onboarding/index.ts';
import type { Db } from '#store/index.ts';
import { erasePerson } from './delete.ts';
import { readDeletions, type Written } from './deletions.ts';
import { noteDeparture, noteWritten, type Whole } from './departure.ts';
import { deletion } from './tables.ts';
import { dropOrganisation } from './whole-organisation.ts';

/**
 * Deletes once more whoever the file of deletions names and a restored backup still has: people, and organisations, spaces
 * and coalitions that left; how many those were. Each in a transaction of its own; whoever was deleted in the backup too is
 * left alone. Nothing of it is written into the file: what goes along with a line, goes with it the next time too.
 */
export async function replayDeletions(
  db: Db,
  given: { readonly path: string; readonly now: Temporal.Instant; readonly features: readonly Feature[] },
): Promise<number> {
  const { path, now, features } = given;
  let count = 0;
  for (const one of await readDeletions(path))
    if (await db.transaction(async (tx) => await forgetAgain({ tx, now }, one, features))) count += 1;
  return count;
}

/** Whether it was there. */
async function forgetAgain(act: Act, one: Written, features: readonly Feature[]): Promise<boolean> {
  if (!('what' in one)) return await erasePersonAgain(act, one, features);
  const isForgotten = await forget[one.what](act, one.id, features);
  if (isForgotten) await noteWritten(act, one.id);
  return isForgotten;
}

type Forget = (act: Act, id: string, features: readonly Feature[]) => Promise<boolean>;

const forget: Readonly<Record<Whole, Forget>> = {
  organisation: async (act, id, features) => {
    const { organisation } = tables;
    const [there] = await act.tx.select().from(organisation).where(eq(organisation.id, id));
    return there !== undefined && (await dropOrganisation(act, there, features)) !== undefined;
  },
  space: async (act, id, features) => await forgetSpace(act, id, goesWith(id, features)),
  coalition: async (act, id, features) => await forgetCoalition(act, id, goesWith(id, features)),
};

/** Only the line itself is noted: another of its own could end what a newer backup still has. */
const goesWith = (id: string, features: readonly Feature[]): Goes => ({
  features,
  erase: eraseUnwritten,
  note: async (act, of) => {
    if (of.id === id) await noteDeparture(act, of);
  },
});

/** Deletes somebody for whom no line is to be added. */
async function eraseUnwritten(
  act: Act,
  person: Person,
  how: { readonly features: readonly Feature[]; readonly keep: boolean },
): Promise<void> {
  await erasePerson(act, person, how);
  await act.tx.update(deletion).set({ writtenAt: act.now }).where(eq(deletion.personId, person.id));
}

async function erasePersonAgain(
  act: Act,
  { personId, keep }: { readonly personId: string; readonly keep: boolean },
  features: readonly Feature[],
): Promise<boolean> {
  const { tx } = act;
  const [person] = await tx.select().from(tables.person).where(eq(tables.person.id, personId)).for('update');
  const [known] = await tx.select().from(deletion).where(eq(deletion.personId, personId));
  if (!person || known) return false;
  await eraseUnwritten(act, person, { keep, features });
  return true;
}
