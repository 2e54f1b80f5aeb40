import { sql } from 'drizzle-orm';
import * as actions from '#actions/tables.ts';
import { request } from '#amplification/tables.ts';
import type { Seeded } from '#cast/index.ts';
import * as days from '#convergence/tables.ts';
import { type RoleName, tables } from '#directory/index.ts';
import * as resources from '#resources/tables.ts';
import { suspension } from '#safety/tables.ts';
import { newId, type Tx } from '#store/index.ts';
import { begins } from '../desk.ts';

/** What somebody can be, one of each; all but the first three are vouched for. */
export const actors = [
  'outside',
  'suspended',
  'joined',
  'vouched',
  'leading',
  'speaker',
  'other speaker',
  'hub speaker',
  'other hub speaker',
  'weaver',
  'hub weaver',
  'principal',
  'hub principal',
  'operator',
  'hub operator',
] as const;
export type Actor = (typeof actors)[number];

export const accountOf = (actor: Actor) => `actor-${actor.replaceAll(' ', '-')}`;

/** What commands can be about, by what it is. */
export interface Ids {
  readonly organisation: string;
  readonly otherOrganisation: string;
  readonly hub: string;
  readonly otherHub: string;
  /** two who are in no hub of an actor, and one who is */
  readonly cara: string;
  readonly ben: string;
  readonly inside: string;
  readonly operator: string;
  readonly action: string;
  readonly begun: string;
  readonly request: string;
  readonly day: string;
  readonly hubDay: string;
  readonly resource: string;
  readonly keptOut: string;
}

const idIn = (ids: ReadonlyMap<string, string>, name: string): string => {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`there is no ${name}`);
  return id;
};

/** Lets one person of each kind join a seeded coalition, and makes what commands are about. */
export async function addActors(tx: Tx, seeded: Seeded, prefix = ''): Promise<Ids> {
  const { coalitionId } = seeded;
  const now = begins;
  const past = now.subtract({ hours: 24 * 40 });
  const organisation = idIn(seeded.organisations, 'Delta Legal Aid');
  const otherOrganisation = idIn(seeded.organisations, 'Headwaters Fund');
  const hub = idIn(seeded.hubs, 'Delta');
  const otherHub = idIn(seeded.hubs, 'Upriver');
  const { rows } = await tx.execute<{ id: string }>(
    sql`select space_id as id from account where coalition_id = ${coalitionId} and external = ${`${prefix}cara`} limit 1`,
  );
  const spaceId = rows[0]?.id ?? '';
  const joining = actors.filter((actor) => actor !== 'outside');
  const people = new Map(joining.map((actor) => [actor as string, newId(now)]));
  const idOf = (actor: Actor) => idIn(people, actor);
  await tx.insert(tables.person).values(
    joining.map((actor) => ({
      ...{ id: idOf(actor), coalitionId, name: `Actor ${actor}`, zone: 'UTC', zoneFrom: 'person' as const },
      ...{ joinedAt: past, vouchedAt: actor === 'joined' ? null : past },
      suspendedAt: actor === 'suspended' ? now : null,
    })),
  );
  await tx
    .insert(suspension)
    .values({ coalitionId, personId: idOf('suspended'), reason: 'Shouting.', since: now });
  await tx.insert(tables.account).values(
    joining.map((actor) => ({
      ...{ id: newId(now), coalitionId, personId: idOf(actor), spaceId, platform: 'playground' as const },
      ...{ external: prefix + accountOf(actor), addedAt: past },
    })),
  );
  await tx
    .insert(tables.hubMember)
    .values(joining.map((actor) => ({ coalitionId, hubId: hub, personId: idOf(actor), joinedAt: past })));
  const role = (actor: Actor, name: RoleName, hubId: string | null) => ({
    ...{ id: newId(now), coalitionId, personId: idOf(actor), role: name, hubId, grantedAt: past },
  });
  await tx
    .insert(tables.role)
    .values(
      (['weaver', 'principal', 'operator'] as const).flatMap((name) => [
        role(name, name, null),
        role(`hub ${name}`, name, hub),
        role('suspended', name, null),
      ]),
    );
  const speaks = (actor: Actor, of: { organisationId: string } | { hubId: string }) => ({
    ...{ id: newId(now), coalitionId, personId: idOf(actor), since: past },
    ...of,
  });
  await tx
    .insert(tables.representative)
    .values([
      speaks('speaker', { organisationId: organisation }),
      speaks('other speaker', { organisationId: otherOrganisation }),
      speaks('hub speaker', { hubId: hub }),
      speaks('other hub speaker', { hubId: otherHub }),
      speaks('suspended', { organisationId: organisation }),
      speaks('suspended', { hubId: hub }),
    ]);

  const of = () => ({ id: newId(now), coalitionId });
  const led = {
    ...{ ...of(), announcerId: idOf('leading'), state: 'posted' as const, title: `${prefix}River clean-up` },
    ...{
      what: 'Bring gloves.',
      link: 'https://example.org/a',
      startsAt: now.add({ hours: 72 }),
      zone: 'UTC',
      tactic: 'care' as const,
    },
    ...{ audience: 'coalition' as const, draftedAt: past, postedAt: past },
  };
  const begun = { ...led, id: newId(now), title: `${prefix}Canvass`, startsAt: now.subtract({ hours: 48 }) };
  await tx.insert(actions.action).values([led, begun]);
  const asked = {
    ...{
      ...of(),
      requesterId: idOf('leading'),
      state: 'open' as const,
      ask: 'Please share.',
      link: 'https://example.org/b',
      tactic: 'care',
    },
    ...{ framings: [{ language: 'en', words: 'Look.' }], urgent: false, draftedAt: past, openedAt: past },
    endsAt: now.add({ hours: 96 }),
  };
  await tx.insert(request).values(asked);
  const called = {
    ...{ ...of(), state: 'planned' as const, name: `${prefix}River day`, ask: 'Come.', changedAt: past },
    ...{ firstDay: '2027-06-15', lastDay: '2027-06-15', fromMinute: 720, untilMinute: 840 },
    ...{ linkKey: newId(now), draftedAt: past, plannedAt: past, roundsFrom: past },
  };
  const hubDay = { ...called, ...of(), linkKey: newId(now), name: `${prefix}Delta day`, hubId: hub };
  await tx.insert(days.day).values([called, hubDay]);
  const shared = {
    ...{ ...of(), kind: 'toolkit' as const, title: `${prefix}Door kit`, link: 'https://example.org/kit' },
    ...{ goodFor: 'doors', language: 'English', maker: '', addedAt: past },
  };
  await tx.insert(resources.resource).values({ ...shared, addedById: idIn(seeded.people, 'cara') });
  const members = await tx.execute<{ id: string }>(
    sql`select person_id as id from hub_member where hub_id = ${hub}`,
  );
  const inHub = new Set(members.rows.map(({ id }) => id));
  const [one, two] = [...seeded.people]
    .filter(([who, id]) => !inHub.has(id) && ['cara', 'iris', 'kim', 'quinn', 'wren', 'leo'].includes(who))
    .map(([, id]) => id);
  return {
    ...{ organisation, otherOrganisation, hub, otherHub },
    ...{ cara: one ?? '', ben: two ?? '', inside: idIn(seeded.people, 'noor') },
    operator: idIn(seeded.people, 'jonas'),
    ...{ action: led.id, begun: begun.id, request: asked.id, day: called.id, hubDay: hubDay.id },
    ...{ resource: shared.id, keptOut: idOf('suspended') },
  };
}
