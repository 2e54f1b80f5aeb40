import { and, eq, inArray, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Act, Kind } from './kind.ts';
import type { Reword } from './reword.ts';
import { mayHoldSealed, rewordSealed, rewordSealedMessage } from './secrets.ts';
import { broadcast, delivery } from './tables.ts';

/** Whose name it was, what is said in its place, and which rows are theirs: messages about those are about them. */
interface Unnamed {
  readonly coalitionId: string;
  readonly name: string;
  readonly instead: string;
  readonly own: readonly string[];
  /** somebody or something else is called the same: only in what is theirs is it their name */
  readonly isShared: boolean;
}

/**
 * Takes a name out of all that others are told: what ended loses its text, and in what still waits, or may be sent again,
 * other words stand in its place. About what is not theirs only where the name stands alone, or, in what ended, is more
 * than one word: otherwise it may be a word like any other, and nobody's words are changed for that.
 */
export async function unname(act: Act, gone: Unnamed): Promise<void> {
  const { tx } = act;
  if (!isName(gone.name)) return;
  const ended = and(isNotNull(delivery.endedAt), ne(delivery.state, 'uncertain'));
  const said = (await deliveriesThatSay(act, gone, ended)).filter(({ id, subject, effect }) => {
    const naming = wordsOf(gone, isOwn(gone, subject) || isTelling(gone));
    if (effect) rewordSealed(id, effect, naming);
    return naming.found();
  });
  const ids = sql.param(said.map(({ id }) => id));
  await tx.update(delivery).set({ effect: null }).where(sql`${delivery.id} = any(${ids}::uuid[])`);
  await renameWaiting(act, gone);
  await renameSends(act, gone);
}

/** The same for what still waits, or may be sent again, of these kinds or of all. */
export async function renameWaiting(act: Act, gone: Unnamed, kinds?: readonly Kind['name'][]): Promise<void> {
  if (!isName(gone.name)) return;
  const waits = or(isNull(delivery.endedAt), eq(delivery.state, 'uncertain'));
  const which = and(waits, kinds && inArray(delivery.kind, [...kinds]));
  for (const { id, subject, effect } of await deliveriesThatSay(act, gone, which)) {
    const naming = wordsOf(gone, isOwn(gone, subject));
    const changed = effect && rewordSealed(id, effect, naming);
    if (!changed || !naming.found()) continue;
    await act.tx.update(delivery).set({ effect: changed }).where(eq(delivery.id, id));
  }
}

async function renameSends({ tx, now }: Act, gone: Unnamed): Promise<void> {
  const sends = await tx
    .select()
    .from(broadcast)
    .where(and(eq(broadcast.coalitionId, gone.coalitionId), holds(broadcast.message, gone.name)))
    .for('update');
  for (const { id, subject, message, expiresAt } of sends) {
    const isOver = Temporal.Instant.compare(expiresAt, now) <= 0;
    const naming = wordsOf(gone, isOwn(gone, subject) || (isOver && isTelling(gone)));
    const changed = message && rewordSealedMessage(id, message, naming);
    if (!naming.found()) continue;
    const doubted = and(eq(delivery.broadcastId, id), eq(delivery.state, 'uncertain'));
    const isKept = !isOver || (await tx.$count(delivery, doubted)) > 0;
    await tx
      .update(broadcast)
      .set({ message: isKept ? changed : null })
      .where(eq(broadcast.id, id));
  }
}

async function deliveriesThatSay({ tx }: Act, { coalitionId, name }: Unnamed, which: SQL | undefined) {
  return await tx
    .select({ id: delivery.id, subject: delivery.subject, effect: delivery.effect })
    .from(delivery)
    .where(and(eq(delivery.coalitionId, coalitionId), which, holds(delivery.effect, name)))
    .for('update');
}

/** SQL condition: these signs may stand somewhere in this JSON, be it in a key, in a longer word, or in what is sealed. */
const holds = (json: typeof delivery.effect | typeof broadcast.message, name: string): SQL =>
  sql`(strpos(${json}::text, ${JSON.stringify(name).slice(1, -1)}) > 0
    or ${mayHoldSealed(json)})`;

/** Signs and figures stand in any message, and say nothing of anybody. */
const isName = (name: string) => /[\p{L}\p{So}]/u.test(name);

/** Whether a name is nobody else's and no word like any other. */
const isTelling = ({ name, isShared }: Unnamed) => !isShared && name.includes(' ');

const isOwn = ({ own }: Unnamed, subject: string) => own.includes(subject);

/** Other words for the name, anywhere or where a text is the name alone; and, after that, whether it was found. */
function wordsOf({ name, instead, isShared }: Unnamed, isAnywhere: boolean): Reword & { found(): boolean } {
  const signs = name.replaceAll(/[$()*+./?[\\\]^{|}]/g, (sign) => `\\${sign}`);
  const asWord = new RegExp(`(?<![\\p{L}\\p{N}])${signs}(?![\\p{L}\\p{N}])`, 'gu');
  let isFound = false;
  const note = () => {
    isFound = true;
    return instead;
  };
  const anywhere = (words: string) => words.replaceAll(asWord, note);
  return {
    words: isAnywhere ? anywhere : (words) => (words === name && !isShared ? note() : words),
    // What Weft calls a thing is never somebody's name by itself.
    labels: isAnywhere ? anywhere : (words) => words,
    found: () => isFound,
  };
}
