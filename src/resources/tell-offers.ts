import { and, asc, desc, eq, isNull, ne, not, type SQL, sql } from 'drizzle-orm';
import { type Action, actionTables, isMuted } from '#actions/index.ts';
import { closestLanguage } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import { type Act, hasBlocked, isActive, type Person, tables } from '#directory/index.ts';
import { closeness, fits } from '#store/index.ts';
import { matchKind } from './kinds.ts';
import { limits } from './limits.ts';
import { isOpen, type Listing } from './listing.ts';
import { telling } from './match.ts';
import { needMessage } from './messages.ts';
import { listing } from './tables.ts';
import { words } from './words.ts';

const { actionCopy, actionNeed } = actionTables;

/** An offer that a need of an action fits. */
interface Fit {
  readonly need: Need;
  readonly listing: Listing;
  readonly owner: Person;
}
type Need = typeof actionNeed.$inferSelect;

/**
 * Tells whoever offers what a posted action needs, in the spaces it goes to: five people for each need, and each of them
 * once, of the need that fits best.
 */
export async function tellOffers(act: Act, one: Action): Promise<void> {
  const told = new Map<string, Fit>();
  for (const fit of await offersFor(act, one)) {
    const heard = [...told.values()].filter(({ need }) => need.id === fit.need.id);
    if (heard.length < limits.told && !told.has(fit.owner.id)) told.set(fit.owner.id, fit);
  }
  await tellMany(
    act,
    matchKind,
    [...told.values()].map(({ need, listing: theirs, owner }) => ({
      coalitionId: one.coalitionId,
      subject: need.id,
      occurrence: theirs.id,
      to: { kind: 'person' as const, personId: owner.id },
      message: needMessage({ action: one, need: need.words, theirs }, closestLanguage(owner.language)),
      expiresAt: one.startsAt,
    })),
  );
}

/** Open offers that a need of an action fits, of people who may hear of it, the best first. */
async function offersFor(act: Act, one: Action): Promise<readonly Fit[]> {
  const { person } = tables;
  const open = await act.tx
    .select()
    .from(actionNeed)
    .where(
      and(
        eq(actionNeed.actionId, one.id),
        eq(actionNeed.coalitionId, one.coalitionId),
        isNull(actionNeed.takenAt),
      ),
    );
  const { ignored } = words[closestLanguage(undefined)];
  const meant = open.map(({ id, words: said }) => ({ id, words: telling(said, ignored) }));
  const wanted = JSON.stringify(meant.filter((need) => need.words !== ''));
  const rows = await act.tx
    .select({ listing, owner: person, needId: sql<string>`n.id` })
    .from(listing)
    .innerJoin(person, eq(person.id, listing.personId))
    .innerJoin(
      sql`jsonb_to_recordset(${wanted}::jsonb) as n (id uuid, words text)`,
      fits(listing.words, sql`n.words`),
    )
    .where(
      and(
        isOpen(one.coalitionId, act.now),
        eq(listing.kind, 'offer'),
        isActive,
        not(isMuted(listing.personId, sql`${one.tactic}::text`)),
        isWhereItGoes(one),
        one.announcerId === null ? undefined : mayHearOf(one.coalitionId, one.announcerId),
      ),
    )
    .orderBy(desc(closeness(listing.words, sql`n.words`)), asc(listing.listedAt), asc(listing.id));
  const needs = new Map(open.map((need) => [need.id, need]));
  return rows.flatMap(({ needId, ...row }) => {
    const need = needs.get(needId);
    return need ? [{ need, ...row }] : [];
  });
}

/** SQL condition: whoever listed it is in a space an action goes to. */
const isWhereItGoes = ({ id, coalitionId }: Action): SQL =>
  sql`exists (select 1 from ${actionCopy} c join ${tables.account} a on a.space_id = c.space_id
    where c.action_id = ${id} and a.coalition_id = ${coalitionId} and a.person_id = ${listing.personId}
      and a.gone_at is null)`;

/** SQL condition: whoever listed it is somebody else, and neither wants nothing to do with the other. */
function mayHearOf(coalitionId: string, announcerId: string): SQL | undefined {
  const [theirs, announcer] = [sql`${listing.personId}`, sql`${announcerId}::uuid`];
  return and(
    ne(listing.personId, announcerId),
    not(hasBlocked(coalitionId, theirs, announcer)),
    not(hasBlocked(coalitionId, announcer, theirs)),
  );
}
