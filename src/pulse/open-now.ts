import { eq } from 'drizzle-orm';
import { joined, type Opening, Refusal, type Text } from '#chat/index.ts';
import { type JoinedContext, writeAudit } from '#directory/index.ts';
import { isUnsaid, pastPulses, unfinishedOne } from './find.ts';
import { type KeyStore, KeysUnwritable } from './keys.ts';
import { openPulse } from './open.ts';
import { schedule } from './tables.ts';
import { words } from './words.ts';

/** Opens a pulse at an operator’s word; what to tell them. Refuses while one is open, and when too few could answer. */
export async function openNow(context: JoinedContext, keys: KeyStore): Promise<Text> {
  const say = words[context.language];
  const { coalition } = context;
  const opened = await openPulse(context, coalition, keys, 'now').catch((error: unknown) => {
    if (error instanceof KeysUnwritable) throw new Refusal(say.keysUnwritable(error.code));
    throw error;
  });
  if ('kind' in opened) {
    if (opened.kind === 'too few') throw new Refusal(say.tooFewEligible(opened.eligible));
    const before = await unfinishedOne(context, coalition.id);
    throw new Refusal(say.openAlready(before?.closesAt ?? context.now));
  }
  await writeAudit(context, {
    ...{ coalitionId: coalition.id, personId: context.person.id, act: 'pulse.opened', subject: opened.id },
  });
  return say.opened(opened.asked, opened.eligible);
}

/** What whoever opens a pulse should know: when the next one opens by itself, and whether something is still to be said. */
export async function openIntro(context: JoinedContext): Promise<Opening> {
  const { coalition, tx } = context;
  const say = words[context.language];
  const [plan] = await tx.select().from(schedule).where(eq(schedule.coalitionId, coalition.id));
  const isPlanned = plan?.nextAt != null;
  const when = isPlanned ? say.openNow(say.weekdays[plan.weekday - 1] ?? '', plan.hour) : say.openNever;
  const [last] = await pastPulses(context, coalition.id, 1);
  const values = isPlanned ? { weekday: String(plan.weekday), hour: plan.hour } : {};
  return { intro: joined([when, ...(last && isUnsaid(last) ? [say.openUnsaid] : [])], '\n'), values };
}
