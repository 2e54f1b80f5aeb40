import { button, paragraph } from '#chat/index.ts';
import type { Act, DigestItem, DigestSection, Reading } from '#directory/index.ts';
import { pulseButtons } from './buttons.ts';
import { isUnsaid, openOne, pastPulses } from './find.ts';
import { resultsText, trendOnlyMessage } from './messages.ts';
import { readResults, readThemes } from './results.ts';
import { words } from './words.ts';

/** To operators: the last pulse, if it closed since then, with how each theme went; and what is still to be said about it. */
export async function pulseDigest(act: Act, reading: Reading): Promise<readonly DigestSection[]> {
  if (reading.reader !== 'operator') return [];
  const { coalition, since, zone, language } = reading;
  const say = words[language];
  const [last] = await pastPulses(act, coalition.id, 1);
  if (!last) return [];
  // Once the next one is open, it is too late to say.
  const isOpen = (await openOne(act, coalition.id)) !== undefined;
  const did = button(pulseButtons.did, say.didButton, last.id);
  const unsaid: DigestItem[] =
    isUnsaid(last) && !isOpen
      ? [{ key: `pulse-did:${last.id}`, state: 'unsaid', urgency: 3, text: say.waitsDid, buttons: [did] }]
      : [];
  if (Temporal.Instant.compare(last.closesAt, since) <= 0) return [{ name: 'pulse', items: unsaid }];
  const lead = resultsText(await readResults(act, last), language);
  const trend = trendOnlyMessage(await readThemes(act, coalition.id), zone, language);
  return [
    {
      name: 'pulse',
      lead,
      items: unsaid,
      ...(trend && { blocks: [paragraph(trend.text), ...trend.blocks] }),
    },
  ];
}
