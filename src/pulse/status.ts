import { and, eq, sql } from 'drizzle-orm';
import { type JoinedContext, type Remark, tables } from '#directory/index.ts';
import { openOne, pastPulses } from './find.ts';
import { type KeyStore, keysOf } from './keys.ts';
import { limits } from './release.ts';
import { eligiblePeople } from './roster.ts';
import { schedule } from './tables.ts';
import { words } from './words.ts';

/** What an operator should know: why no pulse opens, a lost key, spaces without a channel for it. */
export async function status(context: JoinedContext, keys: KeyStore): Promise<readonly Remark[]> {
  const say = words[context.language];
  const { coalition, tx } = context;
  const [plan] = await tx.select().from(schedule).where(eq(schedule.coalitionId, coalition.id));
  const [last] = await pastPulses(context, coalition.id, 1);
  const remarks: Remark[] = last?.state === 'void' ? [{ text: say.statusVoid }] : [];
  const open = await openOne(context, coalition.id);
  if (open && !(await keysOf(keys, open))) remarks.push({ text: say.statusKey });
  if (!plan?.nextAt) return remarks;
  const eligible = (await eligiblePeople(context, coalition.id, limits.eligible)).length;
  if (eligible < limits.eligible) remarks.push({ text: say.statusTooFew(eligible) });
  const without = await spacesWithout(context);
  if (without > 0) remarks.push({ text: say.statusNoChannel(without) });
  return remarks;
}

async function spacesWithout({ tx, coalition }: JoinedContext): Promise<number> {
  const { binding, space, spaceChannel } = tables;
  const rows = await tx
    .select({ id: space.id })
    .from(binding)
    .innerJoin(space, eq(space.id, binding.spaceId))
    .where(
      and(
        eq(binding.coalitionId, coalition.id),
        sql`${space.goneAt} is null`,
        sql`not exists (select 1 from ${spaceChannel} c where c.space_id = ${space.id} and c.use = 'pulse')`,
      ),
    );
  return rows.length;
}
