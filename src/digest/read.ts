import { and, desc, eq, gt, lte, notInArray, sql } from 'drizzle-orm';
import type { Language } from '#chat/index.ts';
import type { Act, Coalition, DigestSection, Feature } from '#directory/index.ts';
import { type Composed, compose, isLeadKey } from './compose.ts';
import { digestMessage } from './messages.ts';
import { type Asks, askOnce } from './once.ts';
import type { ReadBy } from './readers.ts';
import { tooMuch } from './size.ts';
import { digest, type Reader, shown } from './tables.ts';

/** A digest looks back to the one before, at least a week and at most two: what is older is no news. */
const least = { hours: 24 * 7 };
const longest = { hours: 24 * 14 };
/** What was said longer ago is news again. */
const saidFor = { hours: 24 * 7 * 12 };
/** The same figures are of another week by then. */
const leadFor = { hours: 24 * 6 };

/** Whose digest it is: what one person was told is not what another was, nor what stood in the channel. */
export const scopeOf = (reader: Reader, personId: string | undefined): string =>
  personId === undefined ? reader : `${reader}:${personId}`;

/** Somebody who reads a digest; of a channel only its zone is known. */
export type ReadBySome = Pick<ReadBy, 'zone'> & Partial<ReadBy>;

/** What the digest of somebody, or of a channel, says now. */
export async function readDigest(
  act: Act,
  features: readonly Feature[],
  given: {
    readonly coalition: Coalition;
    readonly reader: Reader;
    readonly by: ReadBySome;
    readonly language: Language;
  },
  asks: Asks = askOnce(),
): Promise<Composed & { readonly since: Temporal.Instant }> {
  const { coalition, reader, by, language } = given;
  const since = await sinceWhen(act, coalition.id, reader);
  const { personId, zone, hubIds } = by;
  const reading = {
    ...{ coalition, reader, language, zone, since },
    ...(personId === undefined ? { inChannel: true as const } : { personId }),
    ...(hubIds && { hubIds }),
  };
  const sections: DigestSection[] = [];
  for (const feature of features) sections.push(...(await asks(act, feature, reading)));
  const to = { reader, inChannel: personId === undefined };
  const before = await saidTo(act, coalition.id, scopeOf(reader, personId));
  const composed = compose(sections, before, (some) =>
    tooMuch(digestMessage({ ...some, since }, coalition, to, language)),
  );
  return { ...composed, since };
}

/** Keeps what a digest said, so that the next one says it again only when it has changed, or went and came back. */
export async function keepSaid(
  { tx, now }: Act,
  coalitionId: string,
  scope: string,
  { said, known }: Composed,
): Promise<void> {
  await tx.delete(shown).where(and(eq(shown.coalitionId, coalitionId), lte(shown.at, now.subtract(saidFor))));
  const isGone = known.size > 0 ? notInArray(shown.key, [...known]) : undefined;
  await tx.delete(shown).where(and(isIn(coalitionId, scope), isGone));
  if (said.size === 0) return;
  await tx
    .insert(shown)
    .values([...said].map(([key, state]) => ({ coalitionId, scope, key, state, at: now })))
    .onConflictDoUpdate({
      target: [shown.coalitionId, shown.scope, shown.key],
      set: { state: sql`excluded.state`, at: now },
    });
}

/** Drops what the digest of that moment was kept to have said. */
export async function forgetSaid(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  scope: string,
  at: Temporal.Instant,
): Promise<void> {
  await tx.delete(shown).where(and(isIn(coalitionId, scope), eq(shown.at, at)));
}

const isIn = (coalitionId: string, scope: string) =>
  and(eq(shown.coalitionId, coalitionId), eq(shown.scope, scope));

async function saidTo(
  { tx, now }: Act,
  coalitionId: string,
  scope: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx
    .select({ key: shown.key, state: shown.state, at: shown.at })
    .from(shown)
    .where(and(isIn(coalitionId, scope), gt(shown.at, now.subtract(saidFor))));
  const lately = now.subtract(leadFor);
  const counts = ({ key, at }: { key: string; at: Temporal.Instant }) =>
    !isLeadKey(key) || Temporal.Instant.compare(at, lately) > 0;
  return new Map(rows.filter(counts).map(({ key, state }) => [key, state]));
}

async function sinceWhen({ tx, now }: Act, coalitionId: string, reader: Reader): Promise<Temporal.Instant> {
  const [last] = await tx
    .select({ madeAt: digest.madeAt })
    .from(digest)
    .where(and(eq(digest.coalitionId, coalitionId), eq(digest.reader, reader), eq(digest.state, 'sent')))
    .orderBy(desc(digest.madeAt))
    .limit(1);
  const week = now.subtract(least);
  const fortnight = now.subtract(longest);
  if (!last || Temporal.Instant.compare(last.madeAt, week) > 0) return week;
  return Temporal.Instant.compare(last.madeAt, fortnight) < 0 ? fortnight : last.madeAt;
}
