import { type SQL, sql } from 'drizzle-orm';
import type { Db } from '#store/index.ts';
import {
  type Asked,
  acting,
  columnOf,
  daysAhead,
  gapsIn,
  listed,
  numberOf,
  partsOf,
  woven,
} from './plainly.ts';

/** What stands in a digest by plain SQL: keys of its items, by kind, and the numbers of its sentences, by section. */
export interface Expected {
  readonly keys: readonly string[];
  readonly numbers: Readonly<Record<string, readonly number[]>>;
}

/** So many messages that may not have arrived are told one by one. */
const inDoubt = 2;
/** So many of one kind are told one by one, those that wait longest. */
const most = 100;

const answered = sql`(select request_id from amplification_asked where will_at is not null)`;
/** Requests nobody answered in 72 hours, and needs nobody answered in a week; of all, or of people of hubs. */
const left = (c: SQL, now: SQL, whose: (person: SQL) => SQL) => [
  sql`select 'request:' || id from amplification_request where coalition_id = ${c} and state = 'open' and ends_at > ${now}
    and opened_at <= ${now} - interval '3 days' and id not in ${answered} and ${whose(sql`requester_id`)}
    order by opened_at, id limit ${most}`,
  sql`select 'need:' || id from listing where coalition_id = ${c} and kind = 'need' and ended_at is null and ends_at > ${now}
    and listed_at < ${now} - interval '7 days' and id not in (select listing_id from listing_answer) and ${whose(sql`person_id`)}
    order by listed_at, id limit ${most}`,
];

/** Operators: everything of the whole coalition. `figures` are those of the same time, by plain SQL. */
export async function operatorsExpect(
  db: Pick<Db, 'execute'>,
  asked: Asked,
  figures: Readonly<Record<string, number>>,
): Promise<Expected> {
  const { c, from, now } = partsOf(asked);
  const figure = (...names: readonly string[]) => names.map((name) => figures[name] ?? -1);
  const unknown = sql`from action where coalition_id = ${c} and state = 'posted' and ask_at is null
    and starts_at < ${now} and starts_at > ${now} - interval '21 days' and id not in (select action_id from result)`;
  const held = (
    name: string,
  ) => sql`(select person_id from role where coalition_id = ${c} and role = ${name} and hub_id is null
    and person_id in ${acting(c)})`;
  const speakers = sql`(select count(*) from representative r join person p on p.id = r.person_id and p.left_at is null where r.hub_id = hub.id)`;
  const unsaid = sql`select 'pulse-did:' || id from pulse where coalition_id = ${c} and participation is not null and did = ''
    and number = (select max(number) from pulse where coalition_id = ${c} and state in ('closed', 'void'))
    and not exists (select from pulse where coalition_id = ${c} and state = 'open')`;
  const badly = sql`from delivery where coalition_id = ${c} and ended_at >= ${from} and state in ('refused', 'expired')
    and code is distinct from 'muted' and code is distinct from 'left'`;
  const doubtful = sql`from delivery where coalition_id = ${c} and ended_at >= ${from} and state = 'uncertain'`;
  const thinRoles = sql`
    select r from unnest(array['principal', 'weaver']) r where (select count(*) from role where coalition_id = ${c} and role = r
      and hub_id is null and person_id in ${acting(c)}) < 2
    union select 'operator' where (select count(distinct organisation_id) from person where id in ${held('operator')}) < 2
    union select 'driver' where not exists (select from role where coalition_id = ${c} and role = 'driver' and person_id in ${acting(c)})`;
  const queries = [
    sql`select 'vouch:' || id from person where coalition_id = ${c} and left_at is null and vouched_at is null
      order by joined_at, name, id limit ${most}`,
    sql`select 'vouch' where (select count(*) from person where coalition_id = ${c} and left_at is null and vouched_at is null) > ${most}`,
    sql`select 'intro-asks' where exists (select from introduction_ask where coalition_id = ${c} and state = 'open' and alone_at is not null)`,
    sql`select 'action-result:' || id ${unknown} and audience = 'coalition'`,
    sql`select 'action-results' where exists (select ${unknown} and audience <> 'coalition')`,
    sql`select distinct 'support:' || organisation_id from amplification_request q where coalition_id = ${c}
      and opened_at is not null and ends_at > ${from} and opened_at > ${from} - interval '60 days' and organisation_id in ${listed(c)}
      and (select count(*) from person p where p.organisation_id = q.organisation_id and p.id in ${acting(c)}) >= 5`,
    unsaid,
    sql`select 'role:' || r from (${thinRoles}) thin`,
    sql`select distinct 'role-left:' || (detail ->> 'role') from audit where coalition_id = ${c} and act = 'role.left' and at > ${from}
      and not detail ? 'hub' and detail ->> 'role' not in (${thinRoles})`,
    sql`select 'hub-speaker:' || id from hub where coalition_id = ${c} and closed_at is null and ${speakers} = 0`,
    sql`select 'hubs-one-speaker' where exists (select from hub where coalition_id = ${c} and closed_at is null and ${speakers} = 1)`,
    sql`select 'day:' || id from ${daysAhead(c, now)} these`,
    ...left(c, now, () => sql`true`),
    sql`select 'delivery:' || id ${doubtful} order by ended_at, position limit ${inDoubt}`,
    sql`select 'deliveries-uncertain' where (select count(*) ${doubtful}) > ${inDoubt}`,
    sql`select distinct 'stuck:' || name from due_failure where coalition_id = ${c} and stuck`,
    sql`select distinct 'lost:' || kind || ' ' || state || ' ' || coalesce(code, '') ${badly}`,
    sql`select 'stage:' || organisation_id from network_stage where coalition_id = ${c} and before is not null and since >= ${from}
      and organisation_id in ${listed(c)} and organisation_id in (
        select organisation_id from person where id in ${acting(c)} and suspended_at is null group by 1 having count(*) > 4)`,
  ];
  const keys: string[] = [];
  for (const query of queries) keys.push(...(await columnOf(db, query)));
  const made = figure('suggested', 'introduced', 'met');
  const isQuiet = made.every((count) => count === 0);
  const alone = figures.unconnected === 0 ? [] : figure('unconnected', 'findable');
  if (isQuiet && alone.length > 0) keys.push('unconnected');
  const numbers = {
    people: figure('joined', 'left').some((count) => count > 0) ? figure('joined', 'left', 'people') : [],
    introductions: isQuiet ? [] : [...made, ...alone],
    actions: [...figure('announced', 'pastActions', 'partsTaken'), ...(await reported(db, asked))],
    support: await shared(db, asked),
    deliveries: [
      await numberOf(db, sql`select count(*) ${badly}`),
      await numberOf(db, sql`select count(*) ${doubtful}`),
    ],
  };
  return { keys: keys.sort(), numbers };
}

