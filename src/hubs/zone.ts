import { and, eq, inArray, sql } from 'drizzle-orm';
import { type Act, type Hub, type Person, tables } from '#directory/index.ts';

/** Gives a person the hub's time zone, unless they said theirs or Slack did. */
export async function takeZone(act: Act, person: Person, hub: Hub): Promise<boolean> {
  const changed = await act.tx
    .update(tables.person)
    .set({ zone: hub.zone, zoneFrom: 'hub' })
    .where(and(isOf(person), inArray(tables.person.zoneFrom, ['hub', 'coalition'])))
    .returning({ id: tables.person.id });
  return changed.length > 0;
}

/** Sets anew the time zones that came from a hub: from the hub each person joined last, or the coalition's. */
export async function settleZones(
  act: Act,
  coalitionId: string,
  personIds: readonly string[],
): Promise<void> {
  if (personIds.length === 0) return;
  await act.tx.execute(sql`
    update person p
    set (zone, zone_from) = (
      select coalesce(h.zone, c.zone), case when h.zone is null then 'coalition' else 'hub' end
      from coalition c
      left join lateral (
        select hub.zone
        from hub_member m join hub on hub.id = m.hub_id
        where m.person_id = p.id and hub.coalition_id = c.id and hub.closed_at is null
        order by m.joined_at desc, m.hub_id desc
        limit 1
      ) h on true
      where c.id = p.coalition_id
    )
    where p.coalition_id = ${coalitionId} and p.zone_from = 'hub'
      and p.id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(personIds)}::jsonb))
  `);
}

const isOf = (person: Person) =>
  and(eq(tables.person.id, person.id), eq(tables.person.coalitionId, person.coalitionId));
