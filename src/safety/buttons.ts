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
  'riskLow',
  'riskMedium',
  'riskHigh',
  'keepRisk',
  // What was shown is in the name: a press takes that change and no other.
  'lowToMedium',
  'lowToHigh',
  'mediumToLow',
  'mediumToHigh',
  'highToLow',
  'highToMedium',
);
