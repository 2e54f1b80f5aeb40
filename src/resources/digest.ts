import { and, asc, sql } from 'drizzle-orm';
import { button } from '#chat/index.ts';
import {
  type Act,
  bandOf,
  type DigestItem,
  type DigestSection,
  type Reading,
  tables,
} from '#directory/index.ts';
import { shareButtons } from './buttons.ts';
import { isUnanswered } from './listing.ts';
import { listing } from './tables.ts';
import { words } from './words.ts';

/** So many are told one by one; of more there is a number. */
const most = 100;

/** What nobody has answered for a week, the oldest first: all of it, or what people of a weaver’s hubs need. Nobody is named. */
export async function needsDigest(
  { tx, now }: Act,
  { coalition, hubIds, language, personId }: Reading,
): Promise<readonly DigestSection[]> {
  const say = words[language];
  const { hubMember } = tables;
  const isTheirs =
    hubIds &&
    sql`exists (select 1 from ${hubMember} m where m.person_id = ${listing.personId} and m.hub_id in ${hubIds})`;
  const isOpen = and(isUnanswered(coalition.id, now), isTheirs);
  const rows = await tx
    .select()
    .from(listing)
    .where(isOpen)
    .orderBy(asc(listing.listedAt), asc(listing.id))
    .limit(most);
  const items = rows.map((one): DigestItem => {
    const buttons = [button(shareButtons.answer, say.buttons.answerIt, one.id)];
    const text = say.digestNeed(one.words, one.listedAt);
    const isOwn = one.personId === personId;
    return { key: `need:${one.id}`, state: 'unanswered', urgency: 2, text, ...(!isOwn && { buttons }) };
  });
  if (rows.length < most) return [{ name: 'requests', items }];
  const count = await tx.$count(listing, isOpen);
  const counted = { key: 'needs', state: bandOf(count), text: say.statusNeeds(count) };
  return [{ name: 'requests', items: [...items, counted] }];
}
