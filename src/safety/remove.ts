import { closestLanguage } from '#chat/index.ts';
import { type JoinedContext, type Person, writeAudit } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { barAccounts } from './bars.ts';
import { overseenMessage, removedMessage } from './messages.ts';
import { type Overseers, othersToTurnTo, refuseUntouchable, tellOverseers } from './oversight.ts';
import { tellThem, writeSuspension } from './suspend.ts';
import { words } from './words.ts';

/** Nobody is told by a bot that has forgotten who they are: so long after their last right went, their rows go too. */
const toldFor = { hours: 1 };

/**
 * Removes somebody: at once they may do nothing and none of their accounts may come back; an hour later, when they have
 * been told, they have left, and what they published stays without a name. Principals are told, or whoever stands in.
 */
export async function remove(context: JoinedContext, person: Person, reason: string): Promise<Overseers> {
  const { now } = context;
  await refuseUntouchable(context, person);
  const removal = newId(now);
  await barAccounts(context, person, { removal, byId: context.person.id });
  await writeSuspension(context, person, { reason, until: now.add(toldFor) });
  await writeAudit(context, {
    ...{ coalitionId: person.coalitionId, personId: context.person.id, act: 'person.removed' },
    ...{ subject: person.id, detail: { removal } },
  });
  const turnTo = await othersToTurnTo(context, person);
  const how = { by: context.person.name, reason, turnTo };
  await tellThem(context, person, removedMessage(closestLanguage(person.language), how));
  return await tellOverseers(context, { subject: person.id, personId: person.id }, (language) =>
    overseenMessage(words[language].overseen.removed(context.person.name, person.name), reason, language),
  );
}
