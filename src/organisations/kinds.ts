import { and, eq, isNull } from 'drizzle-orm';
import type { Kind } from '#delivery/index.ts';
import { claim } from './tables.ts';
import { words } from './words.ts';

/** To whoever may confirm: somebody asks to represent an organisation. */
export const askedKind: Kind = {
  name: 'organisation.asked',
  lane: 2,
  quiet: 'wait',
  unasked: false,
  about: { en: words.en.aboutAsked },
  keepFor: { days: 8 },
  wanted: async ({ tx }, row) => {
    const open = and(
      eq(claim.id, row.subject),
      eq(claim.coalitionId, row.coalitionId),
      isNull(claim.declinedAt),
    );
    return (await tx.select({ id: claim.id }).from(claim).where(open)).length > 0;
  },
};

/** To somebody whose speaking for an organisation began, ended or was not confirmed. */
export const speaksKind: Kind = {
  name: 'organisation.speaks',
  lane: 2,
  quiet: 'wait',
  unasked: true,
  about: { en: words.en.aboutSpeaks },
  keepFor: { days: 8 },
};

/** To the people of an organisation that left the coalition. */
export const leftKind: Kind = {
  name: 'organisation.left',
  lane: 3,
  quiet: 'wait',
  unasked: true,
  chosen: 'bundle',
  about: { en: words.en.aboutLeft },
  keepFor: { days: 8 },
};
