/**
 * Convergence days: everyone, everywhere, on the same day, each by their own clocks or all at once.
 *
 * `/weft converge plan River day` → shown back, announced in every space, reminded at 10:00 where people are, and counted.
 */
import type { Feature } from '#directory/index.ts';
import { commands } from './commands.ts';
import { daysDigest } from './digest.ts';
import { dropDue } from './draft.ts';
import { numbersKind, tallyDue } from './draw.ts';
import { eventKind } from './events.ts';
import { countDays } from './figures.ts';
import { lookUpDays } from './find.ts';
import { dayAndPlaceHides } from './hides.ts';
import { keeps } from './keeps.ts';
import { callKind, heardKinds, postKind, roundKind } from './kinds.ts';
import { forget, leave } from './leave.ts';
import { keepsOfOrganisations, organisationLeft } from './organisation-left.ts';
import { tellOutside } from './outside.ts';
import { lookUpOwnHosts } from './own-hosts.ts';
import { createPresses } from './presses.ts';
import { spaceLeft } from './space-left.ts';
import { changedKind } from './told.ts';
import { status, waits } from './waits.ts';
import { wakeDue } from './wake.ts';
import { words } from './words.ts';
import { workedTogether } from './worked-together.ts';

export { entryAt } from './entry.ts';

/** The feature; `url` is where Weft itself is reached, whose calendar files can be subscribed to then. */
export const createConvergence = (url: string | undefined): Feature => ({
  name: 'convergence',
  commands,
  presses: createPresses(({ linkKey }) => (url === undefined ? undefined : `${url}/calendar/${linkKey}.ics`)),
  kinds: [...heardKinds, changedKind, callKind, postKind, roundKind, numbersKind, eventKind],
  dues: [dropDue, wakeDue, tallyDue],
  lookups: { day: lookUpDays, 'own-host': lookUpOwnHosts },
  waits,
  status,
  digest: daysDigest,
  figures: countDays,
  report: tellOutside,
  workedTogether,
  hides: dayAndPlaceHides,
  keeps,
  keepsOfOrganisations,
  organisationLeft,
  left: leave,
  spaceLeft,
  deletes: forget,
  first: (language) => words[language].first,
});
