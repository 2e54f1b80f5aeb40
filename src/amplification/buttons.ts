import { declareButtons } from '#chat/index.ts';

/** Everything one can press about amplification. */
export const amplifyButtons = declareButtons(
  'amplify',
  'post',
  'undo',
  'change',
  'drop',
  'end',
  'will',
  'pass',
  'mute',
  'principles',
  'take',
  'done',
  'done-with-link',
  'not-after-all',
);
