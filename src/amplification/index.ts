/**
 * Amplification: please carry this further, in your own voice. Support is shared out fairly, and a no is written nowhere.
 *
 * `/weft amplify request` → a form, shown back, posted → "I’ll share it" → prompted at the moment → "Done".
 */
import type { Feature } from '#directory/index.ts';
import { amplifyButtons } from './buttons.ts';
import { commands } from './commands.ts';
import { amplificationDigest } from './digest.ts';
import { countAmplification, support } from './figures.ts';
import { requestHides } from './hides.ts';
import { keeps } from './keeps.ts';
import { askKind, changedKind, promptKind, summaryKind, thanksKind, unansweredKind } from './kinds.ts';
import { endAsked, forget, leave } from './leave.ts';
import { calledOffDue, requestDue } from './open.ts';
import { keepsOfOrganisations } from './organisation-left.ts';
import { lookUpOwn } from './own.ts';
import { presses } from './presses.ts';
import { roundDue } from './round.ts';
import { unansweredDue } from './unanswered.ts';
import { status, waits } from './waits.ts';
import { words } from './words.ts';
import { workedTogether } from './worked-together.ts';

/** A no, in both its forms. */
const declines: readonly string[] = [amplifyButtons.pass, amplifyButtons['not-after-all']];

/** The feature. */
export const amplification: Feature = {
  name: 'amplify',
  commands,
  presses,
  kinds: [askKind, promptKind, changedKind, thanksKind, summaryKind, unansweredKind],
  dues: [requestDue, calledOffDue, roundDue, unansweredDue],
  lookups: { 'own-request': lookUpOwn },
  sealed: (source) => source.kind === 'press' && declines.includes(source.press),
  waits,
  status,
  digest: amplificationDigest,
  figures: countAmplification,
  support,
  workedTogether,
  hides: [requestHides],
  keeps,
  keepsOfOrganisations,
  left: leave,
  withdrew: async (act, person, consent) => {
    if (consent === 'amplify') await endAsked(act, person);
  },
  deletes: forget,
  first: (language) => words[language].first,
};
