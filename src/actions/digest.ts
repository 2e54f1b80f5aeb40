import type { Act, DigestSection, Reading } from '#directory/index.ts';
import { countActions } from './figures.ts';
import { words } from './words.ts';

/** To operators: what was announced, what took place, and how often somebody took part. */
export async function actionsDigest(act: Act, reading: Reading): Promise<readonly DigestSection[]> {
  if (reading.reader !== 'operator') return [];
  const { coalition, since, language } = reading;
  const counts = await countActions(act, { coalitionId: coalition.id, since });
  const { announced, pastActions: past, partsTaken: parts } = counts;
  if (announced + past === 0) return [];
  return [{ name: 'actions', lead: words[language].digest({ announced, past, parts }), items: [] }];
}
