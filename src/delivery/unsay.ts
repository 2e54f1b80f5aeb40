import { and, eq, inArray, isNotNull, or, type SQL, sql } from 'drizzle-orm';
import { effectsOf } from './effects.ts';
import type { Act, Delivery, KeptEffect, Kind } from './kind.ts';
import { delivery, pace } from './tables.ts';
import { tellMany } from './tell.ts';
import { withdraw } from './withdraw.ts';

/**
 * Takes back all that was said to a person: what waits is withdrawn, what ended loses its text, and what stands on a
 * platform, or may yet arrive there, is taken away by a row of this kind. How many messages that is.
 */
export async function unsay(
  act: Act,
  kind: Kind,
  { id, coalitionId }: { readonly id: string; readonly coalitionId: string },
): Promise<number> {
  const { tx } = act;
  await withdraw(act, { personId: id });
  const theirs = and(eq(delivery.personId, id), eq(delivery.coalitionId, coalitionId));
  await lookAgain(act, theirs);
  const isSomewhere = or(
    and(eq(delivery.state, 'sent'), isNotNull(delivery.posted)),
    eq(delivery.state, 'sending'),
  );
  const standing = await tx
    .select()
    .from(delivery)
    .where(and(theirs, isSomewhere))
    .orderBy(delivery.position);
  const effects = await effectsOf(tx, standing);
  await tellMany(
    act,
    kind,
    standing.map((row) => ({
      coalitionId,
      subject: row.id,
      to: { kind: 'removed', deliveryId: row.id, files: mayHoldFiles(effects.get(row.id)) },
      message: { text: [], blocks: [] },
    })),
  );
  const changes = and(isOfRows(theirs), eq(delivery.coalitionId, coalitionId), notRemoving);
  await tx
    .update(delivery)
    .set({ state: 'cancelled', code: 'withdrawn', endedAt: act.now, withdrawnAt: act.now, gate: null })
    .where(and(changes, eq(delivery.state, 'due')));
  // What is under way keeps its text until it has arrived: otherwise nobody could find out whether it did.
  await tx
    .update(delivery)
    .set({ effect: null, address: null, broadcastId: null })
    .where(and(or(theirs, changes), isNotNull(delivery.endedAt)));
  return standing.length;
}

/** What nobody knows of is read back once more, and does not go out again: where it is found it can be taken away. */
async function lookAgain({ tx, now }: Act, theirs: SQL | undefined): Promise<void> {
  const isReadable = and(
    isNotNull(delivery.effect),
    isNotNull(delivery.address),
    isNotNull(delivery.platform),
  );
  await tx
    .update(delivery)
    .set({
      ...{ state: 'sending', leaseOwner: null, leaseUntil: sql`clock_timestamp()`, readBacks: 0 },
      ...{ endedAt: null, withdrawnAt: now },
    })
    .where(and(theirs, eq(delivery.state, 'uncertain'), isReadable));
}

const notRemoving = sql`not coalesce(${delivery.effect} ? 'removes', false)`;

const isOfRows = (which: SQL | undefined) =>
  sql`${delivery.edits} in (select ${delivery.id} from ${delivery} where ${which})`;

/** Once its text is forgotten, it may. */
function mayHoldFiles(effect: KeptEffect | undefined): boolean {
  return (
    effect === undefined || effect.message.blocks.some(({ kind }) => kind === 'calendar' || kind === 'file')
  );
}

/** After a message was taken away, or could not be: neither row says any more where it stood. */
export async function forgetRemoved(
  { tx }: Act,
  row: Pick<Delivery, 'id' | 'edits' | 'coalitionId'>,
): Promise<void> {
  const ids = [row.id, ...(row.edits === null ? [] : [row.edits])];
  await tx
    .update(delivery)
    .set({ effect: null, address: null, conversation: null, posted: null, channel: null })
    .where(and(inArray(delivery.id, ids), eq(delivery.coalitionId, row.coalitionId)));
}

/** Forgets the gates of some conversations, whose keys are accounts. */
export async function forgetPlaces(
  { tx }: Act,
  places: readonly { readonly platform: string; readonly tenant: string; readonly ids: readonly string[] }[],
): Promise<void> {
  const keys = places.flatMap(({ platform, tenant, ids }) => ids.map((id) => `${platform} ${tenant} ${id}`));
  if (keys.length > 0) await tx.delete(pace).where(and(eq(pace.wide, false), inArray(pace.key, keys)));
}

/** Forgets what one row said, once it has ended. */
export async function forgetText({ tx }: Act, { id }: Pick<Delivery, 'id'>): Promise<void> {
  await tx.update(delivery).set({ effect: null }).where(eq(delivery.id, id));
}
