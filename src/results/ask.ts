import { and, eq, isNull } from 'drizzle-orm';
import { type Action, actionTables, findAction, happened, leadersOf } from '#actions/index.ts';
import { closestLanguage } from '#chat/index.ts';
import { type Kind, tellMany } from '#delivery/index.ts';
import { type Act, isSomewhere } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { askMessage } from './messages.ts';
import { result } from './tables.ts';
import { words } from './words.ts';

const { action } = actionTables;

/** How did it go? Asked of whoever leads an action, the day after. */
export const askedKind: Kind = {
  name: 'action.asked',
  lane: 3,
  quiet: 'wait',
  unasked: false,
  about: { en: words.en.about },
  keepFor: { days: 8 },
  async wanted(act, row) {
    const one = await findAction(act, row.coalitionId, row.subject);
    if (one?.state !== 'posted' || (await hasFinal(act, one))) return false;
    return (await leadersOf(act, one)).some(({ id }) => id === row.personId);
  },
};

/** The day after an action its leaders are asked how it went. */
export const askDue: Due = {
  name: 'action.ask',
  table: action,
  id: action.id,
  dueAt: action.askAt,
  coalitionId: action.coalitionId,
  where: isSomewhere(action.coalitionId),
  carryOut: ask,
};

async function ask(act: Act, id: string): Promise<void> {
  const past = await happened(act, id);
  if (!past || (await hasFinal(act, past.action))) return;
  const { action: one, leaders } = past;
  await tellMany(
    act,
    askedKind,
    leaders.map((leader) => ({
      coalitionId: one.coalitionId,
      subject: one.id,
      // An action that is put off after it began is asked about again.
      occurrence: one.startsAt.toString(),
      to: { kind: 'person' as const, personId: leader.id },
      message: askMessage(one, closestLanguage(leader.language)),
    })),
  );
}

async function hasFinal({ tx }: Pick<Act, 'tx'>, one: Action): Promise<boolean> {
  const [found] = await tx
    .select({ id: result.id })
    .from(result)
    .where(
      and(
        eq(result.actionId, one.id),
        eq(result.coalitionId, one.coalitionId),
        eq(result.final, true),
        isNull(result.correctedById),
      ),
    )
    .limit(1);
  return found !== undefined;
}
