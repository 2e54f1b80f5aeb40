import { eq } from 'drizzle-orm';
import type { Act } from './context.ts';
import type { ConsentKind } from './rows.ts';
import * as tables from './tables.ts';

/** What each consent is until the person has said something: always the least. */
export const withoutConsent: Readonly<Record<ConsentKind, string>> = {
  found: 'nobody',
  suggested: 'no',
  amplify: 'no',
  pulse: 'no',
  reach: 'direct',
};

/** All consents of one person, with the least where nothing was said. */
export async function consentsOf(
  act: Pick<Act, 'tx'>,
  personId: string,
): Promise<Readonly<Record<ConsentKind, string>>> {
  const rows = await act.tx.select().from(tables.consent).where(eq(tables.consent.personId, personId));
  return { ...withoutConsent, ...Object.fromEntries(rows.map((row) => [row.kind, row.answer])) };
}

/** Records what a person answered; the last answer counts. */
export async function setConsent(
  act: Act,
  person: { id: string; coalitionId: string },
  kind: ConsentKind,
  answer: string,
): Promise<void> {
  await act.tx
    .insert(tables.consent)
    .values({ personId: person.id, coalitionId: person.coalitionId, kind, answer, decidedAt: act.now })
    .onConflictDoUpdate({
      target: [tables.consent.personId, tables.consent.kind],
      set: { answer, decidedAt: act.now },
    });
}
