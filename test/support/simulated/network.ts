import { sql } from 'drizzle-orm';
import type { Db } from '#store/index.ts';
import { type Asked, columnOf, listed, partsOf } from './plainly.ts';

/** How closely each listed organisation works with others, by plain SQL: “id stage”. `from` is half a year ago. */
export async function stagesPlainly(db: Pick<Db, 'execute'>, asked: Asked): Promise<readonly string[]> {
  const { c, from } = partsOf(asked);
  const belongs = sql`belongs as (select id as person, organisation_id as own from person where coalition_id = ${c} and organisation_id is not null)`;
  const query = sql`
    with ${belongs},
    gave as (
      select a.person_id as giver, q.organisation_id as taker from amplification_asked a join amplification_request q on q.id = request_id
        where a.coalition_id = ${c} and done_at > ${from}),
    two as (
      select b.own as one, taker as other from gave join belongs b on b.person = giver
      union select b.own, n.own from resource_thanks t join resource r on r.id = t.resource_id join belongs b on b.person = r.added_by_id
        join belongs n on n.person = t.person_id where t.coalition_id = ${c} and t.thanked_at > ${from}
      union select b.own, n.own from listing_answer a join listing l on l.id = a.listing_id join belongs b on b.person = a.person_id
        join belongs n on n.person = l.person_id where a.coalition_id = ${c} and a.answered_at > ${from}),
    supported as (
      select one as id from two where one <> other union select other from two where one <> other
      union select own from resource r join belongs on person = r.added_by_id where r.coalition_id = ${c} and r.added_at > ${from}),
    recent as (select a.id, (select own from belongs where person = a.announcer_id) as own from action a
      where coalition_id = ${c} and state = 'posted' and posted_at > ${from}),
    coordinated as (
      select s.organisation_id as id from action_stance s join recent on recent.id = s.action_id where s.organisation_id is distinct from own
      union select g.organisation_id from convergence_hosting g join convergence_day d on d.id = g.day_id
        where g.coalition_id = ${c} and g.state = 'hosting' and hosted_at > ${from} and d.state in ('planned', 'over')),
    led as (select r.own as one, b.own as other from recent r join action_organiser o on o.action_id = r.id
      join belongs b on b.person = o.person_id where o.confirmed_at is not null and r.own <> b.own
        and r.own in ${listed(c)} and b.own in ${listed(c)}),
    run as (select s.organisation_id as id from action_stance s join recent r on r.id = s.action_id where s.stance = 'run' and s.organisation_id in ${listed(c)}
      and exists (select from action_stance o where o.action_id = s.action_id and o.stance = 'run' and o.organisation_id <> s.organisation_id
        and o.organisation_id in ${listed(c)})),
    collaborated as (select one as id from led union select other from led union select id from run),
    serving as (select own as id from belongs join person p on p.id = person and p.left_at is null
      where person in (select person_id from role where hub_id is null)
        or person in (select person_id from representative where hub_id is not null))
    select o.id || ' ' || case
      when o.id in (select id from collaborated) and o.signed_at is not null and o.id in (select id from serving) then 'coalition'
      when o.id in (select id from collaborated) then 'collaboration'
      when o.id in (select id from coordinated where id is not null) then 'coordination'
      when o.id in (select id from supported where id is not null) then 'cooperation' else 'independence' end
    from organisation o where o.id in ${listed(c)}`;
  return await columnOf(db, query);
}

const found = (which: 'organisations' | 'people') =>
  which === 'organisations' ? sql`('members')` : sql`('members', 'weavers')`;

/** What stands on a map by plain SQL: names, and “name, name, ties” for each line, the names in their order. */
export async function mapPlainly(db: Pick<Db, 'execute'>, asked: Asked, which: 'organisations' | 'people') {
  const { c } = partsOf(asked);
  const people = sql`(select p.id, p.name, p.organisation_id from person p join consent k on k.person_id = p.id and k.kind = 'found'
    where p.coalition_id = ${c} and p.left_at is null and k.answer in ${found(which)})`;
  const nodes =
    which === 'people'
      ? sql`select name from ${people} p`
      : sql`select name from organisation where id in ${listed(c)}`;
  const label = (alias: 'a' | 'b') =>
    which === 'people'
      ? sql`${sql.raw(alias)}.name`
      : sql`(select name from organisation o where o.id = ${sql.raw(alias)}.organisation_id and o.id in ${listed(c)})`;
  const edges = sql`
    with joins as (select ${label('a')} as one, ${label('b')} as other from tie t join ${people} a on a.id = t.first_id
      join ${people} b on b.id = t.second_id where t.coalition_id = ${c} and t.since is not null)
    select least(one, other) || ', ' || greatest(one, other) || ', ' || count(*) from joins
    where one <> other group by least(one, other), greatest(one, other)`;
  return { names: await columnOf(db, nodes), lines: await columnOf(db, edges) };
}

/** Of each table, rows that only say what was declined, denied, blocked, or not answered: the people in them. */
export const denied: Readonly<Record<string, string>> = {
  'who said no to an offer': `select person_id from introduction_side where answer = 'no'`,
  'who has not answered an offer': `select person_id from introduction_side where answer is null`,
  'who denied a meeting': `select person_id from introduction_follow where answer in ('rather not', 'could not')`,
  'who did not say whether they met': `select person_id from introduction_follow where answer is null`,
  'who blocked somebody': `select person_id from block`,
  'who was blocked': `select blocked_person_id from block`,
  'whom somebody claims to know': `select other_id from introduction_claim`,
  'who rests from offers': `select person_id from introduction_rest`,
  'who was asked to share and did not': `select person_id from amplification_asked where will_at is null`,
  'who was asked to lead an action and did not say': `select person_id from action_organiser where confirmed_at is null`,
  'who was asked to lead a place and did not say': `select lead_id from convergence_hosting where led_at is null`,
  'who was asked by a pulse': `select person_id from pulse_roster`,
  'to whom nothing was delivered': `select person_id from delivery where state in ('refused', 'expired', 'uncertain')`,
};
