// A coalition all over the world: its people in 400 hubs, each with somebody who speaks for it, and in 40 spaces.
import { fill } from './fill.ts';
import { coalitionId } from './fill-sql.ts';
import { ask } from './server.ts';

export const people = 15_000;
export const hubs = 400;
export const spaces = 40;
export const dayId = '018f0000-0000-7000-8000-00000000da11';
/** a Saturday at noon, wherever one is */
export const firstDay = '2027-05-15';
export const plannedAt = '2027-02-01T12:00:00Z';

/** Nothing is done for two days in which the round of a week before falls: it is told everywhere at once. */
export const outage = {
  from: Temporal.Instant.from('2027-05-07T00:00:00Z'),
  until: Temporal.Instant.from('2027-05-09T00:00:00Z'),
};
/** The day has begun everywhere, and the next has not yet come anywhere. */
export const countedAt = Temporal.Instant.from('2027-05-15T21:00:00Z');

const zones = [
  ...['Pacific/Auckland', 'Australia/Sydney', 'Asia/Tokyo', 'Asia/Manila', 'Asia/Jakarta', 'Asia/Dhaka'],
  ...['Asia/Kolkata', 'Asia/Kathmandu', 'Asia/Karachi', 'Asia/Tehran', 'Asia/Dubai', 'Europe/Istanbul'],
  ...[
    'Africa/Nairobi',
    'Africa/Johannesburg',
    'Africa/Cairo',
    'Europe/Berlin',
    'Europe/Paris',
    'Africa/Lagos',
  ],
  ...[
    'Europe/London',
    'Africa/Accra',
    'Atlantic/Azores',
    'America/Sao_Paulo',
    'America/Argentina/Buenos_Aires',
  ],
  ...['America/Halifax', 'America/New_York', 'America/Bogota', 'America/Chicago', 'America/Mexico_City'],
  ...['America/Denver', 'America/Los_Angeles', 'America/Anchorage', 'Pacific/Honolulu'],
];

/** Where a space is: half of them are on Slack, the others on Discord. */
export interface Place {
  readonly tenant: string;
  readonly channel: string;
}

/** People of one platform, in the order of the spaces that they are in, and the conversations with them that are known. */
export interface Peopled {
  readonly places: readonly Place[];
  readonly accounts: readonly string[];
  readonly direct?: readonly string[];
}

/** Spaces and people of a platform that nobody is connected to. */
export const madeUp = (platform: 'slack' | 'discord'): Peopled => ({
  places: Array.from({ length: spaces / 2 }, (_, i) => ({
    tenant: platform === 'slack' ? `T${String(i).padStart(9, '0')}` : String(10n ** 17n + BigInt(i)),
    channel: `C${String(i).padStart(9, '0')}`,
  })),
  accounts: Array.from({ length: people / 2 }, (_, i) =>
    platform === 'slack' ? `U${String(i).padStart(9, '0')}` : String(2n * 10n ** 17n + BigInt(i)),
  ),
});

/**
 * Fills a fresh database with it, and with the draft of a day for everybody, by the first person, who is a principal; its id
 * is `dayId`. Who speaks for a hub is the first of its members.
 */
