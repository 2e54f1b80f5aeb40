import { and, eq, isNotNull } from 'drizzle-orm';
import { button, joined } from '#chat/index.ts';
import {
  type Act,
  bandOf,
  type DigestItem,
  type DigestSection,
  type Reading,
  readerHolds,
} from '#directory/index.ts';
import { groupsApart } from './apart.ts';
import { introButtons } from './buttons.ts';
import { countMade, countTies } from './figures.ts';
import { limits } from './limits.ts';
import { partiesOf } from './parties.ts';
import { idsIn, isHeldByOther, openAsks, readQueue } from './queue.ts';
import { itemButtons, itemText } from './queue-messages.ts';
import { ask } from './tables.ts';
import { weavesFor } from './weaves-for.ts';
import { words } from './words.ts';

/** To operators figures, to weavers whom they could connect. */
export async function introductionsDigest(act: Act, reading: Reading): Promise<readonly DigestSection[]> {
  return reading.reader === 'operator' ? [await forOperators(act, reading)] : await forWeaver(act, reading);
}

async function forOperators(act: Act, reading: Reading): Promise<DigestSection> {
  const { coalition, since, language } = reading;
  const { id: coalitionId } = coalition;
  const say = words[language];
  const made = await countMade(act, { coalitionId, since });
  const { unconnected, findable } = await countTies(act, coalitionId);
  const isLeft = and(eq(ask.coalitionId, coalitionId), eq(ask.state, 'open'), isNotNull(ask.aloneAt));
  const left = await act.tx.$count(ask, isLeft);
  // The queue opens for weavers alone.
  const opens = left > 0 && (await readerHolds(act, reading, ['weaver']));
  const queue = { buttons: [button(introButtons.queue, say.buttons.queue, coalitionId)] };
  const waits = { key: 'intro-asks', state: bandOf(left), urgency: 2, text: say.statusAsks(left) } as const;
  const asks: readonly DigestItem[] = left === 0 ? [] : [{ ...waits, ...(opens && queue) }];
  const apart = unconnected === 0 ? [] : [say.unconnected(unconnected, findable)];
  if (made.suggested + made.introduced + made.met > 0)
    return { name: 'introductions', lead: joined([say.digest(made), ...apart], ' '), items: asks };
  const alone = apart.map((text) => ({ key: 'unconnected', state: bandOf(unconnected), text }));
  return { name: 'introductions', items: [...asks, ...alone] };
}

async function forWeaver(act: Act, reading: Reading): Promise<readonly DigestSection[]> {
  const { id: coalitionId } = reading.coalition;
  const { language, hubIds, personId = '' } = reading;
  const say = words[language];
  const held = hubIds?.map((hubId) => ({ role: 'weaver' as const, hubId }));
  const mayConnect = await weavesFor(act, coalitionId, held ?? [{ role: 'weaver', hubId: null }]);
  const all = (await readQueue(act, coalitionId)).filter(({ row }) => mayConnect(row.firstId, row.secondId));
  const free = all.filter(({ row }) => !isHeldByOther(row, personId, act.now));
  const asks = (await openAsks(act, coalitionId)).filter((one) => mayConnect(one.personId));
  const party = await partiesOf(act, [...idsIn(free), ...asks.map((one) => one.personId)]);
  const queue = button(introButtons.queue, say.buttons.queue, coalitionId);

  const suggestions = free.map(({ row }) => ({
    key: `pair:${row.firstId} ${row.secondId}`,
    // What was put aside is told again when it comes back.
    state: `${row.askId ?? ''} ${row.hiddenUntil ?? ''}`,
    text: itemText(row, party, language),
    buttons: itemButtons(row, language),
  }));
  const found = new Set(free.map(({ row }) => row.askId));
  const waiting = asks.flatMap(({ id, personId: by, words: asked, askedAt, aloneAt }): DigestItem[] => {
    const [isFound, isLeft] = [found.has(id), aloneAt !== null];
    // While it is fresh, whoever fits it stands on top of the queue.
    if (isFound && !isLeft) return [];
    const { name } = party(by);
    return [
      {
        ...{ key: `ask:${id}`, state: `${isLeft} ${isFound}`, urgency: isLeft ? 2 : 3, buttons: [queue] },
        text: isFound ? say.askWaits(name, asked, askedAt) : say.askWithout(name, asked),
      },
    ];
  });
  const apart = (await groupsApart(act, coalitionId, hubIds)).map(({ kind, one, other }) => ({
    key: `apart:${[one.id, other.id].toSorted().join(' ')}`,
    state: 'none',
    text: say.apart(kind, one.name, other.name),
  }));
  return [
    {
      name: 'suggestions',
      ...(all.length > 0 && { lead: say.inQueue(all.length) }),
      ...{ items: suggestions, most: limits.best },
    },
    { name: 'asks', ...(asks.length > 0 && { lead: say.asksOpen(asks.length) }), items: waiting },
    { name: 'apart', items: apart },
  ];
}
