import { eq, inArray, sql } from 'drizzle-orm';
import { type Block, type Effect, withBlocks } from '#chat/index.ts';
import type { Shop } from './delivery.ts';
import { placeOfEdit, removesIn } from './edit.ts';
import { openedOf } from './effects.ts';
import { end, putBack } from './end.ts';
import type { Act, Delivery, KeptEffect, Turn, Way } from './kind.ts';
import { type Call, type Leaving, lease } from './lease.ts';
import { delivery } from './tables.ts';
import { forgetRemoved } from './unsay.ts';

const soon = 1; // second, until an edit looks again at what it waits for
const absent = 30; // seconds, until a platform that does not run here is looked for again

/** Decides what becomes of rows whose turn has come, and leases those that go. */
export async function decide(
  shop: Shop,
  act: Act,
  rows: readonly Delivery[],
  ahead: number,
): Promise<Call[]> {
  const opened = await openedOf(act.tx, rows);
  const turns: (Turn & { effect: KeptEffect })[] = [];
  for (const row of rows) {
    const kind = shop.kinds.get(row.kind);
    const found = opened.get(row.id);
    if (!kind || !found) {
      await end(shop, act, row, 'refused', kind ? 'forgotten' : 'unknown kind');
    } else if (row.withdrawnAt !== null) {
      await end(shop, act, row, 'cancelled', 'withdrawn');
    } else if (kind.wanted && !(await kind.wanted(act, row))) {
      await end(shop, act, row, 'cancelled', 'not wanted');
    } else if (Temporal.Instant.compare(act.now, row.expiresAt) >= 0) {
      await end(shop, act, row, 'expired', row.code ?? 'too late');
    } else if (!found.isWhole) {
      await end(shop, act, row, 'refused', 'unreadable');
    } else turns.push({ row, kind, effect: found.effect });
  }
  await countAlone(act, turns);
  const [first] = turns;
  const leaving =
    first && first.row.edits !== null
      ? await edit(shop, act, first.row, first.effect)
      : await onTheirWays(shop, act, turns);
  return await lease(shop, act, leaving, ahead);
}

/** The limits per person count rows of other workers too: one worker at a time for each person. */
async function countAlone({ tx }: Act, turns: readonly Turn[]): Promise<void> {
  const people = turns.flatMap(({ row }) => (row.unasked && row.personId !== null ? [row.personId] : []));
  if (people.length === 0) return;
  const keys = JSON.stringify(people.toSorted().map((id) => `weft person ${id}`));
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(v.key, 0)) from jsonb_array_elements_text(${keys}::jsonb) as v (key)`,
  );
}

async function edit(shop: Shop, act: Act, row: Delivery, change: KeptEffect): Promise<Leaving[]> {
  const place = await placeOfEdit(act, row);
  if (place.kind === 'end') {
    await end(shop, act, row, 'cancelled', place.code);
    if (removesIn(change)) await forgetRemoved(act, row);
  }
  if (place.kind === 'wait')
    await putBack(shop, act, row, { seconds: soon, code: 'waits for the first message' });
  if (place.kind !== 'go') return [];
  const platform = shop.platforms.get(place.platform);
  const { address, posted } = place;
  const effect: Effect = inPlace(change, posted);
  if (platform) return [{ row, platform, address, effect }];
  await putBack(shop, act, row, { seconds: absent, code: 'platform off' });
  return [];
}

function inPlace(change: KeptEffect, posted: string): Effect {
  if (change.kind === 'event') return { ...change, made: posted };
  if (change.kind === 'edit' && change.removes) return { kind: 'remove', posted, ...change.removes };
  return { kind: 'edit', posted, message: change.message };
}

async function onTheirWays(
  shop: Shop,
  act: Act,
  turns: readonly (Turn & { effect: KeptEffect })[],
): Promise<Leaving[]> {
  if (turns.length === 0) return [];
  const ways = await shop.manner(act, turns);
  const standing = await followed(act, turns);
  const leaving: Leaving[] = [];
  for (const [index, { row, effect }] of turns.entries()) {
    const way = ways[index];
    if (way?.kind === 'go' && effect.kind !== 'edit') {
      const platform = shop.platforms.get(way.platform);
      if (platform)
        leaving.push({
          ...{ row, platform, address: way.address },
          effect: afterWhat(withFooter(effect, way.footer), standing),
        });
      else await putBack(shop, act, row, { seconds: absent, code: 'platform off' });
    } else if (way) await stay(shop, act, row, way);
  }
  return leaving;
}

async function stay(shop: Shop, act: Act, row: Delivery, way: Way): Promise<void> {
  switch (way.kind) {
    case 'go':
      return;
    case 'refuse':
      return await end(shop, act, row, 'refused', way.code);
    case 'bundle':
      await act.tx.update(delivery).set({ state: 'bundled', notBefore: null }).where(eq(delivery.id, row.id));
      return;
    case 'hold': {
      if (Temporal.Instant.compare(way.until, act.now) <= 0)
        throw new RangeError('a row was held until the past');
      const dueAt = Temporal.Instant.compare(way.until, row.expiresAt) < 0 ? way.until : row.expiresAt;
      await act.tx.update(delivery).set({ dueAt, gate: null, code: way.why }).where(eq(delivery.id, row.id));
      return;
    }
  }
}

/** Where the messages stand that some of these continue; one that has not gone out is continued by a message of its own. */
async function followed(
  { tx }: Act,
  turns: readonly { readonly effect: KeptEffect }[],
): Promise<ReadonlyMap<string, string>> {
  const ids = turns.flatMap(({ effect }) => (effect.kind === 'post' && effect.follows) || []);
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: delivery.id, posted: delivery.posted })
    .from(delivery)
    .where(inArray(delivery.id, ids));
  return new Map(rows.flatMap(({ id, posted }) => (posted === null ? [] : [[id, posted]])));
}

function afterWhat<E extends Exclude<KeptEffect, { kind: 'edit' }>>(
  effect: E,
  standing: ReadonlyMap<string, string>,
): E | (E & { after: string }) {
  const after = effect.kind === 'post' && effect.follows && standing.get(effect.follows);
  return after ? { ...effect, after } : effect;
}

function withFooter<E extends Exclude<KeptEffect, { kind: 'edit' }>>(
  effect: E,
  footer: Block | undefined,
): E {
  return footer ? { ...effect, message: withBlocks(effect.message, footer) } : effect;
}
