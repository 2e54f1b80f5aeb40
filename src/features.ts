import { createActions } from '#actions/index.ts';
import { amplification } from '#amplification/index.ts';
import type { Log } from '#chat/index.ts';
import { createConvergence } from '#convergence/index.ts';
import { createDigest } from '#digest/index.ts';
import type { Feature } from '#directory/index.ts';
import { createFind } from '#find/index.ts';
import { createHelp } from '#help/index.ts';
import { createHome } from '#home/index.ts';
import { hubs } from '#hubs/index.ts';
import { introductions } from '#introductions/index.ts';
import { createNetwork } from '#network/index.ts';
import { createOnboarding, leaveCoalition } from '#onboarding/index.ts';
import { createOrganisations } from '#organisations/index.ts';
import { createPrivacy, erasePerson, noteDeparture } from '#privacy/index.ts';
import { createProfile } from '#profile/index.ts';
import { createPulse, keyStore } from '#pulse/index.ts';
import { reports } from '#report/index.ts';
import { resources, tellOffers } from '#resources/index.ts';
import { results, resultsBlocks } from '#results/index.ts';
import { roles } from '#roles/index.ts';
import { createSafety } from '#safety/index.ts';
import { createStatus, type Running } from '#status/index.ts';

/**
 * Every feature, in the order in which help and menus show them; keys of open pulses are kept in the folder `pulseKeys`,
 * deletions are written down in the file `deletions`, and `url` is where Weft is reached from outside, if it is; the end of a coalition is said to `log`.
 */
export function createFeatures({
  pulseKeys,
  deletions,
  url,
  log,
  ...running
}: Running & {
  readonly pulseKeys: string;
  readonly deletions?: string | undefined;
  readonly url?: string | undefined;
  readonly log?: Log | undefined;
}): readonly Feature[] {
  const all = (): readonly Feature[] => features;
  const features: readonly Feature[] = [
    createHome(all),
    createHelp(all),
    createOnboarding({ features: all, forgets: { erase: erasePerson, note: noteDeparture, log } }),
    createProfile({ features: all }),
    createFind(),
    createOrganisations(all),
    hubs,
    introductions,
    createActions(resultsBlocks, tellOffers),
    results,
    amplification,
    resources,
    createPulse(keyStore(pulseKeys)),
    createConvergence(url),
    roles,
    createPrivacy({ features: all, deletions }),
    createDigest(all),
    reports,
    createNetwork(all),
    createSafety(all, leaveCoalition),
    createStatus(all, running),
  ];
  return features;
}