export async function fillTheWorld(url: string, given: { slack: Peopled; discord: Peopled }): Promise<void> {
  const now = Temporal.Instant.from(plannedAt);
  const { slack, discord } = given;
  await fill(url, {
    ...{ people, rows: 0, now, tenants: { slack: 'T0NOWHERE', discord: '1' } },
    accounts: { slack: slack.accounts, discord: discord.accounts },
  });
  const places = [...slack.places, ...discord.places];
  const known = [...(slack.direct ?? []), ...(discord.direct ?? [])];
  const inHub = `1 + ((i - 1) * ${hubs} / ${people})`;
  const inSpace = `1 + ((i - 1) * ${spaces} / ${people})`;
  const spaceId = (n: string) => `filled.id('2026-01-05Z', 'space ' || ${n})`;
  const statements: readonly (readonly [string, readonly unknown[]])[] = [
    [
      `insert into hub (id, coalition_id, name, kind, zone, places, added_at)
       select filled.hub(i), $1, 'Hub ' || i, 'chapter', 'UTC', '', $2 from generate_series(51, ${hubs}) as i`,
      [coalitionId, plannedAt],
    ],
    [
      `update hub set places = 'Town ' || i || ', Lake ' || i, zone = ($1::text[])[1 + (i - 1) * ${zones.length} / ${hubs}]
       from generate_series(1, ${hubs}) as i where hub.id = filled.hub(i)`,
      [zones],
    ],
    ['delete from hub_member', []],
    [
      `insert into hub_member (hub_id, person_id, coalition_id, joined_at)
       select filled.hub(${inHub}), filled.person(i), $1, $2 from generate_series(1, ${people}) as i`,
      [coalitionId, plannedAt],
    ],
    [
      `update person set zone = hub.zone from hub_member, hub
       where hub_member.person_id = person.id and hub.id = hub_member.hub_id`,
      [],
    ],
    [
      `insert into space (id, platform, tenant, name, seen_at)
       select ${spaceId('i')}, case when i <= ${spaces / 2} then 'slack' else 'discord' end, tenant, 'Space ' || i, $2
       from unnest($1::text[]) with ordinality as given (tenant, i)`,
      [places.map(({ tenant }) => tenant), plannedAt],
    ],
    [
      `insert into space_channel (space_id, coalition_id, use, channel, can_post, checked_at)
       select ${spaceId('i')}, $2, 'actions', channel, true, $3
       from unnest($1::text[]) with ordinality as given (channel, i)`,
      [places.map(({ channel }) => channel), coalitionId, plannedAt],
    ],
    [
      `update account set space_id = ${spaceId(inSpace)}, direct = ($1::text[])[i]
       from generate_series(1, ${people}) as i where account.person_id = filled.person(i)`,
      [known.length === people ? known : []],
    ],
    [`delete from space where tenant in ('T0NOWHERE', '1')`, []],
    [
      `insert into binding (space_id, coalition_id, vouches, bound_at) select id, $1, true, $2 from space`,
      [coalitionId, plannedAt],
    ],
    [
      `insert into representative (id, coalition_id, person_id, hub_id, since)
       select filled.id('2026-01-06Z', 'speaks for ' || hub_id), $1, min(person_id::text)::uuid, hub_id, $2
       from hub_member group by hub_id`,
      [coalitionId, plannedAt],
    ],
    [
      `insert into convergence_day (id, coalition_id, called_by_id, state, name, ask, first_day, last_day, from_minute,
         until_minute, link_key, drafted_at, changed_at, drop_at)
       values ($1, $2, filled.person(1), 'draft', 'River day', 'Stand at the river nearest to you.', '${firstDay}',
         '${firstDay}', 720, 840, gen_random_uuid(), $3, $3, $3::timestamptz + interval '7 days')`,
      [dayId, coalitionId, plannedAt],
    ],
    [
      `insert into convergence_role (id, coalition_id, day_id, position, name)
       select filled.id('2026-01-07Z', 'role ' || i), $1, $2, i, 'role ' || i from generate_series(1, 4) as i`,
      [coalitionId, dayId],
    ],
    ['vacuum (analyze)', []],
  ];
  for (const [statement, values] of statements) await ask(url, statement, values);
}

/** These hubs hold the day, each led by who speaks for it; or are asked to and have not answered. */
export const hosts = (url: string, from: number, to: number, state: 'hosting' | 'asked' = 'hosting') =>
  ask(
    url,
    `insert into convergence_hosting (id, coalition_id, day_id, hub_id, state, what, place, lead_id, asked_at, hosted_at)
     select filled.id('2026-01-08Z', 'hosting ' || i), $1, $2, filled.hub(i), $3, 'We sing.',
       case when $3 = 'asked' then '' else 'Town ' || i end, case when $3 = 'asked' then null else person_id end, $4,
       case when $3 = 'asked' then null else $4::timestamptz end
     from generate_series($5::int, $6::int) as i join representative on hub_id = filled.hub(i)
     on conflict (id) do update set state = excluded.state, place = excluded.place, lead_id = excluded.lead_id`,
    [coalitionId, dayId, state, plannedAt, from, to],
  );

/** Every place that holds the day has a number, the same each time but for `more`. */
export const numbers = (url: string, more: number, at: string) =>
  ask(
    url,
    `with before as (update convergence_result set count = count + $3 returning id),
       made as (insert into convergence_result (id, coalition_id, day_id, hosting_id, count, source, final, reported_by_id,
         reported_at)
       select filled.id('2026-01-09Z', 'number ' || id), $1, $2, id, 20 + length(place), 'stewards', false, lead_id, $4
       from convergence_hosting where state = 'hosting' and not exists (select from before) returning id)
     update convergence_day set count_at = $4 where id = $2 and (select count(*) from made) >= 0`,
    [coalitionId, dayId, more, at],
  );
