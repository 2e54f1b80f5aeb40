import { closestLanguage, Invalid, message, Refusal } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import { blocks, type JoinedContext, openNames } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { matchKind } from './kinds.ts';
import { limits } from './limits.ts';
import { type FoundListing, fitting, type Listing, ownListings } from './listing.ts';
import { endButtons, matchMessage } from './messages.ts';
import { listing } from './tables.ts';
import { words } from './words.ts';

/** What somebody offers or needs, where, and until when. */
export interface ListingGiven {
  readonly kind: Listing['kind'];
  readonly words: string;
  readonly place?: string | undefined;
  readonly until?: Temporal.Instant | undefined;
}

/**
 * Lists an offer or a need, and tells those whose open listing it fits; what fits is returned too. A Refusal that shows
 * one's own to end when ten are open.
 */
export async function list(
  context: JoinedContext,
  given: ListingGiven,
): Promise<{ readonly listing: Listing; readonly fits: readonly FoundListing[] }> {
  const { tx, now, person, coalition } = context;
  const say = words[context.language];
  const own = await ownListings(context, person);
  if (own.length >= limits.openListings)
    throw new Refusal(
      message(
        say.tooManyListings(limits.openListings),
        ...endButtons(
          own.map((one) => one.listing),
          context.language,
        ),
      ),
    );
  const [made] = await tx
    .insert(listing)
    .values({
      ...{ id: newId(now), coalitionId: coalition.id, personId: person.id, listedAt: now },
      ...{
        kind: given.kind,
        words: given.words,
        place: given.place ?? '',
        endsAt: endOf(context, given.until),
      },
    })
    .returning();
  if (!made) throw new Error('a listing was not written');
  const fits = await fitting(context, made);
  await tellOwners(context, made, fits);
  return { listing: made, fits };
}

function endOf({ now, language }: JoinedContext, until: Temporal.Instant | undefined): Temporal.Instant {
  if (until === undefined) return now.add({ hours: 24 * limits.listedDays });
  const latest = now.add({ hours: 24 * limits.longestDays });
  const isPast = Temporal.Instant.compare(until, now) <= 0;
  if (isPast || Temporal.Instant.compare(until, latest) > 0)
    throw new Invalid({ until: words[language].notUntil(limits.longestDays) });
  return until;
}

/** Tells whose listings fit, one of each person, but for those who blocked this one. */
async function tellOwners(
  context: JoinedContext,
  made: Listing,
  fits: readonly FoundListing[],
): Promise<void> {
  const { person } = context;
  const name = (await openNames(context, made.coalitionId, [person.id])).get(person.id);
  const told: FoundListing[] = [];
  for (const one of fits)
    if (!(await blocks(context, made.coalitionId, one.owner.id, person.id))) told.push(one);
  await tellMany(
    context,
    matchKind,
    told.map(({ listing: theirs, owner }) => ({
      coalitionId: made.coalitionId,
      subject: made.id,
      occurrence: theirs.id,
      to: { kind: 'person' as const, personId: owner.id },
      message: matchMessage(
        { listing: made, theirs, by: owner.vouchedAt === null ? undefined : name },
        closestLanguage(owner.language),
      ),
      expiresAt: made.endsAt,
    })),
  );
}
