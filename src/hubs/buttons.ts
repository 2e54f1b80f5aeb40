import { declareButtons } from '#chat/index.ts';

/** Everything one can press about hubs. */
export const hubButtons = declareButtons(
  'hub',
  'join',
  'leave',
  'edit',
  'close',
  'letIn',
  'unlist',
  'relist',
);
