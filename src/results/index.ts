/**
 * Results: what an action came to, with where each number comes from, and what it adds up to with others.
 *
 * `/weft action result River clean-up` → "Kept for River clean-up: 340 people, final."
 */
import type { Feature } from '#directory/index.ts';
import { lookUpBegun } from './actions.ts';
import { askDue, askedKind } from './ask.ts';
import { commands } from './commands.ts';
import { resultsDigest } from './digest.ts';
import { countResults } from './figures.ts';
import { resultHides } from './hides.ts';
import { keeps } from './keeps.ts';
import { forget, leave } from './leave.ts';
import { keepsOfOrganisations } from './organisation-left.ts';
import { tellOutside } from './outside.ts';
import { presses } from './presses.ts';
import { status, waits } from './waits.ts';
import { words } from './words.ts';

export { type Figure, type Reported, rollUp } from './roll-up.ts';
export { resultsBlocks } from './show.ts';

/** The feature. */
export const results: Feature = {
  name: 'results',
  commands,
  presses,
  kinds: [askedKind],
  dues: [askDue],
  lookups: { 'begun-action': lookUpBegun },
  waits,
  status,
  digest: resultsDigest,
  figures: countResults,
  hides: [resultHides],
  keeps,
  keepsOfOrganisations,
  report: tellOutside,
  left: leave,
  deletes: forget,
  first: (language) => words[language].first,
};
