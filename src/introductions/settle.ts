import { arrivedAt, type Kind, tell } from '#delivery/index.ts';
import type { Act } from '#directory/index.ts';
import type { Introduced } from './introduce.ts';
import { acceptedMessage } from './messages.ts';
import { offerKind } from './offer.ts';
import { partiesOf } from './parties.ts';
import type { Introduction, Side } from './tables.ts';

export const settledKind: Kind = {
  name: 'intro.settled',
  lane: 1,
  quiet: 'ignore',
  unasked: false,
  about: { en: 'changes to an offer you have said yes to' },
  keepFor: { days: 2 },
};

/** Changes the offer of who said yes first, which still says to wait: both have. */
export async function settleOffer(act: Act, one: Introduction, first: Side, how: Introduced): Promise<void> {
  const deliveryId = await arrivedAt(act.tx, { kind: offerKind, subject: one.id, personId: first.personId });
  if (deliveryId === undefined) return;
  const party = await partiesOf(act, [one.firstId, one.secondId]);
  const other = party(first.personId === one.firstId ? one.secondId : one.firstId);
  await tell(act, settledKind, {
    coalitionId: one.coalitionId,
    subject: one.id,
    to: { kind: 'delivered', deliveryId },
    message: acceptedMessage({ kind: 'introduced', other, how }, party(first.personId).language),
  });
}
