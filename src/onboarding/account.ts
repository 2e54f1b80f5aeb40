import { and, asc, eq, isNull, or, sql } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { type Account, identity, type Person, tables, writeAudit } from '#directory/index.ts';
import { renewBlocks } from '#introductions/index.ts';
import { newId } from '#store/index.ts';
import type { BoundContext } from './here.ts';
import { vouchByBeingHere } from './vouch.ts';
import { words } from './words.ts';

/**
 * The person that this identity already is in the coalition: by an account of this space that had gone, or, since a
 * Discord identity is the same in every server, by one of another. A Slack id means something in its workspace only.
 * Holds a lock on the identity until the transaction ends, so that it cannot become two people at once.
 */
export async function knownAs(
  context: BoundContext,
): Promise<{ person: Person; account: Account } | undefined> {
  const { tx, platform, sender, coalition, space } = context;
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`${coalition.id} ${platform} ${sender.account}`}, 0))`,
  );
  const anywhere = platform === 'slack' ? undefined : eq(tables.account.platform, platform);
  const [row] = await tx
    .select({ person: tables.person, account: tables.account })
    .from(tables.account)
    .innerJoin(tables.person, eq(tables.person.id, tables.account.personId))
    .where(
      and(
        eq(tables.account.coalitionId, coalition.id),
        eq(tables.account.external, sender.account),
        or(eq(tables.account.spaceId, space.id), anywhere),
        isNull(tables.person.leftAt),
      ),
    )
    .orderBy(asc(tables.account.addedAt))
    .limit(1);
  return row;
}

/**
 * Makes the sender's account in this space one of the person's, renews the blocks that are remembered of it, and vouches
 * for the person if the space does.
 */
export async function attachAccount(context: BoundContext, person: Person): Promise<void> {
  const { tx, now, platform, sender, coalition, space } = context;
  const rows = await tx
    .insert(tables.account)
    .values({
      id: newId(now),
      coalitionId: coalition.id,
      personId: person.id,
      spaceId: space.id,
      platform,
      external: sender.account,
      addedAt: now,
    })
    .onConflictDoUpdate({
      target: [tables.account.spaceId, tables.account.external],
      // Whoever comes back is newly here: that they left comes perhaps only now.
      set: {
        goneAt: null,
        addedAt: sql`case when ${tables.account.goneAt} is null then ${tables.account.addedAt} else excluded.added_at end`,
      },
      setWhere: eq(tables.account.personId, person.id),
    })
    .returning({ id: tables.account.id });
  if (rows.length === 0) throw new Refusal(words[context.language].alreadyIn(coalition.name));
  await renewBlocks(context, person, identity(platform, sender.account));
  await vouchByBeingHere(context, person);
}

/** The same identity in another space of the coalition, or back after it was gone: one more account of that person. */
export async function joinHereToo(context: BoundContext): Promise<Person> {
  const known = await knownAs(context);
  if (!known) throw new Refusal(words[context.language].joinAnew);
  await attachAccount(context, known.person);
  await writeAudit(context, {
    coalitionId: context.coalition.id,
    personId: known.person.id,
    act: 'account.added',
    subject: known.person.id,
  });
  return known.person;
}
