import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { Invalid } from '#chat/index.ts';
import { type Hub, type JoinedContext, tables, writeAudit } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { isZone } from '#time/index.ts';
import { joinHub } from './join.ts';
import { startSpeaking } from './speakers.ts';
import { words } from './words.ts';

export interface AddedHub {
  readonly hub: Hub;
  readonly zoneTaken: boolean;
}

/**
 * Adds a hub, in lists unless said otherwise, or opens again a listed one that closed; whoever adds it is its first member
 * and representative. Invalid: the name is taken.
 */
export async function addHub(
  context: JoinedContext,
  given: {
    name: string;
    kind: Hub['kind'];
    zone: string;
    places?: string | undefined;
    listed?: boolean | undefined;
  },
): Promise<AddedHub> {
  const { tx, now, coalition, person } = context;
  const say = words[context.language];
  const { name, kind, zone, places = '', listed = true } = given;
  if (!isZone(zone)) throw new Invalid({ zone: say.noZone });
  const described = { kind, zone, places, listed, addedAt: now };
  const [made] = await tx
    .insert(tables.hub)
    .values({ id: newId(now), coalitionId: coalition.id, name, ...described })
    .onConflictDoNothing()
    .returning();
  const hub = made ?? (await reopen(context, name, described));
  if (!hub) throw new Invalid({ name: say.taken(name) });
  await writeAudit(context, {
    coalitionId: coalition.id,
    personId: person.id,
    act: 'hub.added',
    subject: hub.id,
    detail: { listed: String(listed) },
  });
  await startSpeaking(context, hub, person);
  const { zoneTaken } = await joinHub(context, hub);
  return { hub, zoneTaken };
}

async function reopen(
  { tx, coalition }: JoinedContext,
  name: string,
  described: Pick<Hub, 'kind' | 'zone' | 'places' | 'listed' | 'addedAt'>,
): Promise<Hub | undefined> {
  const [hub] = await tx
    .update(tables.hub)
    .set({ ...described, closedAt: null })
    .where(
      and(
        eq(tables.hub.coalitionId, coalition.id),
        isNotNull(tables.hub.closedAt),
        // One in no list stays its own people’s: a stranger who guesses its name does not come to speak for it.
        eq(tables.hub.listed, true),
        sql`lower(${tables.hub.name}) = lower(${name})`,
      ),
    )
    .returning();
  return hub;
}
