import { and, asc, countDistinct, eq, inArray, isNull, sql } from 'drizzle-orm';
import { type Act, isActive, isOpenChannel, tables } from '#directory/index.ts';
import type { Action } from './find.ts';
import { actionCopy, actionHub } from './tables.ts';

/** A space that an action goes to, and its channel for actions if it has one that Weft may post in. */
export interface Reached {
  readonly id: string;
  readonly name: string;
  readonly channel: string | undefined;
}

/** Where an action goes, by name, and how many people who joined have an account there. */
export interface Reach {
  readonly spaces: readonly Reached[];
  readonly people: number;
}

/** Where an action goes as things stand: chosen spaces, those its hubs' people are in, or all of the coalition. */
export async function reachOf(act: Pick<Act, 'tx'>, one: Action): Promise<Reach> {
  const { binding, space, spaceChannel } = tables;
  const rows = await act.tx
    .select({ id: space.id, name: space.name, channel: spaceChannel.channel })
    .from(binding)
    .innerJoin(space, eq(space.id, binding.spaceId))
    .leftJoin(spaceChannel, isOpenChannel(one.coalitionId, 'actions'))
    .where(and(eq(binding.coalitionId, one.coalitionId), isNull(space.goneAt), isAmong(one)))
    .orderBy(asc(space.name), asc(space.id));
  const spaces = rows.map(({ channel, ...rest }) => ({ ...rest, channel: channel ?? undefined }));
  return { spaces, people: await peopleIn(act, one.coalitionId, spaces) };
}

function isAmong(one: Action) {
  const { space } = tables;
  switch (one.audience) {
    case 'coalition':
      return undefined;
    case 'space':
    case 'spaces':
      return sql`exists (select 1 from ${actionCopy} c where c.action_id = ${one.id} and c.space_id = ${space.id})`;
    case 'hubs':
      return sql`exists (select 1 from ${actionHub} h join hub_member m on m.hub_id = h.hub_id
        join account a on a.person_id = m.person_id and a.gone_at is null and a.coalition_id = ${one.coalitionId}
        join person p on p.id = m.person_id and p.suspended_at is null
        where h.action_id = ${one.id} and a.space_id = ${space.id})`;
  }
}

async function peopleIn(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  spaces: readonly Reached[],
): Promise<number> {
  if (spaces.length === 0) return 0;
  const { account, person } = tables;
  const [row] = await tx
    .select({ people: countDistinct(account.personId) })
    .from(account)
    .innerJoin(person, and(eq(person.id, account.personId), isActive))
    .where(
      and(
        eq(account.coalitionId, coalitionId),
        isNull(account.goneAt),
        inArray(
          account.spaceId,
          spaces.map(({ id }) => id),
        ),
      ),
    );
  return Number(row?.people ?? 0);
}
