import { and, eq } from 'drizzle-orm';
import { type Message, message } from '#chat/index.ts';
import { tell } from '#delivery/index.ts';
import { type Feature, type JoinedContext, tables } from '#directory/index.ts';
import { exportKept } from './export.ts';
import { keptBy } from './kept.ts';
import { exportKind } from './kinds.ts';
import { exportMessage } from './messages.ts';
import { whoseRows } from './whose.ts';
import { words } from './words.ts';

/**
 * Sends somebody everything that is kept of them, by direct message; where they are not written to, since on Discord
 * nobody is who did not ask for it, the answer holds it.
 */
export async function takeKept(context: JoinedContext, features: readonly Feature[]): Promise<Message> {
  const { person, coalition, now, language } = context;
  const kept = keptBy(features);
  const exported = await exportKept(context, await whoseRows(context, person, kept), kept);
  const whole = { language, coalition: coalition.name };
  if (!(await isWrittenTo(context, exportKind.name)))
    return exportMessage(exported, { ...whole, stays: false });
  await tell(context, exportKind, {
    coalitionId: coalition.id,
    subject: person.id,
    // Pressed twice it is sent once.
    occurrence: now.round({ smallestUnit: 'minute', roundingMode: 'floor' }).toString(),
    to: { kind: 'person', personId: person.id },
    message: exportMessage(exported, { ...whole, stays: true }),
  });
  return message(words[language].exportSent);
}

/** Whether a direct message comes at once: on Discord they said how, and nowhere that this kind never comes, or later. */
export async function isWrittenTo({ tx, person, platform }: JoinedContext, kind: string): Promise<boolean> {
  const { consent, notification } = tables;
  const asked = await tx.$count(consent, and(eq(consent.personId, person.id), eq(consent.kind, 'reach')));
  const isKind = and(eq(notification.personId, person.id), eq(notification.kind, kind));
  const [chosen] = await tx.select().from(notification).where(isKind);
  return (platform !== 'discord' || asked > 0) && (chosen === undefined || chosen.manner === 'now');
}
