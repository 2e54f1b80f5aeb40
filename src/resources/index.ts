/**
 * Resources: toolkits, templates and recordings, and what people offer and need, until it ends.
 *
 * `/weft share need forty chairs on Saturday` → "Asked for: “forty chairs on Saturday”." and who offers them.
 */
import type { Feature } from '#directory/index.ts';
import { commands } from './commands.ts';
import { needsDigest } from './digest.ts';
import { endDue, forgetDue } from './end.ts';
import { countResources } from './figures.ts';
import { lookUpResources } from './find.ts';
import { shareHides } from './hides.ts';
import { keeps } from './keeps.ts';
import { answerKind, matchKind, thanksKind } from './kinds.ts';
import { forget, leave } from './leave.ts';
import { presses } from './presses.ts';
import { status, waits } from './waits.ts';
import { words } from './words.ts';
import { workedTogether } from './worked-together.ts';

export { tellOffers } from './tell-offers.ts';

/** The feature. */
export const resources: Feature = {
  name: 'resources',
  commands,
  presses,
  kinds: [matchKind, answerKind, thanksKind],
  dues: [endDue, forgetDue],
  lookups: { resource: lookUpResources },
  waits,
  status,
  digest: needsDigest,
  figures: countResources,
  workedTogether,
  hides: shareHides,
  keeps,
  left: leave,
  deletes: forget,
  first: (language) => words[language].first,
};
