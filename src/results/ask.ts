import { and, eq, isNull } from 'drizzle-orm';
import { type Action, actionTables, findAction, leadersOf } from '#actions/index.ts';
import { closestLanguage } from '#chat/index.ts';
import { type Kind, tellMany } from '#delivery/index.ts';
import { type Act, meetTie, tiesOf } from '#directory/index.ts';
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

/** The day after an action its leaders are asked how it went, and know each other from now on. */
export const askDue: Due = {
  name: 'action.ask',
  table: action,
  id: action.id,
  dueAt: action.askAt,
  coalitionId: action.coalitionId,
  carryOut: ask,
};

async function ask(act: Act, id: string): Promise<void> {
  const [one] = await act.tx.update(action).set({ askAt: null }).where(eq(action.id, id)).returning();
  if (one?.state !== 'posted') return;
  const leaders = await leadersOf(act, one);
  await tie(
    act,
    one,
    leaders.map((leader) => leader.id),
  );
  if (await hasFinal(act, one)) return;
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

/** Who led an action together knows each other. A tie that counts already stays as old as it is. */
async function tie(act: Act, { coalitionId }: Action, ids: readonly string[]): Promise<void> {
  for (const [at, one] of ids.entries()) {
    const known = await tiesOf(act, one);
    for (const other of ids.slice(at + 1))
      if (!known.includes(other)) await meetTie(act, coalitionId, one, other);
  }
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
