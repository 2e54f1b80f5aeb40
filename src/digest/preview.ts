import { type Message, Refusal } from '#chat/index.ts';
import { allow, type Feature, hasRole, type JoinedContext } from '#directory/index.ts';
import { goesTo } from './goes-to.ts';
import { previewMessage } from './messages.ts';
import { readDigest } from './read.ts';
import type { Reader } from './tables.ts';
import { words } from './words.ts';

/**
 * A digest as it would be sent now: that of the operators to an operator, a weaver’s own to that weaver. A Refusal to
 * everybody else: it names people whom only its readers may find.
 */
export async function previewDigest(
  context: JoinedContext,
  features: readonly Feature[],
  given: Reader | undefined,
): Promise<Message> {
  const { coalition, language, person } = context;
  const isWeaver = hasRole(context, 'weaver', 'any');
  const reader = given ?? (isWeaver && !hasRole(context, 'operator') ? 'weaver' : 'operator');
  if (reader === 'operator') allow(context, 'operator');
  else if (!isWeaver) throw new Refusal(words[language].weaversOnly);
  const { people, place } = await goesTo(context, coalition.id, reader);
  const by = place ? { zone: place.zone } : people.find(({ personId }) => personId === person.id);
  if (!by) throw new Error('whoever holds a role is not among its readers');
  const composed = await readDigest(context, features, { coalition, reader, by, language });
  return previewMessage(composed, coalition, { reader, inChannel: place !== undefined }, language);
}
