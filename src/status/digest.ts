import { button } from '#chat/index.ts';
import { endedBadly, type Kind, uncertainSince } from '#delivery/index.ts';
import { type Act, bandOf, type DigestItem, type DigestSection, type Reading } from '#directory/index.ts';
import { stuck } from '#schedule/index.ts';
import { statusButtons } from './buttons.ts';
import { inConfidence, inKinds, placeOf, spacesOf } from './remark.ts';
import { words } from './words.ts';

/** So many uncertain messages are told one by one, each to be sent again; `status show` tells the others. */
const mostUncertain = 2;

/** To operators: what may or may not have arrived, what is stuck, and what did not arrive, by its kind and why. */
export async function deliveriesDigest(
  act: Act,
  reading: Reading,
  kinds: readonly Kind[],
): Promise<readonly DigestSection[]> {
  if (reading.reader !== 'operator') return [];
  const { coalition, since, language } = reading;
  const say = words[language];
  const about = (name: string) => kinds.find((kind) => kind.name === name)?.about[language] ?? name;
  const untold = inConfidence(kinds);
  const uncertain = await uncertainSince(act.tx, coalition.id, since, mostUncertain, untold);
  const ended = await endedBadly(act.tx, coalition.id, since, [], untold);
  const refused = ended.reduce((sum, { count }) => sum + count, 0);
  const spaces = uncertain.count === 0 ? [] : await spacesOf({ tx: act.tx, coalition });
  const inDoubt = uncertain.oldest.map(
    (row): DigestItem => ({
      ...{ key: `delivery:${row.id}`, state: 'uncertain', urgency: 1 },
      text: say.uncertain(about(row.kind), placeOf(reading, row, spaces)),
      buttons: [button(statusButtons.resend, say.resend, row.id)],
    }),
  );
  const further = uncertain.count - inDoubt.length;
  const more: DigestItem[] =
    further > 0
      ? [{ key: 'deliveries-uncertain', state: bandOf(further), text: say.moreInDoubt(further) }]
      : [];
  const failed = [...Map.groupBy(await stuck(act.tx, coalition.id), ({ name }) => name)].map(
    ([name, rows]): DigestItem => ({
      ...{ key: `stuck:${name}`, state: bandOf(rows.length), urgency: 1, text: say.stuck(name, rows.length) },
      buttons: rows.slice(0, 1).map((row) => button(statusButtons.retry, say.retry, row.rowId)),
    }),
  );
  const lost = inKinds(ended).map(
    ({ kind, state, code, count }): DigestItem => ({
      ...{ key: `lost:${kind} ${state} ${code}`, state: bandOf(count) },
      text: say.lost(about(kind), state, code, count),
    }),
  );
  return [
    {
      name: 'deliveries',
      ...(refused + uncertain.count > 0 && { lead: say.digest({ refused, uncertain: uncertain.count }) }),
      items: [...inDoubt, ...more, ...failed, ...lost],
    },
  ];
}
