// What a coalition of 14,000 has done week by week, for as many weeks as wanted: the same names as in fill-sql.ts.
import { fill } from './fill.ts';
import { coalitionId } from './fill-sql.ts';
import { ask } from './server.ts';

export const people = 14_000;
/** Deliveries are forgotten after so many weeks. */
const kept = 13;

const coalition = `'${coalitionId}'::uuid`;
/** `now` is given to all of them; `w` is how many weeks ago it was, `i` which one of its week. */
const at = (spread: string) => `$1::timestamptz - w * interval '7 days' - ${spread} * interval '1 minute'`;
const somebody = (number: string) => `filled.person(1 + (${number})::bigint * 7919 % ${people})`;
const organisation = (number: string) => `filled.organisation(1 + (${number}) % ${people / 10})`;
const each = (count: number) =>
  `from generate_series($2::int, $3::int) as w cross join generate_series(1, ${count}) as i`;

/** One week after another: introductions, actions, requests, resources, needs, a pulse, a day in four weeks. */
const history: readonly string[] = [
  `insert into introduction (id, coalition_id, first_id, second_id, weaver_id, reasons, reach, state, offered_at, introduced_at)
   select filled.id(at, 'past introduction ' || w || ' ' || i), ${coalition}, least(a, b), greatest(a, b), filled.person(1 + i % 12), '[]',
     'together', case when i % 3 = 0 then 'lapsed' else 'settled' end, at, case when i % 3 > 0 then at + interval '2 days' end
   from (select w, i, ${at('i * 60')} as at, ${somebody('w * 140 + i')} as a, ${somebody('w * 140 + i + 71')} as b ${each(140)}) as all_of_them`,
  `insert into introduction_side (id, coalition_id, introduction_id, person_id, told, open, answer)
   select gen_random_uuid(), ${coalition}, id, person_id, true, false, 'yes' from introduction
   cross join lateral (values (first_id), (second_id)) as both_of_them (person_id)
   where offered_at < ${at('0').replace('w', '$2::int')} and offered_at > ${at('0').replace('w', '($3::int + 1)')}`,
  `insert into introduction_follow (id, coalition_id, introduction_id, person_id, round, asked_at, answer, answered_at)
   select gen_random_uuid(), ${coalition}, id, person_id, 1, offered_at, case when offered_at > '2000-01-01' then 'met' end, offered_at + interval '10 days'
   from introduction cross join lateral (values (first_id), (second_id)) as both_of_them (person_id)
   where state = 'settled' and offered_at < ${at('0').replace('w', '$2::int')} and offered_at > ${at('0').replace('w', '($3::int + 1)')}`,
  `insert into introduction_ask (id, coalition_id, person_id, words, state, asked_at, alone_at, ends_at)
   select filled.id(at, 'past ask ' || w || ' ' || i), ${coalition}, ${somebody('w * 30 + i')}, 'zoning law',
     case when w = 0 then 'open' else 'closed' end, at, case when w = 0 and i > 20 then at + interval '3 days' end, at + interval '84 days'
   from (select w, i, ${at('i * 300')} as at ${each(30)}) as asks`,
  `insert into audit (id, coalition_id, at, person_id, act, subject, detail)
   select filled.id(at, 'past audit ' || w || ' ' || i), ${coalition}, at, ${somebody('i')},
     case when i % 50 = 0 then 'role.left' else 'person.vouched' end, ${somebody('i')}, '{"role": "driver"}'
   from (select w, i, ${at('i * 30')} as at ${each(300)}) as audits`,
  `insert into action (id, coalition_id, announcer_id, state, title, what, starts_at, zone, tactic, audience, lesson, drafted_at, posted_at)
   select filled.id(at, 'past action ' || w || ' ' || i), ${coalition}, ${somebody('w * 40 + i')}, case when i % 20 = 0 then 'cancelled' else 'posted' end,
     'Action ' || w || ' ' || i, '', at, 'UTC', 'canvass', case when i % 4 = 0 then 'hubs' else 'coalition' end,
     case when i % 3 = 0 then 'Bring tables.' else '' end, at - interval '9 days', at - interval '8 days'
   from (select w, i, ${at('i * 240')} + interval '3 days' as at ${each(40)}) as actions`,
  `insert into action_part (action_id, person_id, coalition_id, how, since)
   select id, ${somebody('hashtext(id::text)::bigint % 1000 + 1000 + k')}, ${coalition}, case when k % 5 = 0 then 'help' else 'in' end, posted_at
   from action cross join generate_series(1, 20) as k
   where drafted_at < ${at('0').replace('w', '$2::int')} and drafted_at > ${at('0').replace('w', '($3::int + 3)')} on conflict do nothing`,
  `insert into action_stance (action_id, organisation_id, coalition_id, stance, set_at)
   select filled.id(at, 'past action ' || w || ' ' || i), ${organisation('i * 3 + k')}, ${coalition}, (array['run', 'run', 'support'])[k], at
   from (select w, i, ${at('i * 240')} + interval '3 days' as at ${each(40)}) as actions cross join generate_series(1, 3) as k on conflict do nothing`,
  `insert into result (id, coalition_id, action_id, count, unit, source, final, reported_at)
   select gen_random_uuid(), ${coalition}, filled.id(at, 'past action ' || w || ' ' || i), i * 7, unit, 'stewards', i % 2 = 0, at + interval '1 day'
   from (select w, i, ${at('i * 240')} + interval '3 days' as at ${each(40)}) as actions cross join (values ('people'), ('doors')) as counted (unit)
   where i % 4 > 0 and w > 0`,
  `insert into amplification_request (id, coalition_id, requester_id, organisation_id, state, ask, tactic, urgent, framings, ends_at, drafted_at, opened_at)
   select filled.id(at, 'past request ' || w || ' ' || i), ${coalition}, ${somebody('w * 20 + i')}, ${organisation('w * 20 + i')},
     case when w = 0 then 'open' else 'ended' end, 'Please share', 'petition', false, '[{"words": "Look", "language": "en"}]',
     at + interval '10 days', at, at from (select w, i, ${at('i * 400')} as at ${each(20)}) as requests`,
  `insert into amplification_asked (id, coalition_id, request_id, person_id, framing, asked_at, will_at, done_at)
   select gen_random_uuid(), ${coalition}, filled.id(at, 'past request ' || w || ' ' || i), ${somebody('w * 1200 + i * 60 + k')}, 0, at,
     case when i % 4 > 0 and k % 3 = 0 then at end, case when i % 4 > 0 and k % 6 = 0 then at end
   from (select w, i, ${at('i * 400')} as at ${each(20)}) as requests cross join generate_series(1, 60) as k on conflict do nothing`,
  `insert into resource (id, coalition_id, added_by_id, kind, title, link, good_for, language, maker, added_at, thanks)
   select filled.id(at, 'past resource ' || w || ' ' || i), ${coalition}, ${somebody('w * 10 + i')}, 'toolkit', 'Kit', 'https://example.org/' || w || '/' || i,
     'Doors', 'English', '', at, 3 from (select w, i, ${at('i * 900')} as at ${each(10)}) as resources`,
  `insert into resource_thanks (id, coalition_id, resource_id, person_id, words, thanked_at)
   select gen_random_uuid(), ${coalition}, filled.id(at, 'past resource ' || w || ' ' || i), ${somebody('w * 30 + i * 3 + k')}, '', at
   from (select w, i, ${at('i * 900')} as at ${each(10)}) as resources cross join generate_series(1, 3) as k on conflict do nothing`,
  `insert into listing (id, coalition_id, person_id, kind, words, listed_at, ends_at, ended_at)
   select filled.id(at, 'past listing ' || w || ' ' || i), ${coalition}, ${somebody('w * 60 + i')}, case when i % 3 = 0 then 'offer' else 'need' end,
     filled.said(i, 'listing'), at, at + interval '30 days', case when w > 4 then at + interval '30 days' end
   from (select w, i, ${at('i * 150')} as at ${each(60)}) as listings`,
  `insert into listing_answer (id, coalition_id, listing_id, person_id, address, answered_at)
   select gen_random_uuid(), ${coalition}, filled.id(at, 'past listing ' || w || ' ' || i), ${somebody('w * 60 + i + 7')}, 'by mail', at
   from (select w, i, ${at('i * 150')} as at ${each(60)}) as listings where i % 2 = 0`,
  `insert into pulse (id, coalition_id, number, state, questions, public_key, opens_at, closes_at, eligible, asked, did, participation)
   select filled.id(at, 'past pulse ' || w), ${coalition}, 1000 - w, 'closed', '[{"id": "purpose-clear", "theme": "purpose"}, {"id": "load-rest", "theme": "load"}]',
     '\\x00', at - interval '3 days', at, ${people}, ${people / 4}, '', 40 from (select w, ${at('i * 2880')} as at ${each(1)}) as pulses`,
  `insert into pulse_released (id, pulse_id, coalition_id, question, segment_id, bands, count)
   select gen_random_uuid(), filled.id(at, 'past pulse ' || w), ${coalition}, question, case when h > 0 then filled.hub(h) end, bands, 20 + h
   from (select w, ${at('i * 2880')} as at ${each(1)}) as pulses cross join generate_series(0, 1) as question
     cross join generate_series(0, 50) as h cross join (values ('low'), ('middle'), ('high')) as told (bands)`,
  `insert into convergence_day (id, coalition_id, state, name, ask, first_day, last_day, from_minute, until_minute, link_key, drafted_at, planned_at, changed_at)
   select filled.id(at, 'past day ' || w), ${coalition}, case when w > 2 then 'over' else 'planned' end, 'Day ' || w, 'Come',
     (at + interval '17 days')::date, (at + interval '17 days')::date, 600, 900, gen_random_uuid(), at - interval '60 days', at - interval '59 days', at - interval '59 days'
   from (select w, ${at('i')} as at ${each(1)}) as days where w % 4 = 0`,
  `insert into convergence_hosting (id, coalition_id, day_id, hub_id, state, place, lead_id, hosted_at)
   select gen_random_uuid(), ${coalition}, filled.id(at, 'past day ' || w), filled.hub(k), case when k % 5 = 0 then 'asked' else 'hosting' end,
     'Corner ' || k, case when k % 4 > 0 then ${somebody('w * 50 + k')} end, at - interval '20 days'
   from (select w, ${at('i')} as at ${each(1)}) as days cross join generate_series(1, 40) as k where w % 4 = 0`,
  `insert into convergence_role (id, coalition_id, day_id, position, name)
   select gen_random_uuid(), ${coalition}, filled.id(at, 'past day ' || w), k, 'Role ' || k
   from (select w, ${at('i')} as at ${each(1)}) as days cross join generate_series(1, 3) as k where w % 4 = 0`,
  `insert into network_week (coalition_id, week, figures, counted_at)
   select ${coalition}, date_trunc('week', ${at('0')})::date, '{"people": 14000, "ties": 40000}', ${at('0')}
   from generate_series(greatest(1, $2::int), $3::int) as w on conflict do nothing`,
  `insert into digest (id, coalition_id, reader, state, made_at)
   select gen_random_uuid(), ${coalition}, reader, 'sent', ${at('0')} from generate_series(greatest(1, $2::int), $3::int) as w
   cross join (values ('operator'), ('weaver')) as readers (reader)`,
];
/** Two messages a week for everybody, of which 3 % do not arrive. */
const deliveries = `insert into delivery (id, coalition_id, kind, subject, recipient, person_id, unasked, lane, state, due_at, expires_at, created_at, ended_at, code)
  select filled.id(at, 'past delivery ' || w || ' ' || i), ${coalition}, (array['intro.offer', 'intro.follow', 'home.bundle', 'action.post'])[1 + i % 4],
    gen_random_uuid(), 'person:' || i, ${somebody('w * 28000 + i')}, false, 3,
    case when i % 1000 < 970 then 'sent' when i % 1000 < 985 then 'refused' when i % 1000 < 998 then 'expired' else 'uncertain' end,
    at, at + interval '8 days', at, at + interval '1 second', case when i % 1000 >= 970 and i % 1000 < 985 then (array['closed', 'left', 'muted'])[1 + i % 3] end
  from (select w, i, $1::timestamptz - w * interval '7 days' - i * interval '20 seconds' as at ${each(2 * people)}) as sent`;

/** Fills a fresh database with everybody and so many weeks of what they did, and of messages as old in proportion. */
export async function fillWeeks(
  url: string,
  weeks: number,
  now: Temporal.Instant,
  years: number,
): Promise<void> {
  await fill(url, { people, rows: 0, now });
  const moment = now.toString();
  for (const statement of history) await ask(url, statement, [moment, 0, weeks - 1]);
  await ask(url, deliveries, [moment, 0, (kept * years) / 2 - 1]);
  await ask(url, 'vacuum (analyze)');
}
