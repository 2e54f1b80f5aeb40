import { and, eq } from 'drizzle-orm';
import { Invalid } from '#chat/index.ts';
import { type Hub, type JoinedContext, tables, writeAudit } from '#directory/index.ts';
import { isUniqueViolation } from '#store/index.ts';
import { isZone } from '#time/index.ts';
import { changeSpeakers, findSpeakers } from './speakers.ts';
import { words } from './words.ts';
import { settleZones } from './zone.ts';

export interface EditedHub {
  readonly name: string;
  readonly zone: string;
  readonly places?: string | undefined;
  readonly add?: string | undefined;
  readonly end?: string | undefined;
}

/** Changes a hub's name, zone and places, and who represents it; zones that came from it follow. The caller checked who may. */
export async function editHub(context: JoinedContext, hub: Hub, given: EditedHub): Promise<Hub> {
  const { tx, coalition, person } = context;
  const { name, zone, places = '' } = given;
  if (!isZone(zone)) throw new Invalid({ zone: words[context.language].noZone });
  // Everything that can be wrong comes before the first write.
  const speakers = await findSpeakers(context, hub, given);
  const changed = await rename(context, hub, { name, zone, places });
  await changeSpeakers(context, changed, speakers);
  if (zone !== hub.zone) {
    const { hubMember } = tables;
    const members = await tx
      .select({ id: hubMember.personId })
      .from(hubMember)
      .where(and(eq(hubMember.coalitionId, coalition.id), eq(hubMember.hubId, hub.id)));
    await settleZones(
      context,
      coalition.id,
      members.map((one) => one.id),
    );
  }
  const detail = { renamed: String(name !== hub.name), zone };
  await writeAudit(context, {
    coalitionId: coalition.id,
    personId: person.id,
    act: 'hub.edited',
    subject: hub.id,
    detail,
  });
  return changed;
}

async function rename(
  context: JoinedContext,
  hub: Hub,
  to: Pick<Hub, 'name' | 'zone' | 'places'>,
): Promise<Hub> {
  const own = and(eq(tables.hub.id, hub.id), eq(tables.hub.coalitionId, context.coalition.id));
  try {
    // In a savepoint: a name that is taken must not end the transaction, which still has the form to keep.
    const [row] = await context.tx.transaction((tx) => tx.update(tables.hub).set(to).where(own).returning());
    return row ?? hub;
  } catch (error) {
    if (isUniqueViolation(error, 'hub_name'))
      throw new Invalid({ name: words[context.language].taken(to.name) });
    throw error;
  }
}
