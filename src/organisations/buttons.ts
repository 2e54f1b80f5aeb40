import { declareButtons } from '#chat/index.ts';

/** Everything one can press about organisations. */
export const organisationButtons = declareButtons(
  'organisation',
  'edit',
  'speakers',
  'sign',
  'agree',
  'leave',
  'represent',
  'confirm',
  'decline',
);
