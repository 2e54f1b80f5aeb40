import { eq } from 'drizzle-orm';
import { type Message, message, Refusal } from '#chat/index.ts';
import { type Context, dropsAt, joined, type Space, tables, writeAudit } from '#directory/index.ts';
import { spaceWords } from './space-words.ts';
import type { SpaceBehind } from './take-out.ts';
import { tellOperators } from './tell-operators.ts';

/** Whether a space is being taken out, and nothing of it has gone yet. */
export const mayKeep = ({ now }: Pick<Context, 'now'>, { leavingAt }: Space): boolean =>
  leavingAt !== null && Temporal.Instant.compare(leavingAt, now) > 0;

/** Keeps a space that an operator is taking out, while nothing of it has gone; operators and principals are told. */
export async function keepSpace(context: Context, behind: SpaceBehind): Promise<Message> {
  const me = joined(context);
  const { coalition, person, language, now, tx } = me;
  const say = spaceWords[language];
  const { space } = tables;
  const [row] = await tx.select().from(space).where(eq(space.id, behind.space.id)).for('update');
  if (!row?.leavingAt) throw new Refusal(say.notLeaving(behind.space.name));
  if (!mayKeep(me, row)) throw new Refusal(say.tooLate(row.name));
  const dropAt = row.goneAt === null ? null : dropsAt(now);
  await tx.update(space).set({ leavingAt: null, dropAt }).where(eq(space.id, row.id));
  const of = { coalitionId: coalition.id, personId: person.id };
  await writeAudit(me, { ...of, act: 'space.kept', subject: row.id });
  await tellOperators(
    me,
    { ...of, spaceId: row.id, occurrence: `kept ${now}`, but: person.id, principals: true },
    (read) => message(spaceWords[read].kept(person.name, row.name)),
  );
  return message(say.keptDone(row.name));
}
