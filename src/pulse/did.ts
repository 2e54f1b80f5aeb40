import { and, eq } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { type JoinedContext, writeAudit } from '#directory/index.ts';
import { openOne, type Pulse, pastPulses } from './find.ts';
import { pulse } from './tables.ts';
import { words } from './words.ts';

/** Keeps what operators say is done about a pulse: it opens the next one. Until that is open, and of the newest alone. */
export async function sayDid(context: JoinedContext, about: Pulse, did: string): Promise<void> {
  const { coalition, tx } = context;
  const [newest] = await pastPulses(context, coalition.id, 1);
  const isLate = newest?.id !== about.id || (await openOne(context, coalition.id)) !== undefined;
  if (isLate) throw new Refusal(words[context.language].didLate);
  await tx
    .update(pulse)
    .set({ did })
    .where(and(eq(pulse.id, about.id), eq(pulse.coalitionId, coalition.id)));
  await writeAudit(context, {
    ...{ coalitionId: coalition.id, personId: context.person.id, act: 'pulse.did', subject: about.id },
  });
}
