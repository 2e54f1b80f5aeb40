import { and, eq, notInArray, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { Act, JoinedContext, Person } from '#directory/index.ts';
import { type Tactic, tactics } from './choices.ts';
import { action, tacticMute } from './tables.ts';

/** SQL condition: this person does not want to hear of this tactic, an action's unless given. */
export function isMuted(personId: SQLWrapper | string, tactic: SQLWrapper = action.tactic): SQL {
  return sql`exists (select 1 from ${tacticMute} m where m.person_id = ${personId} and m.tactic = ${tactic})`;
}

/** The tactics somebody does not want to hear of, in the order of forms. */
export async function mutesOf(
  { tx }: Pick<Act, 'tx'>,
  { id, coalitionId }: Pick<Person, 'id' | 'coalitionId'>,
): Promise<readonly Tactic[]> {
  const rows = await tx
    .select({ tactic: tacticMute.tactic })
    .from(tacticMute)
    .where(and(eq(tacticMute.personId, id), eq(tacticMute.coalitionId, coalitionId)));
  return tactics.filter((tactic) => rows.some((row) => row.tactic === tactic));
}

/** Leaves out a tactic from now on: from lists, matches and requests. */
export async function mute({ tx, person }: JoinedContext, tactic: Tactic): Promise<void> {
  const { id: personId, coalitionId } = person;
  await tx.insert(tacticMute).values({ personId, tactic, coalitionId }).onConflictDoNothing();
}

/** Leaves out exactly these tactics from now on. */
export async function keepMutes(context: JoinedContext, wanted: readonly Tactic[]): Promise<void> {
  const { id, coalitionId } = context.person;
  await context.tx
    .delete(tacticMute)
    .where(
      and(
        eq(tacticMute.personId, id),
        eq(tacticMute.coalitionId, coalitionId),
        wanted.length > 0 ? notInArray(tacticMute.tactic, [...wanted]) : undefined,
      ),
    );
  if (wanted.length > 0)
    await context.tx
      .insert(tacticMute)
      .values(wanted.map((tactic) => ({ personId: id, tactic, coalitionId })))
      .onConflictDoNothing();
}

/** Hears of a tactic again. */
export async function unmute(context: JoinedContext, tactic: Tactic): Promise<void> {
  await keepMutes(
    context,
    (await mutesOf(context, context.person)).filter((one) => one !== tactic),
  );
}
