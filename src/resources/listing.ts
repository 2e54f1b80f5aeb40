import { and, asc, desc, eq, gt, isNull, lt, ne, not, type SQL, sql } from 'drizzle-orm';
import {
  type Act,
  hasBlocked,
  isActive,
  type JoinedContext,
  type Person,
  tables,
  visiblePeople,
} from '#directory/index.ts';
import { isShown } from '#safety/index.ts';
import { anyOf, closeness, fits, searched, type Tx } from '#store/index.ts';
import { limits } from './limits.ts';
import { telling } from './match.ts';
import { answer, listing } from './tables.ts';
import { words } from './words.ts';

export type Listing = typeof listing.$inferSelect;

/** What somebody listed, as another sees it. */
export interface FoundListing {
  readonly listing: Listing;
  readonly owner: Person;
  /** the owner's name, if this person may know it */
  readonly by: string | undefined;
}

/** SQL condition: a listing of this coalition that has not ended and operators did not hide. */
export const isOpen = (coalitionId: string, now: Temporal.Instant): SQL | undefined =>
  and(
    eq(listing.coalitionId, coalitionId),
    isNull(listing.endedAt),
    gt(listing.endsAt, now),
    isShown(listing.id),
  );

/** SQL condition: a need of this coalition that nobody has answered for a week. */
export const isUnanswered = (coalitionId: string, now: Temporal.Instant): SQL | undefined =>
  and(
    isOpen(coalitionId, now),
    eq(listing.kind, 'need'),
    lt(listing.listedAt, now.subtract({ hours: 24 * limits.unansweredDays })),
    sql`not exists (select 1 from ${answer} a where a.listing_id = ${listing.id})`,
  );

/** Open offers, or needs, of others of which any of the words fits, the best first; without words the newest. */
export async function openListings(
  context: JoinedContext,
  kind: Listing['kind'],
  written: string | undefined,
): Promise<readonly FoundListing[]> {
  const query = written === undefined ? undefined : anyOf(written);
  return await read(
    context,
    and(eq(listing.kind, kind), query && sql`${searched(listing.words)} @@ ${query}`),
    query && sql`ts_rank(${searched(listing.words)}, ${query})`,
  );
}

/**
 * Open listings of the other kind that fit one's own well enough for both sides to hear of it, the best first: of each
 * person the one that fits best, of five people at most.
 */
export async function fitting(context: JoinedContext, mine: Listing): Promise<readonly FoundListing[]> {
  const meant = telling(mine.words, words[context.language].ignored);
  if (meant === '') return [];
  const other = mine.kind === 'offer' ? 'need' : 'offer';
  const which = and(eq(listing.kind, other), fits(listing.words, meant));
  // Enough that five people are among them, however much each has listed.
  const most = limits.told * limits.openListings;
  const rows = await read(context, which, closeness(listing.words, meant), most);
  const isBest = ({ owner }: FoundListing, at: number) =>
    rows.findIndex((row) => row.owner.id === owner.id) === at;
  return rows.filter(isBest).slice(0, limits.told);
}

async function read(
  context: JoinedContext,
  which: SQL | undefined,
  rank: SQL | undefined,
  most: number = limits.shown,
): Promise<readonly FoundListing[]> {
  const { person } = tables;
  const { coalition, now } = context;
  const me = context.person.id;
  const rows = await context.tx
    .select({ listing, owner: person, visible: sql<boolean>`coalesce(${visiblePeople(context)}, false)` })
    .from(listing)
    .innerJoin(person, eq(person.id, listing.personId))
    .where(
      and(
        isOpen(coalition.id, now),
        isActive,
        ne(listing.personId, me),
        // Whoever blocked this person is shown all the same: to leave them out would tell.
        not(hasBlocked(coalition.id, sql`${me}::uuid`, sql`${listing.personId}`)),
        which,
      ),
    )
    .orderBy(...(rank ? [desc(rank)] : []), desc(listing.listedAt), asc(listing.id))
    .limit(most);
  return rows.map(({ visible, ...row }) => ({ ...row, by: visible ? row.owner.name : undefined }));
}

/** One's own open listings, the oldest first, and since when there are answers. */
export async function ownListings(
  { tx, now }: Act,
  { id, coalitionId }: Person,
): Promise<readonly { listing: Listing; answers: number; answeredAt: Temporal.Instant | null }[]> {
  const mine = await tx
    .select()
    .from(listing)
    .where(and(isOpen(coalitionId, now), eq(listing.personId, id)))
    .orderBy(asc(listing.listedAt), asc(listing.id));
  const answers = await tx
    .select({ listingId: answer.listingId, answeredAt: answer.answeredAt })
    .from(answer)
    .innerJoin(listing, eq(listing.id, answer.listingId))
    .where(
      and(
        eq(answer.coalitionId, coalitionId),
        eq(listing.personId, id),
        // Of an answer of somebody one blocked one hears nothing.
        not(hasBlocked(coalitionId, sql`${id}::uuid`, sql`${answer.personId}`)),
      ),
    )
    .orderBy(asc(answer.answeredAt));
  return mine.map((one) => {
    const to = answers.filter(({ listingId }) => listingId === one.id);
    return { listing: one, answers: to.length, answeredAt: to[0]?.answeredAt ?? null };
  });
}

/** The listing behind a button that others press; undefined once it has ended. */
export async function listingBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; listing: Listing } | undefined> {
  const [found] = await db
    .select()
    .from(listing)
    .where(and(eq(listing.id, id), isNull(listing.endedAt)));
  return found && { coalitionId: found.coalitionId, listing: found };
}

/** The same for whoever listed it. */
export async function ownListingBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; recipientId: string; listing: Listing } | undefined> {
  const found = await listingBehind(db, id);
  return found && { ...found, recipientId: found.listing.personId };
}
