// An effect for somebody else: a row written with the change that caused it, carried out once by a worker.
// await tell(act, kinds.offer, { coalitionId, subject: offer.id, to: { kind: 'person', personId }, message: offerMessage(offer) });

export type { Arrival } from './arrive.ts';
export { type Bundled, bundledFor, takeBundled } from './bundle.ts';
export {
  type Broken,
  brokenSpaces,
  countEnded,
  type EndedBadly,
  endedBadly,
  timesTold,
  unaskedSince,
  uncertainSince,
} from './count.ts';
export { createDelivery, type DeliveryOptions, type DeliveryWatch, type DeliveryWorker } from './delivery.ts';
export { forgetDeliveries, forgetGates } from './forget.ts';
export type { Act, Delivery, DeliveryState, KeptEffect, Kind, Manner, Recipient, Turn, Way } from './kind.ts';
export type { Pace, Rate } from './pace.ts';
export { endPreviews } from './previews.ts';
export { resend } from './resend.ts';
export { changeSealed, mayHoldSealed } from './secrets.ts';
export * as deliveryTables from './tables.ts';
export { type Telling, tell, tellMany } from './tell.ts';
export { type TellingAll, tellAll } from './tell-all.ts';
export { renameWaiting, unname } from './unname.ts';
export { arrivedAt, arrivedOf, deliveryOf, reachedBy, standingOf, unreachedFor } from './unreached.ts';
export { forgetPlaces, forgetRemoved, forgetText, unsay } from './unsay.ts';
export { waitTurn } from './wait-turn.ts';
export { withdraw } from './withdraw.ts';
export { withdrawUnwanted } from './withdraw-unwanted.ts';
