import { and, eq, isNull } from 'drizzle-orm';
import { forgetText, type Kind } from '#delivery/index.ts';
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

/** Everything of an organisation that left, to who said so. Its text goes from its row as soon as it has arrived. */
export const leftExportKind: Kind = {
  name: 'organisation.export',
  lane: 1,
  quiet: 'ignore',
  unasked: false,
  asked: true,
  about: { en: words.en.aboutExport },
  keepFor: { hours: 72 },
  sent: forgetText,
};

/** To the people of an organisation that left the coalition: the last that names it, so its text goes once it arrived. */
export const leftKind: Kind = {
  name: 'organisation.left',
  lane: 3,
  quiet: 'wait',
  unasked: true,
  chosen: 'bundle',
  about: { en: words.en.aboutLeft },
  keepFor: { days: 8 },
  sent: forgetText,
};

/** To the other representatives of an organisation that one of them took out: they may object today, not in a bundle. */
export const takenOutKind: Kind = {
  name: 'organisation.taken-out',
  lane: 2,
  quiet: 'wait',
  unasked: false,
  about: { en: words.en.aboutTakenOut },
  keepFor: { days: 8 },
  sent: forgetText,
};
