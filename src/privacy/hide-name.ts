import { closestLanguage } from '#chat/index.ts';
import { renameWaiting } from '#delivery/index.ts';
import type { Act, Feature, Person } from '#directory/index.ts';
import { keptBy } from './kept.ts';
import { isNameShared } from './shared-name.ts';
import { whoseRows } from './whose.ts';
import { words } from './words.ts';

/** Messages that name whoever they come from only if members may find them; where two are brought together they are named. */
const openly = ['amplify.ask', 'amplify.prompt', 'amplify.changed', 'share.match', 'share.thanks'];

/** Whoever may no longer be found by members is not named either in what waits to be sent. */
export async function hideName(act: Act, person: Person, features: readonly Feature[]): Promise<void> {
  const { rows: own } = await whoseRows(act, person, keptBy(features));
  const { member: instead } = words[closestLanguage(person.language)];
  const isShared = await isNameShared(act, person);
  const { coalitionId, name } = person;
  await renameWaiting(act, { coalitionId, name, instead, own, isShared }, openly);
}
