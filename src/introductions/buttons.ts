import { declareButtons } from '#chat/index.ts';

/** Everything one can press about introductions. */
export const introButtons = declareButtons(
  'intro',
  'offer',
  'note',
  'known',
  'drop',
  'later',
  'accept',
  'accept-with-address',
  'decline',
  'details',
  'address',
  'alone',
  'close-ask',
  'met',
  'not-yet',
  'could-not',
  'rather-not',
  'nothing-yet',
  'exchange',
  'action',
  'tie-yes',
  'tie-later',
  'unblock',
  'back',
);
