import { and, eq } from 'drizzle-orm';
import { closestLanguage, Invalid, type Opening } from '#chat/index.ts';
import { forgetPlaces, unname, unsay } from '#delivery/index.ts';
import { type Act, type Feature, type JoinedContext, type Person, tables } from '#directory/index.ts';
import { leaveCoalition, refuseLastOperator } from '#onboarding/index.ts';
import { eraseKept } from './erase.ts';
import { heldOf } from './held.ts';
import { keptBy } from './kept.ts';
import { unsayKind } from './kinds.ts';
import { isNameShared } from './shared-name.ts';
import { deletion } from './tables.ts';
import { whoseRows } from './whose.ts';
import { words } from './words.ts';

/** What goes and what can stay; the last operator is refused. */
export async function openDelete(context: JoinedContext): Promise<Opening> {
  await refuseLastOperator(context, context.person);
  return { intro: words[context.language].deleteIntro(context.coalition.name) };
}

/** Deletes everything that is kept of whoever types; how many messages to them are being taken back. */
export async function deletePerson(
  context: JoinedContext,
  { keep, sure }: { readonly keep: boolean; readonly sure: string },
  features: readonly Feature[],
): Promise<number> {
  const { person, language } = context;
  const { sureWord, notSure } = words[language];
  if (sure.trim().toLowerCase() !== sureWord) throw new Invalid({ sure: notSure });
  await refuseLastOperator(context, person);
  return await erasePerson(context, person, { keep, features });
}

/**
 * Deletes everything that is kept of a person, and notes that it was, for backups; how many messages to them are being
 * taken back. `keep`: what they published stays, without a name.
 */
export async function erasePerson(
  act: Act,
  person: Person,
  { keep, features }: { readonly keep: boolean; readonly features: readonly Feature[] },
): Promise<number> {
  const { tx, now } = act;
  const { id, coalitionId, name } = person;
  const kept = keptBy(features);
  const whose = await whoseRows(act, person, kept);
  const places = await placesOf(act, person);
  await leaveCoalition(act, person, { features, keep });
  const messages = await unsay(act, unsayKind, person);
  const { somebody } = words[closestLanguage(person.language)];
  const isShared = await isNameShared(act, person);
  await unname(act, { coalitionId, name, instead: somebody, own: whose.rows, isShared });
  await forgetPlaces(act, places);
  await eraseKept(act, whose, { kept, keep });
  // Better an error, which takes all of it back and is told, than a promise that is not kept.
  if ((await heldOf(act, whose, kept)) > 0) throw new Error('something is still kept of whoever deleted it');
  await tx
    .insert(deletion)
    .values({ personId: id, coalitionId, keep, at: now })
    .onConflictDoUpdate({ target: deletion.personId, set: { writtenAt: null } });
  return messages;
}

/** Where Weft wrote to a person: their accounts, conversations and threads. */
async function placesOf({ tx }: Act, { id, coalitionId }: Person) {
  const { account, space } = tables;
  const rows = await tx
    .select({ account, tenant: space.tenant })
    .from(account)
    .innerJoin(space, eq(space.id, account.spaceId))
    .where(and(eq(account.personId, id), eq(account.coalitionId, coalitionId)));
  return rows.map(({ account: { platform, external, direct, thread }, tenant }) => ({
    ...{ platform, tenant },
    ids: [external, direct, thread].filter((place) => place !== null),
  }));
}
