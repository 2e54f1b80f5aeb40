import { and, eq } from 'drizzle-orm';
import { withdrawUnwanted } from '#delivery/index.ts';
import {
  type Act,
  type ConsentKind,
  type Feature,
  type Person,
  setConsent,
  tables,
  withoutConsent,
} from '#directory/index.ts';
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

/**
 * Records the answers that differ from what was said before; a question left open changes nothing. Effective at once:
 * every feature ends what is no longer agreed to, shows anew who may be found, and what waits to be sent and is not
 * wanted any more is withdrawn. Returns which answers changed.
 */
export async function changeConsents(
  act: Act,
  person: Person,
  given: ConsentsGiven,
  features: readonly Feature[],
): Promise<readonly ConsentKind[]> {
  const before = await saidConsents(act, person);
  const changed: ConsentKind[] = [];
  for (const [kind, value] of Object.entries(given) as [ConsentKind, string | boolean | undefined][]) {
    if (value === undefined) continue;
    const answer = typeof value === 'string' ? value : value ? 'yes' : 'no';
    if ((before[kind] ?? (kind === 'reach' ? 'nothing' : undefined)) === answer) continue;
    changed.push(kind);
    if (kind === 'reach' && answer === 'nothing') await unsaid(act, person, kind);
    else await setConsent(act, person, kind, answer);
    const isLess = kind === 'found' && before.found === 'members';
    if (isLess || answer === (kind === 'reach' ? 'nothing' : withoutConsent[kind]))
      for (const feature of features) await feature.withdrew?.(act, person, kind);
  }
  if (changed.includes('found')) for (const feature of features) await feature.changed?.(act, person);
  const kinds = features.flatMap((feature) => feature.kinds ?? []);
  if (changed.length > 0) await withdrawUnwanted(act, person, kinds);
  return changed;
}

/** As if they had never spoken about it: on Discord they are not written to then. */
async function unsaid({ tx }: Act, { id, coalitionId }: Person, kind: ConsentKind): Promise<void> {
  const { consent } = tables;
  const which = and(eq(consent.personId, id), eq(consent.kind, kind), eq(consent.coalitionId, coalitionId));
  await tx.delete(consent).where(which);
}
