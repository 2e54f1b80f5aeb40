import { and, eq, gt, inArray, isNull, lte, notInArray, or } from 'drizzle-orm';
import { type Act, pair } from '#directory/index.ts';
import { inTurns } from '#schedule/index.ts';
import { newId } from '#store/index.ts';
import { blocksAmong } from './blocks.ts';
import { limits } from './limits.ts';
import { pastPairs } from './past.ts';
import { isFree, isSuggestible, type Standing, standings } from './standing.ts';
import { type Candidate, read, type Suggestion, suggest, suggestFor } from './suggest.ts';
import { type Ask, ask, type Queued, suggestion } from './tables.ts';
import { allTies, saidTies } from './tied.ts';

/** One item of the queue; `ask` is set where somebody asked for it. */
export interface QueueItem {
  readonly row: Queued;
  readonly ask: Ask | undefined;
}

/** Makes the queue anew from what people declared: new pairs are added, pairs that may not be suggested any more go. */
export async function refreshQueue(act: Act, coalitionId: string): Promise<void> {
  const all = await standings(act, coalitionId);
  const [ties, past, blocks] = [
    await allTies(act, coalitionId),
    await pastPairs(act, coalitionId),
    await blocksAmong(act, coalitionId),
  ];
  const hidden = new Set((await hiddenPairs(act, coalitionId)).map(keyOf));
  for (const [firstId, secondId] of await saidTies(act, coalitionId))
    hidden.add(keyOf({ firstId, secondId }));
  const forbidden = (a: string, b: string) =>
    hidden.has(keyOf(pair(a, b))) || blocks.either(a, b) || past(a, b);
  const people = all.filter((one) => isSuggestible(one, act.now)).map(candidate);
  const organisationOf = new Map(
    all.flatMap(({ person }) =>
      person.organisationId === null ? [] : [[person.id, person.organisationId] as const],
    ),
  );

  const free = new Set(all.filter((one) => isFree(one, act.now)).map((one) => one.person.id));
  const asks = (await openAsks(act, coalitionId)).filter((one) => free.has(one.personId));

  // Of many thousand people this takes seconds, in which everybody else is answered.
  await keep(act, coalitionId, await inTurns(choose()));

  function* choose(): Generator<void, readonly Chosen[]> {
    const known = yield* read({ people, ties, organisationOf });
    const wanted = new Map<string, Chosen>();
    for (const { id, words, personId } of asks) {
      const wish = { forbidden, limit: limits.candidates };
      for (const found of yield* suggestFor({ words, by: personId }, known, wish)) {
        if (!wanted.has(keyOf(found))) wanted.set(keyOf(found), { ...found, askId: id });
      }
    }
    for (const found of yield* suggest(known, { forbidden, limit: limits.queue, now: act.now })) {
      if (!wanted.has(keyOf(found))) wanted.set(keyOf(found), { ...found, askId: null });
    }
    return [...wanted.values()];
  }
}

/** A pair for the queue, with the ask that it is for. */
type Chosen = Suggestion & { readonly askId: string | null };

async function keep(act: Act, coalitionId: string, wanted: readonly Chosen[]): Promise<void> {
  const kept: string[] = [];
  for (const { firstId, secondId, score, reasons, askId } of wanted) {
    const [row] = await act.tx
      .insert(suggestion)
      .values({ id: newId(act.now), coalitionId, firstId, secondId, score, reasons, askId, madeAt: act.now })
      .onConflictDoUpdate({
        target: [suggestion.firstId, suggestion.secondId],
        set: { score, reasons, askId },
      })
      .returning({ id: suggestion.id });
    if (row) kept.push(row.id);
  }
  await act.tx
    .delete(suggestion)
    .where(
      and(
        eq(suggestion.coalitionId, coalitionId),
        or(isNull(suggestion.hiddenUntil), lte(suggestion.hiddenUntil, act.now)),
        kept.length > 0 ? notInArray(suggestion.id, kept) : undefined,
      ),
    );
}

