import { eq, sql } from 'drizzle-orm';
import { type Act, dropsAt, tables, writeAudit } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { goneMessage } from './space-messages.ts';
import { countIn } from './space-people.ts';
import { tellOperators } from './tell-operators.ts';

const { audit, binding, space } = tables;

/** SQL condition: a space that Weft was taken out of, which no operator heard yet. */
export const isUntold = sql`(${space.goneAt} is not null
  and exists (select 1 from ${binding} b where b.space_id = ${space.id})
  and not exists (select 1 from ${audit} a join ${binding} b on b.coalition_id = a.coalition_id
    where b.space_id = ${space.id} and a.act = 'space.gone' and a.subject = ${space.id} and a.at >= ${space.goneAt}))`;

/** Operators hear once that Weft was taken out of a space, however that was found out, and when what is kept of it goes. */
export const goneDue: Due = {
  name: 'onboarding.gone',
  table: space,
  id: space.id,
  dueAt: space.goneAt,
  where: isUntold,
  async carryOut(act: Act, id: string) {
    const [row] = await act.tx
      .select({ space, coalitionId: binding.coalitionId })
      .from(space)
      .innerJoin(binding, eq(binding.spaceId, space.id))
      .where(eq(space.id, id));
    if (!row?.space.goneAt) return;
    const { coalitionId } = row;
    const { leavingAt, dropAt, name } = row.space;
    // Whoever was away for longer than that is told first, and has the whole time from then.
    const until = leavingAt === null ? dropsAt(act.now) : (dropAt ?? act.now);
    await act.tx.update(space).set({ dropAt: until }).where(eq(space.id, id));
    await writeAudit(act, { coalitionId, act: 'space.gone', subject: id });
    const { leave } = await countIn(act, { id, coalitionId });
    const back = leavingAt === null ? { leave } : undefined;
    await tellOperators(
      act,
      { coalitionId, spaceId: id, occurrence: `gone ${row.space.goneAt}` },
      (language) => goneMessage(language, { space: name, until, back }),
    );
  },
};
