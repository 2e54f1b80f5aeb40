import { type SQL, sql } from 'drizzle-orm';
import type { Db } from '#store/index.ts';

/** Of which coalition, since when, and when it is now. */
export interface Asked {
  readonly coalitionId: string;
  readonly from: Temporal.Instant;
  readonly now: Temporal.Instant;
}

/** The parts of a question: `c` the coalition, `from` and `now` the moments. */
export const partsOf = ({ coalitionId, from, now }: Asked) => ({
  c: sql`${coalitionId}::uuid`,
  from: sql`${from.toString()}::timestamptz`,
  now: sql`${now.toString()}::timestamptz`,
});

/** The first column of what plain SQL answers, sorted. */
export async function columnOf(db: Pick<Db, 'execute'>, query: SQL): Promise<readonly string[]> {
  const { rows } = await db.execute<Record<string, unknown>>(query);
  return rows.map((row) => String(Object.values(row)[0])).sort();
}
export const numberOf = async (db: Pick<Db, 'execute'>, query: SQL) => Number((await columnOf(db, query))[0]);

/** Listed organisations that are here; people whom members may find; those who can act. */
export const listed = (c: SQL) =>
  sql`(select id from organisation where coalition_id = ${c} and listed and left_at is null)`;
const findable = (c: SQL) => sql`(select id from person where coalition_id = ${c} and left_at is null
  and id in (select person_id from consent where kind = 'found' and answer = 'members'))`;
/** People whom weavers may find: of others’ ties no weaver reads. */
export const woven = (
  c: SQL,
) => sql`(select p.id from person p, consent k where p.coalition_id = ${c} and p.left_at is null
  and k.person_id = p.id and k.kind = 'found' and k.answer <> 'nobody')`;
export const acting = (c: SQL) => sql`(select id from person where coalition_id = ${c} and left_at is null
  and id in (select person_id from account where gone_at is null))`;

/** Days that are planned and not over in the last zone on earth. */
export const daysAhead = (
  c: SQL,
  now: SQL,
) => sql`(select id from convergence_day d where coalition_id = ${c} and state = 'planned'
  and (last_day::timestamp + until_minute * interval '1 minute') at time zone 'Etc/GMT+12' > ${now}
  and first_day <= ((${now} at time zone 'UTC') + interval '28 days')::date)`;

/** What nobody covers of days: one row each, with its day and what it is. */
export const gapsIn = (days: SQL) => sql`
  with meant as (
    select d.id as day, h.id as hub, h.places from convergence_day d join hub h on h.coalition_id = d.coalition_id
    where d.id in ${days} and h.closed_at is null
      and case when d.hub_id is not null then h.id = d.hub_id
        when exists (select from convergence_hub n where n.day_id = d.id)
        then exists (select from convergence_hub n where n.day_id = d.id and n.hub_id = h.id) else true end),
  counting as (
    select g.* from convergence_hosting g left join organisation o on o.id = g.organisation_id left join hub h on h.id = g.hub_id
    where g.day_id in ${days} and g.state = 'hosting' and coalesce(o.listed, true)
      and (g.lead_id is not null or g.id in (select hosting_id from convergence_result)
        or (case when o.id is null then h.closed_at else o.left_at end) is null)),
  corners as (select m.*, trim(place) as corner from meant m cross join unnest(string_to_array(m.places, ',')) as place),
  held as (select m.*, exists (select from counting g where g.day_id = m.day and (g.hub_id = m.hub
    or exists (select from corners k where k.day = m.day and k.hub = m.hub and strpos(g.place, k.corner) > 0))) as yes from meant m)
  select day, 'hub' as what from held where not yes
  union all
  select k.day, 'place' from corners k join held on held.day = k.day and held.hub = k.hub and held.yes
    where k.places like '%,%' and not exists (select from counting g where g.day_id = k.day and strpos(g.place, k.corner) > 0)
  union all select day_id, 'leader' from counting where lead_id is null
  union all select day_id, 'role' from convergence_role where day_id in ${days} and taken_by_id is null`;

