import { and, eq, inArray } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import {
  type Act,
  type Context,
  hashOf,
  identitiesOf,
  identity,
  keyOf,
  type Person,
} from '#directory/index.ts';
import { bar } from './tables.ts';
import { words } from './words.ts';

/** One removal, which can be taken back, and who did it. */
export type Removal = Pick<typeof bar.$inferSelect, 'removal' | 'byId'>;

/** Bars every account of a person from coming back, as keyed hashes, until this removal is taken back. */
export async function barAccounts(
  act: Act,
  person: Pick<Person, 'id' | 'coalitionId'>,
  { removal, byId }: Removal,
): Promise<void> {
  const hashes = await hashesOf(act, person);
  if (hashes.length === 0) return;
  await act.tx
    .insert(bar)
    .values(hashes.map((hash) => ({ coalitionId: person.coalitionId, hash, removal, byId, since: act.now })))
    // Whoever is barred already stays so until that is taken back.
    .onConflictDoNothing();
}

/** The removals that bar the accounts of somebody who is still here, and by whom they were, each once. */
export async function removalsOf(
  act: Pick<Act, 'tx'>,
  person: Pick<Person, 'id' | 'coalitionId'>,
): Promise<readonly Removal[]> {
  const hashes = await hashesOf(act, person);
  if (hashes.length === 0) return [];
  return await act.tx
    .selectDistinct({ removal: bar.removal, byId: bar.byId })
    .from(bar)
    .where(and(eq(bar.coalitionId, person.coalitionId), inArray(bar.hash, [...hashes])));
}

/** Takes removals back; how many accounts may join again. */
export async function liftBars(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  removals: readonly string[],
): Promise<number> {
  if (removals.length === 0) return 0;
  const lifted = await tx
    .delete(bar)
    .where(and(eq(bar.coalitionId, coalitionId), inArray(bar.removal, [...removals])))
    .returning({ hash: bar.hash });
  return lifted.length;
}

/** Throws a Refusal where this account was barred from the coalition it is about to join. */
export async function refuseBarred(context: Context): Promise<void> {
  const { tx, coalition, platform, sender, language } = context;
  if (!coalition || (await tx.$count(bar, eq(bar.coalitionId, coalition.id))) === 0) return;
  const hash = hashOf(await keyOf(context, coalition.id), identity(platform, sender.account));
  const which = and(eq(bar.coalitionId, coalition.id), eq(bar.hash, hash));
  if ((await tx.$count(bar, which)) > 0) throw new Refusal(words[language].barred(coalition.name));
}

async function hashesOf(
  act: Pick<Act, 'tx'>,
  { id, coalitionId }: Pick<Person, 'id' | 'coalitionId'>,
): Promise<readonly string[]> {
  const known = (await identitiesOf(act, coalitionId, [id])).get(id) ?? [];
  const key = await keyOf(act, coalitionId);
  return known.filter((one) => one !== id).map((one) => hashOf(key, one));
}
