import { declareButtons } from '#chat/index.ts';

/** What one can press about a day that is planned. */
export const dayButtons = declareButtons(
  'converge',
  'details',
  'host',
  'calendar',
  'ask',
  'edit',
  'cancel',
  'next',
);

/** What one can press about one’s own draft. */
export const draftButtons = declareButtons('converge', 'plan', 'change', 'drop');

/** What one can press about a place that holds it. */
export const placeButtons = declareButtons('converge', 'accept', 'confirm', 'withdraw', 'release', 'came');
/** What one can press about a role of the day. */
export const roleButtons = declareButtons('converge', 'take', 'leave');
