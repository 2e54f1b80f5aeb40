import { and, eq } from 'drizzle-orm';
import type { Kind } from '#delivery/index.ts';
import { hubAsk } from './tables.ts';
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

/** To whoever speaks for a hub that is in no list: somebody asks to be let in. */
export const askedKind: Kind = {
  name: 'hub.asked',
  lane: 2,
  quiet: 'wait',
  unasked: false,
  about: { en: words.en.aboutAsked },
  keepFor: { days: 8 },
  async wanted({ tx }, row) {
    const isOpen = and(eq(hubAsk.id, row.subject), eq(hubAsk.coalitionId, row.coalitionId));
    return (await tx.$count(hubAsk, isOpen)) > 0;
  },
};

/** To somebody who was let into a hub. */
export const letInKind: Kind = {
  name: 'hub.let-in',
  lane: 2,
  quiet: 'wait',
  unasked: false,
  about: { en: words.en.aboutLetIn },
  keepFor: { days: 8 },
};
