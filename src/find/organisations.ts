import { type AnyColumn, and, desc, eq, isNull, sql } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { isListedTo, type JoinedContext, type Organisation, tables } from '#directory/index.ts';
import { isShown } from '#safety/index.ts';
import { countFits, fits, searched, wordsOf } from './match.ts';
import { shown } from './people.ts';
import { words } from './words.ts';

export interface OrganisationsWanted {
  readonly words?: string | undefined;
  readonly issue?: string | undefined;
  readonly place?: string | undefined;
}

export type FoundOrganisation = Pick<Organisation, 'id' | 'name' | 'kind' | 'about' | 'issues' | 'place'> & {
  /** operators hid what it says of itself: it is neither shown nor searched */
  readonly isHidden: boolean;
};

/** Listed organisations, and one's own, by the same rules as people. */
export async function findOrganisations(
  context: JoinedContext,
  wanted: OrganisationsWanted,
): Promise<{ found: readonly FoundOrganisation[]; total: number }> {
  const { tx, coalition, now } = context;
  const { organisation } = tables;
  const isTold = isShown(organisation.id);
  const told = (column: AnyColumn) => sql<string>`case when ${isTold} then ${column} else '' end`;
  const [about, issues, place] = [
    told(organisation.about),
    told(organisation.issues),
    told(organisation.place),
  ];
  const free = wordsOf(wanted.words ?? '', words[context.language].ignored);
  const everything = searched(...[organisation.name, about, issues, place, organisation.kind]);
  const conditions = [
    ...wordsOf(wanted.issue ?? '').map((word) => fits(searched(issues), word)),
    ...wordsOf(wanted.place ?? '').map((word) => fits(searched(place), word)),
  ];
  if (free.length === 0 && conditions.length === 0)
    throw new Refusal(words[context.language].sayWhatOrganisation);
  const count = countFits(everything, free);
  const day = now.toString().slice(0, 10);
  const rows = await tx
    .select({
      id: organisation.id,
      name: organisation.name,
      kind: organisation.kind,
      isHidden: sql<boolean>`not ${isTold}`,
      ...{ about, issues, place },
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
