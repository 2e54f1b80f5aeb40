/**
 * Introductions: suggestion → offer → both say yes → introduced → followed up.
 *
 * `/weft intro ask someone who knows zoning law` → "Asked. Weavers see your words on top of their queue."
 */
import type { Feature } from '#directory/index.ts';
import { lookUpAcquaintances } from './acquaintances.ts';
import { aloneKind, askDue } from './ask.ts';
import { commands } from './commands.ts';
import { introductionsDigest } from './digest.ts';
import { countIntroductions } from './figures.ts';
import { followDue, followKind } from './follow.ts';
import { addressKind, introducedKind, togetherKind } from './introduce.ts';
import { keeps } from './keeps.ts';
import { lapseDue } from './lapse.ts';
import { endSuggestions, forget, leave } from './leave.ts';
import { offerKind } from './offer.ts';
import { presses } from './presses.ts';
import { restingKind } from './rest.ts';
import { beginDue, dailyDue } from './round.ts';
import { settledKind } from './settle.ts';
import { status, waits } from './waits.ts';
import { words } from './words.ts';

export { renewBlocks } from './kept-blocks.ts';

/** The feature. */
export const introductions: Feature = {
  name: 'intro',
  commands,
  presses,
  kinds: [
    offerKind,
    togetherKind,
    introducedKind,
    addressKind,
    settledKind,
    followKind,
    aloneKind,
    restingKind,
  ],
  dues: [beginDue, dailyDue, askDue, lapseDue, followDue],
  lookups: { acquaintance: lookUpAcquaintances },
  waits,
  status,
  digest: introductionsDigest,
  figures: countIntroductions,
  keeps,
  left: leave,
  withdrew: async (act, person, consent) => {
    if (consent === 'suggested') await endSuggestions(act, person);
  },
  deletes: forget,
  first: (language) => words[language].first,
};