async function shared(db: Pick<Db, 'execute'>, asked: Asked): Promise<readonly number[]> {
  const { c, from } = partsOf(asked);
  const asks = sql`from amplification_asked where coalition_id = ${c} and asked_at > ${from}`;
  const all = [
    await numberOf(db, sql`select count(*) ${asks}`),
    await numberOf(
      db,
      sql`select count(distinct organisation_id) from amplification_request where organisation_id in ${listed(c)}
        and id in (select request_id ${asks})`,
    ),
    await numberOf(
      db,
      sql`select count(*) from amplification_asked where coalition_id = ${c} and done_at > ${from}`,
    ),
  ];
  return all[0] === 0 && all[2] === 0 ? [] : all;
}

/**
 * What actions added up to of which a number came: of each unit the ends of its ranges, from how many sources and
 * actions, final and preliminary apart.
 */
async function reported(db: Pick<Db, 'execute'>, asked: Asked): Promise<readonly number[]> {
  const { c, from } = partsOf(asked);
  const { rows } = await db.execute<Record<'least' | 'most' | 'sources' | 'actions', number>>(sql`
    with standing as (
      select r.*, bool_or(final) over (partition by action_id, unit) as is_final from result r
      where coalition_id = ${c} and corrected_by_id is null and action_id in (
        select a.id from action a join result n on n.action_id = a.id
        where a.state = 'posted' and n.corrected_by_id is null and n.reported_at > ${from})),
    ranges as (
      select unit, is_final, action_id, min(count) as least, max(count) as most,
      count(*) as sources from standing where final = is_final group by 1, 2, 3)
    select sum(least)::int as least, sum(most)::int as most, sum(sources)::int as sources, count(*)::int as actions from ranges
    group by unit, is_final
    having (select count(distinct action_id) from ranges o where o.unit = ranges.unit) > 1
      or (select bool_and(a.audience = 'coalition') from ranges o join action a on a.id = o.action_id where o.unit = ranges.unit)`);
  return rows.flatMap(({ least, most, sources, actions }) => [
    ...(least === most ? [most] : [least, most]),
    ...[sources, ...(actions > 1 ? [actions] : [])],
  ]);
}

