import { declareButtons } from '#chat/index.ts';

/** What one can press about a posted action. */
export const actionButtons = declareButtons(
  'action',
  'in',
  'help',
  'share',
  'shared',
  'details',
  'principles',
  'out',
  'edit',
  'cancel',
);

/** What one can press about one's own draft. */
export const draftButtons = declareButtons('action', 'post', 'undo', 'change', 'drop');
