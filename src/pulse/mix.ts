import { and, eq, or, type SQL, sql } from 'drizzle-orm';
import type { Act } from '#directory/index.ts';
import { shuffled } from './shuffle.ts';
import { sealedAnswer } from './tables.ts';

/** So many others are written anew with each answer. */
const others = 100;

type Answer = typeof sealedAnswer.$inferInsert;

/**
 * Whether no other answer may be stored at the same time: while there are few, each is mixed with all before it; and one
 * that takes the place of another must meet no conflict, which would leave its mark on the row.
 */
export async function wantsToBeAlone({ tx }: Act, { pulseId, tag }: Answer): Promise<boolean> {
  const [found] = await tx
    .select({
      all: sql<number>`count(*)::int`,
      own: sql<number>`(count(*) filter (where tag = ${tag}))::int`,
    })
    .from(sealedAnswer)
    .where(eq(sealedAnswer.pulseId, pulseId));
  return found === undefined || found.all <= others || found.own > 0;
}

/**
 * Stores an answer among others that are written anew with it, in an order that nobody can foretell: otherwise its place
 * and its transaction, laid beside what people did in Weft just before, would tell who answered. One of the same tag is
 * replaced.
 */
export async function storeMixed({ tx }: Act, answer: Answer): Promise<void> {
  const { pulseId, tag } = answer;
  const among = or(eq(sealedAnswer.tag, tag), sql`${sealedAnswer.tag} = any(array(${drawn(answer)}))`);
  const taken = await tx
    .delete(sealedAnswer)
    .where(and(eq(sealedAnswer.pulseId, pulseId), among))
    .returning();
  const rest = taken.filter((one) => !Buffer.from(one.tag).equals(tag));
  await tx
    .insert(sealedAnswer)
    .values(shuffled([...rest, answer]))
    // Of one person twice at once, as a platform may bring it, the later one counts.
    .onConflictDoUpdate({
      target: [sealedAnswer.pulseId, sealedAnswer.tag],
      set: { sealed: sql`excluded.sealed` },
    });
}

/**
 * Tags drawn by lot; those that somebody else is mixing just now are left to them. For an array: in a join the lot might
 * be drawn anew for each row.
 */
function drawn({ pulseId, tag }: Answer): SQL {
  return sql`select s.tag from ${sealedAnswer} s where s.pulse_id = ${pulseId} and s.tag <> ${tag}
    order by random() limit ${others} for update skip locked`;
}
