import type { Kind } from '#delivery/index.ts';
import { words } from './words.ts';

/** To the members of a hub that closed. */
export const closedKind: Kind = {
  name: 'hub.closed',
  lane: 3,
  quiet: 'wait',
  unasked: true,
  chosen: 'bundle',
  about: { en: words.en.aboutClosed },
  keepFor: { days: 8 },
};

/** To somebody whose speaking for a hub began or ended. */
export const speaksKind: Kind = {
  name: 'hub.speaks',
  lane: 2,
  quiet: 'wait',
  unasked: true,
  about: { en: words.en.aboutSpeaks },
  keepFor: { days: 8 },
};
