import { and, eq, inArray, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import type { Act, KeptEffect, Kind } from './kind.ts';
import { broadcast, delivery } from './tables.ts';

/** Whose name it was, what is said in its place, and which rows are theirs: messages about those are about them. */
interface Unnamed {
  readonly coalitionId: string;
  readonly name: string;
  readonly instead: string;
  readonly own: readonly string[];
}

/**
 * Takes a name out of all that others are told: what ended loses its text, and in what still waits other words stand in
 * its place. About what is not theirs only where the name stands alone: inside a longer text it may be a word like any
 * other, and nobody's words are changed for that.
 */
export async function unname(act: Act, gone: Unnamed): Promise<void> {
  const { tx, now } = act;
  const { coalitionId, name } = gone;
  if (name === '') return;
  await tx
    .update(delivery)
    .set({ effect: null })
    .where(
      and(eq(delivery.coalitionId, coalitionId), isNotNull(delivery.endedAt), says(delivery.effect, name)),
    );
  await renameWaiting(act, gone);
  const sent = await tx
    .select()
    .from(broadcast)
    .where(and(eq(broadcast.coalitionId, coalitionId), says(broadcast.message, name)))
    .for('update');
  for (const { id, subject, message, expiresAt } of sent) {
    const isOver = Temporal.Instant.compare(expiresAt, now) <= 0;
    const changed = isOver ? null : (without(message, subject, gone) as typeof message);
    await tx.update(broadcast).set({ message: changed }).where(eq(broadcast.id, id));
  }
}

/** The same for what still waits, of these kinds or of all. */
export async function renameWaiting(
  { tx }: Act,
  gone: Unnamed,
  kinds?: readonly Kind['name'][],
): Promise<void> {
  const waiting = await tx
    .select()
    .from(delivery)
    .where(
      and(
        eq(delivery.coalitionId, gone.coalitionId),
        isNull(delivery.endedAt),
        kinds && inArray(delivery.kind, [...kinds]),
        says(delivery.effect, gone.name),
      ),
    )
    .for('update');
  for (const { id, subject, effect } of waiting) {
    const changed = without(effect, subject, gone) as KeptEffect;
    await tx.update(delivery).set({ effect: changed }).where(eq(delivery.id, id));
  }
}

/** SQL condition: this JSON holds these words, not as a part of longer ones. */
function says(json: typeof delivery.effect | typeof broadcast.message, words: string): SQL {
  // As JSON writes them; then every sign that means something in a pattern means itself.
  const written = escaped(JSON.stringify(words).slice(1, -1));
  return sql`${json}::text ~ ${`(^|[^[:alnum:]])${written}([^[:alnum:]]|$)`}`;
}

const escaped = (words: string) => words.replaceAll(/[^\p{L}\p{N}\s]/gu, (sign) => `\\${sign}`);

/** The same JSON with other words for the name: anywhere in what is theirs, elsewhere where a text is the name alone. */
function without(json: unknown, subject: string, { name, instead, own }: Unnamed): unknown {
  const isOwn = own.includes(subject);
  const signs = name.replaceAll(/[$()*+./?[\\\]^{|}-]/g, (sign) => `\\${sign}`);
  const asWord = new RegExp(`(?<![\\p{L}\\p{N}])${signs}(?![\\p{L}\\p{N}])`, 'gu');
  return JSON.parse(JSON.stringify(json), (_key, value: unknown) => {
    if (value === name) return instead;
    return isOwn && typeof value === 'string' ? value.replaceAll(asWord, () => instead) : value;
  });
}
