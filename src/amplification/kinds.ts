import { and, eq } from 'drizzle-orm';
import type { Delivery, Kind } from '#delivery/index.ts';
import type { Act } from '#directory/index.ts';
import { mayStillBeAsked } from './eligible.ts';
import { type Asked, isLive, type Plea } from './find.ts';
import { limits } from './limits.ts';
import { askedFor, request } from './tables.ts';
import { isUnanswered, weaversFor } from './weavers.ts';

/** Nobody asked for these but the requester. It is asked again at its turn whether it is still wanted. */
export const askKind: Kind = {
  name: 'amplify.ask',
  lane: 3,
  quiet: 'wait',
  unasked: true,
  about: { en: 'requests to carry something further' },
  keepFor: { days: limits.askDays },
  async wanted(act, row) {
    const found = await askBehindRow(act, row);
    if (!found || found.asked.willAt !== null) return false;
    return (await isLive(act, found.plea)) && (await mayStillBeAsked(act, found.plea, found.asked.personId));
  },
};

/** At the hours somebody agreed to, so that no night holds it back. */
export const promptKind: Kind = {
  name: 'amplify.prompt',
  lane: 2,
  quiet: 'ignore',
  unasked: false,
  about: { en: 'prompts to share what you said you would' },
  keepFor: { hours: 12 },
  async wanted(act, row) {
    const found = await askBehindRow(act, row);
    if (!found || found.asked.willAt === null || found.asked.doneAt !== null) return false;
    return await isLive(act, found.plea);
  },
};

/** To whoever said they share it: it reads differently now, or is off. */
export const changedKind: Kind = {
  name: 'amplify.changed',
  lane: 2,
  quiet: 'wait',
  unasked: false,
  about: { en: 'changes to what you said you would share' },
  keepFor: { days: 2 },
};

/** To whoever shared it, once it is over. */
export const thanksKind: Kind = {
  name: 'amplify.thanks',
  lane: 3,
  quiet: 'wait',
  unasked: false,
  about: { en: 'thanks for what you shared' },
  keepFor: { days: 8 },
};

/** To the requester: what came of it. */
export const summaryKind: Kind = {
  name: 'amplify.summary',
  lane: 3,
  quiet: 'wait',
  unasked: false,
  about: { en: 'what came of what you asked others to share' },
  keepFor: { days: 8 },
};

/** Weavers took on to connect people, but did not ask for this message: it counts as unasked. */
export const unansweredKind: Kind = {
  name: 'amplify.unanswered',
  lane: 3,
  quiet: 'wait',
  unasked: true,
  chosen: 'bundle',
  about: { en: 'requests nobody has answered, for weavers' },
  keepFor: { days: limits.askDays },
  async wanted(act, row) {
    const [plea] = await act.tx
      .select()
      .from(request)
      .where(and(eq(request.id, row.subject), eq(request.coalitionId, row.coalitionId)));
    if (!plea || !(await isLive(act, plea)) || !(await isUnanswered(act, plea))) return false;
    return (await weaversFor(act, plea)).some(({ id }) => id === row.personId);
  },
};

async function askBehindRow(act: Act, row: Delivery): Promise<{ asked: Asked; plea: Plea } | undefined> {
  const [found] = await act.tx
    .select({ asked: askedFor, plea: request })
    .from(askedFor)
    .innerJoin(request, eq(request.id, askedFor.requestId))
    .where(
      and(
        eq(askedFor.requestId, row.subject),
        eq(askedFor.personId, row.personId ?? row.subject),
        eq(askedFor.coalitionId, row.coalitionId),
      ),
    );
  return found;
}
