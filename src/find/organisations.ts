import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { isListedTo, type JoinedContext, type Organisation, tables } from '#directory/index.ts';
import { countFits, fits, searched, wordsOf } from './match.ts';
import { shown } from './people.ts';
import { words } from './words.ts';

export interface OrganisationsWanted {
  readonly words?: string | undefined;
  readonly issue?: string | undefined;
  readonly place?: string | undefined;
}

export type FoundOrganisation = Pick<Organisation, 'name' | 'kind' | 'about' | 'issues' | 'place'>;

/** Listed organisations, and one's own, by the same rules as people. */
export async function findOrganisations(
  context: JoinedContext,
  wanted: OrganisationsWanted,
): Promise<{ found: readonly FoundOrganisation[]; total: number }> {
  const { tx, coalition, now } = context;
  const { organisation } = tables;
  const free = wordsOf(wanted.words ?? '', words[context.language].ignored);
  const everything = searched(
    ...[organisation.name, organisation.about, organisation.issues, organisation.place, organisation.kind],
  );
  const conditions = [
    ...wordsOf(wanted.issue ?? '').map((word) => fits(searched(organisation.issues), word)),
    ...wordsOf(wanted.place ?? '').map((word) => fits(searched(organisation.place), word)),
  ];
  if (free.length === 0 && conditions.length === 0)
    throw new Refusal(words[context.language].sayWhatOrganisation);
  const count = countFits(everything, free);
  const day = now.toString().slice(0, 10);
  const rows = await tx
    .select({
      name: organisation.name,
      kind: organisation.kind,
      about: organisation.about,
      issues: organisation.issues,
      place: organisation.place,
      total: sql<number>`(count(*) over ())::int`,
    })
    .from(organisation)
    .where(
      and(
        eq(organisation.coalitionId, coalition.id),
        isNull(organisation.leftAt),
        isListedTo(context),
        ...conditions,
        free.length > 0 ? sql`${count} > 0` : undefined,
      ),
    )
    .orderBy(desc(count), sql`md5(${organisation.id}::text || ${day})`)
    .limit(shown);
  return { found: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
}
