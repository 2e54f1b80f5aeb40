import { declareButtons } from '#chat/index.ts';

/** What people and organisations can press to carry an action together. */
export const togetherPress = declareButtons(
  'action',
  'take',
  'take-this',
  'give-back',
  'stance',
  'organise',
  'organise-yes',
  'organise-no',
  'organise-end',
  'mute',
  'unmute',
  'mutes',
  'call',
);