/** A weaver: of everybody, or of the people of their hubs. */
export async function weaverExpects(
  db: Pick<Db, 'execute'>,
  asked: Asked,
  weaverId: string,
  hubIds: readonly string[] | undefined,
): Promise<Expected> {
  const { c, now } = partsOf(asked);
  const inHubs = sql`(select person_id from hub_member where hub_id = any(${`{${(hubIds ?? []).join()}}`}::uuid[]))`;
  const isTheirs = (person: SQL) => (hubIds ? sql`${person} in ${inHubs}` : sql`true`);
  const free = (
    person: SQL,
    asker: SQL,
  ) => sql`exists (select from person p where p.id = ${person} and p.left_at is null
    and (p.snoozed_until is null or p.snoozed_until <= ${now})
    and not exists (select from introduction_side s where s.person_id = p.id and s.open)
    and (select count(*) from introduction_turn t where t.person_id = p.id and t.day > ${now} - interval '30 days') < 2
    and (p.id = ${asker} or (p.vouched_at is not null
      and exists (select from consent k where k.person_id = p.id and k.kind = 'suggested' and k.answer = 'yes')
      and not exists (select from introduction_rest r where r.person_id = p.id and r.since is not null))))`;
  const asker = sql`coalesce((select person_id from introduction_ask a where a.id = q.ask_id), ${c})`;
  const queued = sql`from introduction_suggestion q where coalition_id = ${c} and (hidden_until is null or hidden_until <= ${now})
    and ${free(sql`first_id`, asker)} and ${free(sql`second_id`, asker)} and (${isTheirs(sql`first_id`)} or ${isTheirs(sql`second_id`)})`;
  const unheld = sql`(held_by_id is null or held_by_id = ${weaverId}::uuid or held_until is null or held_until <= ${now})`;
  const asks = sql`from introduction_ask a where coalition_id = ${c} and state = 'open' and ${isTheirs(sql`person_id`)}`;
  const queries = [
    sql`select 'pair:' || first_id || ' ' || second_id ${queued} and ${unheld}`,
    sql`select 'ask:' || id ${asks} and (alone_at is not null or id not in (select ask_id ${queued} and ${unheld} and ask_id is not null))`,
    ...left(c, now, isTheirs),
    apart('hub', c, hubIds),
    ...(hubIds ? [] : [apart('organisation', c, undefined)]),
  ];
  const keys: string[] = [];
  const ties = await numberOf(
    db,
    sql`select count(*) from tie where since is not null and first_id in ${woven(c)} and second_id in ${woven(c)}`,
  );
  for (const query of ties < 30 ? queries.slice(0, 4) : queries) keys.push(...(await columnOf(db, query)));
  const numbers = {
    suggestions: [await numberOf(db, sql`select count(*) ${queued}`)],
    asks: [await numberOf(db, sql`select count(*) ${asks}`)],
  };
  return { keys: keys.sort(), numbers };
}

/** Each of the largest hundred groups of five or more with the largest other that it has no tie with. */
function apart(kind: 'hub' | 'organisation', c: SQL, hubIds: readonly string[] | undefined): SQL {
  const member =
    kind === 'hub'
      ? sql`select m.hub_id as g, m.person_id as p, h.name from hub_member m join hub h on h.id = m.hub_id
          where h.coalition_id = ${c} and h.closed_at is null`
      : sql`select o.id as g, p.id as p, o.name from person p join organisation o on o.id = p.organisation_id
          where p.coalition_id = ${c} and p.left_at is null and o.id in ${listed(c)}`;
  const theirs = hubIds ? `{${hubIds.join()}}` : undefined;
  return sql`
    with member as (${member}),
    groups as (select g, row_number() over (order by count(*) desc, name) as nth from member group by g, name having count(*) >= 5
      order by count(*) desc, name limit 100),
    both_ways as (select first_id as a, second_id as b from tie where coalition_id = ${c} and since is not null
      union select second_id, first_id from tie where coalition_id = ${c} and since is not null),
    knows as (select * from member where p in ${woven(c)}),
    known as (select distinct m.g as one, n.g as other from both_ways t join knows m on m.p = t.a join knows n on n.p = t.b
      union select m.g, n.g from knows m join knows n on n.p = m.p),
    pairs as (select distinct on (one.g) one.g as one, o.g as other from groups one join groups o on o.g <> one.g
        left join known k on k.one = one.g and k.other = o.g where k.one is null order by one.g, o.nth)
    select distinct 'apart:' || least(one, other) || ' ' || greatest(one, other) from pairs
      ${theirs === undefined ? sql`` : sql`where one = any(${theirs}::uuid[]) or other = any(${theirs}::uuid[])`}`;
}

/** How many gaps of each kind a day has, by plain SQL. */
export async function gapsOf(
  db: Pick<Db, 'execute'>,
  dayId: string,
): Promise<Readonly<Record<string, number>>> {
  const { rows } = await db.execute<{ what: string; count: number }>(
    sql`select what, count(*)::int as count from (${gapsIn(sql`(${dayId}::uuid)`)}) gaps group by what`,
  );
  return Object.fromEntries(rows.map(({ what, count }) => [what, count]));
}