/** Every figure there is, one plain question each. */
export function questions(asked: Asked): Readonly<Record<string, SQL>> {
  const { c, from, now } = partsOf(asked);
  const past = sql`from action where coalition_id = ${c} and state = 'posted' and starts_at > ${from} and starts_at <= ${now}`;
  const organisationOf = (id: SQL) =>
    sql`(select organisation_id from person where id = ${id} and organisation_id in ${listed(c)})`;
  const open = sql`from tie where coalition_id = ${c} and since is not null and first_id in ${findable(c)} and second_id in ${findable(c)}`;
  const requests = sql`from amplification_request q where coalition_id = ${c} and opened_at > ${from}`;
  const days = sql`from convergence_day d where coalition_id = ${c} and state not in ('draft', 'cancelled')
    and last_day >= (${from} at time zone 'UTC')::date - 1 and first_day <= (${now} at time zone 'UTC')::date + 28`;
  const ended = sql`from delivery where coalition_id = ${c} and ended_at > ${from}`;
  const pulses = sql`from pulse where coalition_id = ${c} and closes_at > ${from} and closes_at <= ${now} and participation is not null`;
  const answered = sql`id in (select listing_id from listing_answer)`;
  const role = (name: string, hub = sql`hub_id is null`) =>
    sql`select count(distinct person_id) from role where coalition_id = ${c} and role = ${name} and ${hub} and person_id in ${acting(c)}`;
  return {
    people: sql`select count(*) from person where coalition_id = ${c} and left_at is null`,
    joined: sql`select count(*) from person where coalition_id = ${c} and joined_at > ${from}`,
    left: sql`select count(*) from person where coalition_id = ${c} and left_at > ${from}`,
    newcomersLeading: sql`select count(*) from person where coalition_id = ${c} and left_at is null
      and joined_at > ${now} - interval '90 days' and id in (select person_id from role union select person_id from representative)`,
    reachable: sql`select count(*) from person where coalition_id = ${c} and left_at is null and id in (
      select person_id from account where gone_at is null and not (closed_at is not null and thread is null))`,
    organisations: sql`select count(*) from ${listed(c)} these`,
    signed: sql`select count(signed_at) from organisation where id in ${listed(c)}`,
    hubs: sql`select count(*) from hub where coalition_id = ${c} and closed_at is null`,
    hubsWithoutSpeaker: sql`select count(*) from hub where coalition_id = ${c} and closed_at is null and id not in (
      select hub_id from representative join person p on p.id = person_id where hub_id is not null and p.left_at is null)`,
    principals: role('principal'),
    drivers: role('driver', sql`true`),
    weavers: role('weaver'),
    operators: role('operator'),
    suggested: sql`select count(*) from introduction where coalition_id = ${c} and offered_at > ${from}`,
    introduced: sql`select count(*) from introduction where coalition_id = ${c} and introduced_at > ${from}`,
    met: sql`select count(*) from (select introduction_id from introduction_follow where coalition_id = ${c} and answer = 'met'
      group by 1 having min(answered_at) > ${from}) as first_time`,
    asksOpen: sql`select count(*) from introduction_ask where coalition_id = ${c} and state = 'open'`,
    findable: sql`select count(*) from ${findable(c)} these`,
    ties: sql`select count(*) ${open}`,
    tiesAcross: sql`select count(*) ${open} and ${organisationOf(sql`first_id`)} <> ${organisationOf(sql`second_id`)}`,
    unconnected: sql`select count(*) from ${findable(c)} these where id not in (select first_id ${open} union select second_id ${open})`,
    announced: sql`select count(*) from action where coalition_id = ${c} and state = 'posted' and posted_at > ${from}`,
    partsTaken: sql`select count(*) from (select distinct action_id, person_id from action_part
      where how <> 'shared' and action_id in (select id ${past})) as parts`,
    ledTogether: sql`select count(*) from action a where coalition_id = ${c} and state = 'posted' and posted_at > ${from} and (
      (select count(*) from action_stance where action_id = a.id and stance = 'run' and organisation_id in ${listed(c)}) > 1
      or exists (select from action_organiser where action_id = a.id and confirmed_at is not null
        and ${organisationOf(sql`person_id`)} <> ${organisationOf(sql`a.announcer_id`)}))`,
    pastActions: sql`select count(*) ${past}`,
    pastWithResult: sql`select count(*) ${past} and id in (select action_id from result)`,
    lessons: sql`select count(*) ${past} and lesson <> ''`,
    requests: sql`select count(*) ${requests}`,
    requestsOpen: sql`select count(*) from amplification_request where coalition_id = ${c} and state = 'open'
      and ends_at > ${now} and opened_at <= ${now} - interval '72 hours'`,
    requestsUnanswered: sql`select count(*) from amplification_request where coalition_id = ${c} and state = 'open'
      and ends_at > ${now} and opened_at <= ${now} - interval '72 hours'
      and id not in (select request_id from amplification_asked where will_at is not null)`,
    requestsInLanguages: sql`select count(*) ${requests} and framings::text like '%"es"%'`,
    organisationsSupported: sql`select count(distinct organisation_id) ${requests} and organisation_id in ${listed(c)}
      and id in (select request_id from amplification_asked where will_at is not null)`,
    organisationsAsking: sql`select count(distinct organisation_id) ${requests} and organisation_id in ${listed(c)}`,
    resources: sql`select count(*) from resource where coalition_id = ${c} and added_at > ${from}`,
    thanks: sql`select count(*) from resource_thanks where coalition_id = ${c} and thanked_at > ${from}`,
    needsOpen: sql`select count(*) from listing where coalition_id = ${c} and kind = 'need' and ended_at is null
      and ends_at > ${now} and not ${answered}`,
    needsAnswered: sql`select count(*) from listing where coalition_id = ${c} and kind = 'need' and listed_at > ${from} and ${answered}`,
    pulseAsked: sql`select coalesce(sum(asked), 0) ${pulses}`,
    pulseAnswered: sql`select coalesce(sum(floor(asked * participation / 100.0 + 0.5)), 0) ${pulses}`,
    pulsesClosed: sql`select count(*) ${pulses}`,
    pulsesAnsweredFor: sql`select count(*) ${pulses} and did <> ''`,
    purposeAgreed: sql`select floor(100 * s.high::float8 / s.everyone + 0.5) from pulse p cross join lateral (
        select sum(count) filter (where bands = 'high') as high, sum(count) as everyone from pulse_released r
        where r.pulse_id = p.id and r.segment_id is null
          and p.questions -> r.question ->> 'theme' = 'purpose') s
      where p.coalition_id = ${c} and p.state = 'closed' and s.high is not null order by p.number desc limit 1`,
    days: sql`select count(*) ${days}`,
    daysHosted: sql`select count(*) ${days} and id in (select day_id from convergence_hosting g where state = 'hosting'
      and not exists (select from organisation o where o.id = g.organisation_id and not o.listed))`,
    daysToCome: sql`select count(*) from ${daysAhead(c, now)} these`,
    dayGaps: sql`select count(*) from (${gapsIn(daysAhead(c, now))}) gaps`,
    delivered: sql`select count(*) ${ended} and state = 'sent'`,
    undelivered: sql`select count(*) ${ended} and state in ('refused', 'expired', 'uncertain') and coalesce(code, '') not in ('muted', 'left')`,
  };
}

/** Every figure by plain SQL. */
export async function plainFigures(
  db: Pick<Db, 'execute'>,
  asked: Asked,
): Promise<Readonly<Record<string, number>>> {
  const all: Record<string, number> = {};
  for (const [name, query] of Object.entries(questions(asked))) {
    const found = (await columnOf(db, query))[0];
    if (found !== undefined) all[name] = Number(found);
  }
  return all;
}
