/**
 * Actions: what one member does on its own, announced so that others join, help and pass it on.
 *
 * `/weft action announce River clean-up` → shown back, posted in every space it is for, and read as "12 are in".
 */
import type { Feature } from '#directory/index.ts';
import { carries } from './carries.ts';
import { createCommands } from './commands.ts';
import { countDue, numbersKind, postKind } from './copies.ts';
import { actionsDigest } from './digest.ts';
import { dropDue } from './draft.ts';
import { countActions } from './figures.ts';
import { lookUpActions, lookUpLed } from './find.ts';
import { followRisk } from './follow-risk.ts';
import { forgetPlaceDue } from './forget-place.ts';
import { actionHides } from './hides.ts';
import { keeps } from './keeps.ts';
import { forget, leave, redrawPosts } from './leave.ts';
import { keepsOfOrganisations, organisationLeft } from './organisation-left.ts';
import { createPostsDue, type Posted } from './post.ts';
import { createPresses } from './presses.ts';
import { soonKind, tomorrowKind } from './remind.ts';
import type { More } from './show.ts';
import { togetherDues, togetherKinds, togetherLookups, togetherPresses } from './together-presses.ts';
import { cancelledKind, changedKind } from './told.ts';
import { status, waits } from './waits.ts';
import { announcedKind } from './weavers.ts';
import { words } from './words.ts';
import { workedTogether } from './worked-together.ts';

export { actionButtons } from './buttons.ts';
export type { Tactic } from './choices.ts';
export { type Action, findAction, isLedBy, mayLead, visibleAction } from './find.ts';
export { tacticOptions } from './form.ts';
export { happened } from './happened.ts';
export { keepLesson } from './lessons.ts';
export { principlesMessage } from './messages.ts';
export { isMuted, mute } from './mutes.ts';
export { openNeeds } from './needs.ts';
export { leadersOf } from './organisers.ts';
export { speaksNote } from './post-message.ts';
export * as actionTables from './tables.ts';
export { lessOf, mutedMessage } from './together-messages.ts';

/** The feature; `more` is what other rooms show of an action, and `posted` what they do once one is posted. */
export const createActions = (more: More, posted: Posted): Feature => ({
  name: 'action',
  commands: createCommands(more),
  presses: { ...createPresses(more), ...togetherPresses },
  kinds: [
    postKind,
    numbersKind,
    tomorrowKind,
    soonKind,
    changedKind,
    cancelledKind,
    announcedKind,
    ...togetherKinds,
  ],
  dues: [dropDue, createPostsDue(posted), countDue, forgetPlaceDue, ...togetherDues],
  lookups: { action: lookUpActions, 'led-action': lookUpLed, ...togetherLookups },
  waits,
  carries,
  status,
  digest: actionsDigest,
  figures: countActions,
  workedTogether,
  hides: [actionHides],
  keeps,
  keepsOfOrganisations,
  organisationLeft,
  left: leave,
  changed: redrawPosts,
  riskTaken: followRisk,
  deletes: forget,
  first: (language) => words[language].first,
});
