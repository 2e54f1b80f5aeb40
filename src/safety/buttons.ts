import { declareButtons } from '#chat/index.ts';

/** Everything one can press about concerns, about who may be here, and about what is hidden. */
export const safetyButtons = declareButtons(
  'safety',
  'read',
  'take',
  'close',
  'contacts',
  'hide',
  'show',
  'log',
  'older',
);
