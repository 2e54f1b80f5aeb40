import { and, eq } from 'drizzle-orm';
import { type Act, type ConsentKind, type Person, setConsent, tables } from '#directory/index.ts';
import type { ConsentsGiven } from './form.ts';

export type Said = Readonly<Partial<Record<ConsentKind, string>>>;

/** What the person answered themselves; a consent they never spoke about is absent, so that no form ticks it for them. */
export async function saidConsents(act: Pick<Act, 'tx'>, person: Person): Promise<Said> {
  const rows = await act.tx
    .select()
    .from(tables.consent)
    .where(and(eq(tables.consent.personId, person.id), eq(tables.consent.coalitionId, person.coalitionId)));
  return Object.fromEntries(rows.map((row) => [row.kind, row.answer]));
}

/** Records the answers that differ from what was said before; a question left open changes nothing. */
export async function changeConsents(act: Act, person: Person, given: ConsentsGiven): Promise<void> {
  const before = await saidConsents(act, person);
  for (const [kind, value] of Object.entries(given) as [ConsentKind, string | boolean | undefined][]) {
    if (value === undefined) continue;
    const answer = typeof value === 'string' ? value : value ? 'yes' : 'no';
    if (before[kind] !== answer) await setConsent(act, person, kind, answer);
  }
}
