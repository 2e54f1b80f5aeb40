import type { Feature, Person } from '#directory/index.ts';
import { exportKept, keptBy, whoseRows } from '#privacy/index.ts';
import type { Tx } from '#store/index.ts';

/** What an export holds of somebody, of the directory and these features: by what it is, the rows. */
export async function exportedOf(tx: Tx, person: Person, ...features: readonly Feature[]) {
  const kept = keptBy(features);
  const all = await exportKept({ tx }, await whoseRows({ tx }, person, kept), kept);
  return Object.fromEntries(all.map(({ what, rows }) => [what.en, rows]));
}
