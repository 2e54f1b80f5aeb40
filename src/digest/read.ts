import { and, desc, eq, notInArray, sql } from 'drizzle-orm';
import type { Language } from '#chat/index.ts';
import type { Act, Coalition, DigestSection, Feature } from '#directory/index.ts';
import { type Composed, compose } from './compose.ts';
import type { ReadBy } from './readers.ts';
import { digest, type Reader, shown } from './tables.ts';

/** A digest looks back to the one before, at least a week and at most two: what is older is no news. */
const least = { hours: 24 * 7 };
const longest = { hours: 24 * 14 };

/** Whose digest it is: what one weaver was told is not what another was. */
export const scopeOf = (reader: Reader, personId: string): string =>
  reader === 'operator' ? reader : `${reader}:${personId}`;

/** What the digest of somebody says now. */
export async function readDigest(
  act: Act,
  features: readonly Feature[],
  given: {
    readonly coalition: Coalition;
    readonly reader: Reader;
    readonly by: ReadBy;
    readonly language: Language;
    readonly inChannel?: true;
  },
): Promise<Composed & { readonly since: Temporal.Instant }> {
  const { coalition, reader, by, language, inChannel } = given;
  const since = await sinceWhen(act, coalition.id, reader);
  const { personId, zone, hubIds } = by;
  const reading = {
    ...{ coalition, reader, personId, language, zone, since },
    ...(hubIds && { hubIds }),
    ...(inChannel && { inChannel }),
  };
  const sections: DigestSection[] = [];
  for (const feature of features) sections.push(...((await feature.digest?.(act, reading)) ?? []));
  return { ...compose(sections, await saidTo(act, coalition.id, scopeOf(reader, personId))), since };
}

/** Keeps what a digest said, so that the next one says it again only when it has changed, or went and came back. */
export async function keepSaid(
  { tx, now }: Act,
  coalitionId: string,
  scope: string,
  { said, known }: Composed,
): Promise<void> {
  const isTheirs = and(eq(shown.coalitionId, coalitionId), eq(shown.scope, scope));
  await tx.delete(shown).where(and(isTheirs, known.size > 0 ? notInArray(shown.key, [...known]) : undefined));
  if (said.size === 0) return;
  await tx
    .insert(shown)
    .values([...said].map(([key, state]) => ({ coalitionId, scope, key, state, at: now })))
    .onConflictDoUpdate({
      target: [shown.coalitionId, shown.scope, shown.key],
      set: { state: sql`excluded.state`, at: now },
    });
}

async function saidTo({ tx }: Act, coalitionId: string, scope: string): Promise<ReadonlyMap<string, string>> {
  const rows = await tx
    .select({ key: shown.key, state: shown.state })
    .from(shown)
    .where(and(eq(shown.coalitionId, coalitionId), eq(shown.scope, scope)));
  return new Map(rows.map(({ key, state }) => [key, state]));
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
