// The statements behind `fill` for what people do together: the same names as in fill-sql.ts.
import { coalitionId } from './fill-sql.ts';

const coalition = `'${coalitionId}'::uuid`;
const now = `:now::timestamptz`;
const organisations = `greatest(1, :people::int / 10)`;
/** One of everybody, another for each number. */
const somebody = (number: string) => `filled.person(1 + (${number}) * 7919 % :people::int)`;

// What is under way is as much whatever has ended: twenty actions, ten requests, forty offers and needs.
const actions = `(select i, at, case when i <= 20 then ${now} + i * interval '1 day' else at end as starts, i > 20 as past
  from (select i, ${now} - i * interval '1 hour' as at from generate_series(1, greatest(40, :rows::bigint / 500)) as i) as each_hour) as acts`;
const requests = `(select i, i <= 10 as open, ${now} - i * interval '2 hours' as at
  from generate_series(1, greatest(20, :rows::bigint / 1000)) as i) as requests`;
const listings = `(select i, i <= 40 as open, ${now} - i * interval '20 minutes' as at
  from generate_series(1, greatest(80, :rows::bigint / 200)) as i) as listings`;
const resources = `generate_series(1, greatest(20, :rows::bigint / 500)) as i`;
/** The last of these pulses is open. */
const pulses = `generate_series(1, 60) as number`;
const pulse = `filled.id(${now} - interval '60 weeks', 'pulse ' || number)`;