/** What can be offered now, asks on top, then by score, then by name. A person's no changes nothing in it before their offer lapses. */
export async function readQueue(act: Act, coalitionId: string): Promise<readonly QueueItem[]> {
  const rows = await act.tx
    .select({ row: suggestion, ask })
    .from(suggestion)
    .leftJoin(ask, eq(ask.id, suggestion.askId))
    .where(
      and(
        eq(suggestion.coalitionId, coalitionId),
        or(isNull(suggestion.hiddenUntil), lte(suggestion.hiddenUntil, act.now)),
      ),
    );
  const ids = [...new Set(rows.flatMap(({ row }) => [row.firstId, row.secondId]))];
  const byId = new Map((await standings(act, coalitionId, ids)).map((one) => [one.person.id, one]));
  const fits = (id: string, asker: string | undefined) => {
    const one = byId.get(id);
    return one !== undefined && (id === asker ? isFree(one, act.now) : isSuggestible(one, act.now));
  };
  const namesIn = ({ firstId, secondId }: Queued) =>
    [firstId, secondId]
      .map((id) => byId.get(id)?.person.name ?? '')
      .sort((a, b) => a.localeCompare(b))
      .join(' ');
  const items = rows
    .map(({ row, ask: asked }) => ({ row, ask: asked ?? undefined }))
    .filter(
      ({ row, ask: asked }) => fits(row.firstId, asked?.personId) && fits(row.secondId, asked?.personId),
    )
    .toSorted((a, b) => b.row.score - a.row.score || namesIn(a.row).localeCompare(namesIn(b.row)));
  return [...items.filter((one) => one.ask).toSorted(olderAsk), ...items.filter((one) => !one.ask)];
}

/** Gives a weaver these items for half an hour, as far as no other weaver has them; returns those they have. */
export async function hold(act: Act, weaverId: string, rows: readonly Queued[]): Promise<readonly Queued[]> {
  const [first] = rows;
  if (!first) return [];
  const held = await act.tx
    .update(suggestion)
    .set({ heldById: weaverId, heldUntil: act.now.add({ minutes: limits.holdMinutes }) })
    .where(
      and(
        eq(suggestion.coalitionId, first.coalitionId),
        inArray(
          suggestion.id,
          rows.map((row) => row.id),
        ),
        or(
          isNull(suggestion.heldById),
          eq(suggestion.heldById, weaverId),
          lte(suggestion.heldUntil, act.now),
        ),
      ),
    )
    .returning();
  return rows.flatMap((row) => held.filter((one) => one.id === row.id));
}

/** Whether another weaver has an item just now. */
export function isHeldByOther(row: Queued, weaverId: string, now: Temporal.Instant): boolean {
  const until = row.heldUntil;
  return (
    row.heldById !== null &&
    row.heldById !== weaverId &&
    until !== null &&
    Temporal.Instant.compare(until, now) > 0
  );
}

/** Asks that no introduction is open for, the oldest first. */
export async function openAsks(act: Act, coalitionId: string): Promise<readonly Ask[]> {
  return await act.tx
    .select()
    .from(ask)
    .where(and(eq(ask.coalitionId, coalitionId), eq(ask.state, 'open')))
    .orderBy(ask.askedAt, ask.id);
}

/** Everybody named in items of the queue, also in their reasons. */
export function idsIn(
  items: readonly {
    readonly row: {
      readonly firstId: string;
      readonly secondId: string;
      readonly reasons: readonly object[];
    };
  }[],
): readonly string[] {
  return items.flatMap(({ row }) => [
    row.firstId,
    row.secondId,
    ...row.reasons.flatMap((reason) => ('through' in reason ? [String(reason.through)] : [])),
  ]);
}

async function hiddenPairs(act: Act, coalitionId: string) {
  return await act.tx
    .select({ firstId: suggestion.firstId, secondId: suggestion.secondId })
    .from(suggestion)
    .where(and(eq(suggestion.coalitionId, coalitionId), gt(suggestion.hiddenUntil, act.now)));
}

function candidate({ person }: Standing): Candidate {
  const { id, name, organisationId, offers, needs, issues, place, spoken, joinedAt } = person;
  return { id, name, organisationId, offers, needs, issues, place, spoken, joinedAt };
}

function olderAsk(a: QueueItem, b: QueueItem): number {
  if (!a.ask || !b.ask) return 0;
  return Temporal.Instant.compare(a.ask.askedAt, b.ask.askedAt) || b.row.score - a.row.score;
}

const keyOf = (of: { readonly firstId: string; readonly secondId: string }) => `${of.firstId} ${of.secondId}`;
