import { and, inArray } from 'drizzle-orm';
import type { Kind } from '#delivery/index.ts';
import { areBlocked } from './blocks.ts';
import { isOpen } from './listing.ts';
import { listing } from './tables.ts';
import { words } from './words.ts';

/** To somebody whose open offer or need a new one fits; `occurrence` is theirs. */
export const matchKind: Kind = {
  name: 'share.match',
  lane: 3,
  quiet: 'wait',
  unasked: true,
  chosen: 'bundle',
  about: { en: words.en.about.match },
  keepFor: { days: 8 },
  async wanted(act, row) {
    const open = await act.tx
      .select({ id: listing.id, personId: listing.personId })
      .from(listing)
      .where(and(isOpen(row.coalitionId, act.now), inArray(listing.id, [row.subject, row.occurrence])));
    const of = (id: string) => open.find((one) => one.id === id)?.personId;
    const [by, to] = [of(row.subject), of(row.occurrence)];
    return by !== undefined && to !== undefined && !(await areBlocked(act, row.coalitionId, by, to));
  },
};

/** How somebody who answers an offer or a need may be reached: what whoever listed it asked for. */
export const answerKind: Kind = {
  name: 'share.answer',
  lane: 2,
  quiet: 'wait',
  unasked: false,
  about: { en: words.en.about.answer },
  keepFor: { days: 8 },
};

/** Thanks for something one added. */
export const thanksKind: Kind = {
  name: 'share.thanks',
  lane: 3,
  quiet: 'wait',
  unasked: true,
  chosen: 'bundle',
  about: { en: words.en.about.thanks },
  keepFor: { days: 8 },
};