/** Actions and results, requests and whom they were asked of, resources, offers and needs, and a pulse a week. */
export const together: readonly string[] = [
  `insert into space_channel (space_id, coalition_id, use, channel, can_post, checked_at)
   select id, ${coalition}, use, 'C0' || upper(use), true, ${now} from space cross join (values ('actions'), ('pulse')) as uses (use)`,
  `insert into action (id, coalition_id, announcer_id, state, title, what, starts_at, zone, place, tactic, audience, lesson,
     drafted_at, posted_at, cancelled_at)
   select filled.id(at, 'action ' || i), ${coalition}, ${somebody('i')}, case when i % 25 = 0 then 'cancelled' else 'posted' end,
     'Action ' || i || ' for ' || filled.word('t' || i), filled.said(i, 'what'), starts, 'UTC', 'Place ' || i % 300,
     (array['meeting', 'canvass', 'petition', 'care'])[1 + i % 4], 'coalition',
     case when past and i % 3 = 0 then filled.said(i, 'lesson') else '' end, at - interval '8 days', at - interval '7 days',
     case when i % 25 = 0 then at - interval '1 day' end from ${actions}`,
  `insert into action_hub (action_id, hub_id, coalition_id)
   select filled.id(at, 'action ' || i), filled.hub(1 + i % 50), ${coalition} from ${actions} where i % 4 = 0`,
  `insert into action_copy (action_id, space_id, coalition_id, delivery_id)
   select filled.id(at, 'action ' || i), space.id, ${coalition}, filled.id(at, 'copy ' || i || space.id) from ${actions} cross join space`,
  `insert into action_part (action_id, person_id, coalition_id, how, since)
   select filled.id(at, 'action ' || i), ${somebody('i * 31 + k')}, ${coalition}, case when k % 5 = 0 then 'help' else 'in' end, at
   from ${actions} cross join generate_series(1, 20) as k order by at, k on conflict do nothing`,
  `insert into action_need (id, coalition_id, action_id, place, words, taken_by_id, taken_at)
   select filled.id(at, 'need ' || i || ' ' || k), ${coalition}, filled.id(at, 'action ' || i), k, filled.word('need' || i || k),
     case when past then ${somebody('i * 17 + k')} end, case when past then at end from ${actions} cross join generate_series(1, 2) as k`,
  `insert into action_stance (action_id, organisation_id, coalition_id, stance, set_by_id, set_at)
   select filled.id(at, 'action ' || i), filled.organisation(1 + (i * 3 + k) % ${organisations}), ${coalition},
     (array['run', 'support', 'pass on'])[k], ${somebody('i + k')}, at
   from ${actions} cross join generate_series(1, 3) as k on conflict do nothing`,
  `insert into action_organiser (id, coalition_id, action_id, person_id, asked_at, confirmed_at)
   select filled.id(at, 'organiser ' || i), ${coalition}, filled.id(at, 'action ' || i), ${somebody('i + 1')}, at, at
   from ${actions} where i % 5 = 0`,
  `insert into tactic_mute (person_id, tactic, coalition_id)
   select filled.person(i), 'petition', ${coalition} from generate_series(1, :people::int, 20) as i`,
  `insert into result (id, coalition_id, action_id, count, unit, source, final, reported_by_id, reported_at)
   select filled.id(at, 'result ' || i || unit), ${coalition}, filled.id(at, 'action ' || i), i % 400, unit, 'stewards', i % 2 = 0,
     ${somebody('i')}, at from ${actions} cross join (values ('people'), ('doors')) as counted (unit) where past and i % 25 <> 0`,
  `insert into credit (action_id, organisation_id, coalition_id)
   select filled.id(at, 'action ' || i), filled.organisation(1 + i % ${organisations}), ${coalition} from ${actions} where past`,
  `insert into amplification_request (id, coalition_id, requester_id, organisation_id, state, ask, link, tactic, urgent, framings,
     from_hour, until_hour, ends_at, drafted_at, opened_at, due_at)
   select filled.id(at, 'request ' || i), ${coalition}, ${somebody('i')}, filled.organisation(1 + i % ${organisations}),
     case when open then 'open' else 'ended' end, filled.said(i, 'ask'), 'https://example.org/' || i, 'petition', i % 20 = 0,
     jsonb_build_array(jsonb_build_object('words', filled.said(i, 'framing'), 'language', 'en')), 9, 11,
     case when open then ${now} + interval '2 days' else at end, at - interval '1 day', at - interval '1 day',
     case when open then ${now} + interval '2 days' end from ${requests}`,
  `insert into amplification_asked (id, coalition_id, request_id, person_id, framing, asked_at, will_at, done_at)
   select filled.id(at, 'asked ' || i || ' ' || k), ${coalition}, filled.id(at, 'request ' || i), ${somebody('i * 61 + k')}, 0, at,
     case when k % 3 = 0 then at end, case when k % 6 = 0 then at end
   from ${requests} cross join generate_series(1, 60) as k order by at, k on conflict do nothing`,
  `insert into amplification_round (coalition_id, due_at) values (${coalition}, ${now} + interval '1 hour')`,
  `insert into resource (id, coalition_id, added_by_id, kind, title, link, good_for, language, maker, added_at, thanks)
   select filled.id(${now}, 'resource ' || i), ${coalition}, ${somebody('i')}, 'toolkit', 'Resource ' || i || ' ' || filled.word('r' || i),
     'https://example.org/resource/' || i, filled.said(i, 'good'), 'English', 'Organisation ' || i, ${now}, 2 from ${resources}`,
  `insert into resource_thanks (id, coalition_id, resource_id, person_id, words, thanked_at)
   select filled.id(${now}, 'thanks ' || i || ' ' || k), ${coalition}, filled.id(${now}, 'resource ' || i), ${somebody('i * 13 + k')}, '', ${now}
   from ${resources} cross join generate_series(1, 2) as k on conflict do nothing`,
  `insert into listing (id, coalition_id, person_id, kind, words, place, listed_at, ends_at, ended_at)
   select filled.id(at, 'listing ' || i), ${coalition}, ${somebody('i')}, case when i % 2 = 0 then 'offer' else 'need' end,
     filled.said(i, 'listing'), 'Place ' || i % 300, at, case when open then ${now} + interval '20 days' else at end,
     case when open then null else at end from ${listings}`,
  `insert into listing_answer (id, coalition_id, listing_id, person_id, address, answered_at)
   select filled.id(at, 'listing answer ' || i), ${coalition}, filled.id(at, 'listing ' || i), ${somebody('i + 1')}, 'by mail', at
   from ${listings} where i % 2 = 0`,
  `insert into pulse_schedule (coalition_id, weekday, hour, next_at) values (${coalition}, 2, 10, ${now} + interval '5 days')`,
  `insert into pulse (id, coalition_id, number, state, questions, public_key, opens_at, closes_at, eligible, asked, did,
     participation, due_at)
   select ${pulse}, ${coalition}, number, case when number = 60 then 'open' else 'closed' end,
     jsonb_build_array(jsonb_build_object('id', 'purpose-clear', 'theme', 'purpose'),
       jsonb_build_object('id', 'load-rest', 'theme', 'load')), '\\x00', opens, opens + interval '3 days', :people::int,
     :people::int / 4, 'Fewer calls.', case when number < 60 then 40 end, case when number = 60 then opens + interval '3 days' end
   from (select number, ${now} - interval '1 day' - (60 - number) * interval '7 days' as opens from ${pulses}) as weeks`,
  `insert into pulse_roster (pulse_id, person_id, coalition_id)
   select ${pulse}, filled.person(i), ${coalition}
   from (select i, 57 + i % 4 as number from generate_series(1, :people::int) as i) as panels`,
  `insert into pulse_released (id, pulse_id, coalition_id, question, segment_id, bands, count)
   select gen_random_uuid(), ${pulse}, ${coalition}, question, case when h > 0 then filled.hub(h) end, bands, 20 + h
   from ${pulses} cross join generate_series(0, 1) as question cross join generate_series(0, 10) as h
     cross join (values ('low'), ('middle'), ('high')) as told (bands) where number < 60`,
  `insert into pulse_comment (id, pulse_id, coalition_id, words)
   select gen_random_uuid(), ${pulse}, ${coalition}, filled.said(number * 100 + i, 'comment')
   from ${pulses} cross join generate_series(1, 40) as i where number < 60`,
  `insert into pulse_question (id, coalition_id, theme, words, added_at)
   select filled.id(${now}, 'question ' || i), ${coalition}, 'voice', filled.said(i, 'question'), ${now} from generate_series(1, 5) as i`,
];

/** The partition of the pulse that is open, and a thousand answers in it: of their size, and nobody can open them. */
export const sealed: readonly string[] = [
  `create table pulse_sealed_open (like pulse_sealed including all)`,
  `do $$ begin execute format('alter table pulse_sealed attach partition pulse_sealed_open for values in (%L)',
     (select id from pulse where state = 'open')); end $$`,
  `insert into pulse_sealed (pulse_id, tag, sealed)
   select pulse.id, decode(md5(i::text) || md5('tag ' || i), 'hex'), substr(decode(repeat(md5('sealed ' || i), 130), 'hex'), 1, 2069)
   from pulse cross join generate_series(1, 1000) as i where state = 'open'`,
];
