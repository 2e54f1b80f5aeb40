// The statements behind `fill`. `:now`, `:people` and `:rows` are given; `filled.person(i)` is the id of the i-th person.

export const coalitionId = '018f0000-0000-7000-8000-000000000001';

/** Ids as the code makes them (UUIDv7, in the order of their moments), and a few words for texts. */
export const words = `
  create schema filled;
  create function filled.id(at timestamptz, seed text) returns uuid immutable language sql as $$
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(seed), 1, 3)
      || '8' || substr(md5(seed), 4, 15))::uuid $$;
  create function filled.person(i bigint) returns uuid immutable language sql as $$
    select filled.id('2026-01-01T00:00:00Z'::timestamptz + i * interval '1 second', 'person ' || i) $$;
  create function filled.organisation(i bigint) returns uuid immutable language sql as $$
    select filled.id('2026-01-01T00:00:00Z'::timestamptz, 'organisation ' || i) $$;
  create function filled.hub(i bigint) returns uuid immutable language sql as $$
    select filled.id('2026-01-01T00:00:00Z'::timestamptz, 'hub ' || i) $$;
  create function filled.word(salt text) returns text immutable language sql as $$
    select (array['river','soil','bus','school','tenant','seed','song','press','child','water','forest','street','night',
      'market','border','bakery','bridge','harbour','union','clinic','garden','library','orchard','valley'])
      [1 + (hashtext('a' || salt) & 65535) % 24] || (array['work','care','watch','lines','books','rights','maps','aid','walks',
      'talks','counts','repair','sharing','history','law','safety','music','theatre','savings','shelter','transport','testing',
      'archives','meals'])[1 + (hashtext('b' || salt) & 65535) % 24] $$;
  create function filled.said(i bigint, salt text) returns text immutable language sql as $$
    select case when i % 50 = 0 then 'zoning law, ' else '' end
      || string_agg(filled.word(salt || i || w) || ' ' || filled.word(salt || w || i), ', ') from generate_series(1, 3) as w $$;
  create function filled.message(i bigint) returns jsonb immutable language sql as $$
    select jsonb_build_object('text', jsonb_build_array('Something for you: ' || filled.said(i, 'm') || '.'),
      'blocks', jsonb_build_array(jsonb_build_object('kind', 'paragraph', 'text',
        jsonb_build_array(repeat(filled.said(i, 'n') || '. ', 8))))) $$;
`;

const coalition = `'${coalitionId}'::uuid`;
const now = `:now::timestamptz`;

/** A coalition of so many people with everything they said of themselves. */
export const people: readonly string[] = [
  `insert into coalition (id, name, purpose, zone, created_at)
   values (${coalition}, 'Rivers', 'Clean water', 'UTC', ${now} - interval '200 days')`,
  `insert into space (id, platform, tenant, name, seen_at) values
   (filled.id('2026-01-01Z', 'slack'), 'slack', :slack, 'Workspace', ${now}),
   (filled.id('2026-01-01Z', 'discord'), 'discord', :discord, 'Server', ${now})`,
  `insert into binding (space_id, coalition_id, vouches, bound_at)
   select id, ${coalition}, platform = 'slack', ${now} - interval '199 days' from space`,
  `insert into space_channel (space_id, coalition_id, use, channel, can_post, checked_at)
   select id, ${coalition}, 'introductions', 'C0INTRO', true, ${now} from space`,
  `insert into organisation (id, coalition_id, name, kind, listed, about, issues, place, signed_at, added_at)
   select filled.organisation(i), ${coalition}, 'Organisation ' || i, 'formal', i % 20 <> 0, filled.said(i, 'about'),
     filled.said(i, 'issues'), 'Place ' || i % 300, ${now} - interval '90 days', ${now} - interval '100 days'
   from generate_series(1, greatest(1, :people::int / 10)) as i`,
  `insert into hub (id, coalition_id, name, kind, zone, places, added_at)
   select filled.hub(i), ${coalition}, 'Hub ' || i, 'chapter', 'UTC', 'Place ' || i, ${now} - interval '100 days'
   from generate_series(1, 50) as i`,
  `insert into person (id, coalition_id, name, organisation_id, offers, needs, issues, place, zone, zone_from, language,
     spoken, joined_at, vouched_at)
   select filled.person(i), ${coalition}, 'Person ' || i || ' ' || chr(65 + i % 26) || 'son',
     filled.organisation(1 + i % greatest(1, :people::int / 10)), filled.said(i, 'offers'), filled.said(i, 'needs'),
     filled.said(i, 'cares'), 'Place ' || i % 300, 'UTC', 'platform', 'en', 'English', ${now} - interval '90 days',
     case when i % 20 = 7 then null else ${now} - interval '89 days' end
   from generate_series(1, :people::int) as i`,
  `insert into account (id, coalition_id, person_id, space_id, platform, external, added_at)
   select filled.id('2026-01-01Z', 'slack ' || i), ${coalition}, filled.person(i), filled.id('2026-01-01Z', 'slack'),
     'slack', external, ${now} - interval '90 days'
   from unnest(:slackAccounts::text[]) with ordinality as given (external, i)`,
  `insert into account (id, coalition_id, person_id, space_id, platform, external, added_at)
   select filled.id('2026-01-01Z', 'discord ' || i), ${coalition},
     filled.person(:people::int - cardinality(:discordAccounts::text[]) + i), filled.id('2026-01-01Z', 'discord'),
     'discord', external, ${now} - interval '80 days'
   from unnest(:discordAccounts::text[]) with ordinality as given (external, i)`,
  `insert into consent (person_id, coalition_id, kind, answer, decided_at)
   select filled.person(i), ${coalition}, kind, case when kind = 'found' and i % 5 = 1 then 'weavers' else answer end,
     ${now} - interval '90 days'
   from generate_series(1, :people::int) as i cross join (values ('found', 'members'), ('suggested', 'yes'),
     ('amplify', 'yes'), ('pulse', 'yes'), ('reach', 'direct')) as said (kind, answer)`,
  `insert into notification (person_id, coalition_id, kind, manner)
   select filled.person(i), ${coalition}, kind, case i % 3 when 0 then 'bundle' else 'now' end
   from generate_series(1, :people::int, 2) as i cross join (values ('intro.suggested'), ('intro.resting')) as kinds (kind)`,
  `insert into hub_member (hub_id, person_id, coalition_id, joined_at)
   select filled.hub(1 + i % 50), filled.person(i), ${coalition}, ${now} - interval '80 days'
   from generate_series(1, :people::int) as i`,
  `insert into role (id, coalition_id, person_id, role, granted_at)
   select filled.id('2026-01-02Z', role || i), ${coalition}, filled.person(i), role, ${now} - interval '80 days'
   from generate_series(1, 12) as i cross join (values ('operator', 4), ('weaver', 12), ('principal', 3)) as held (role, until)
   where i <= until`,
  `insert into representative (id, coalition_id, person_id, organisation_id, since)
   select filled.id('2026-01-02Z', 'representative ' || i), ${coalition}, filled.person(i),
     filled.organisation(1 + i % greatest(1, :people::int / 10)), ${now} - interval '80 days'
   from generate_series(1, greatest(1, :people::int / 10)) as i`,
  `insert into tie (coalition_id, first_id, second_id, met_at, since)
   select distinct on (least(a, b), greatest(a, b)) ${coalition}, least(a, b), greatest(a, b), ${now} - interval '30 days',
     ${now} - interval '30 days'
   from (select filled.person(i) as a, filled.person(1 + (i * step) % :people::int) as b
     from generate_series(1, :people::int) as i cross join (values (7), (31), (101)) as steps (step)) as pairs
   where a <> b`,
  `insert into block (id, coalition_id, person_id, blocked_person_id, since)
   select filled.id('2026-01-03Z', 'block ' || i), ${coalition}, filled.person(i), filled.person(i + 1), ${now}
   from generate_series(5, greatest(5, :people::int / 50), 2) as i`,
  `insert into audit (id, coalition_id, at, person_id, act, subject)
   select filled.id(${now} - i * interval '10 minutes', 'audit ' || i), ${coalition}, ${now} - i * interval '10 minutes',
     filled.person(1 + i % :people::int), 'person.vouched', filled.person(1 + i % 500)
   from generate_series(1, :people::int * 3) as i`,
  `insert into introduction_round (coalition_id, weekly_at, daily_at)
   values (${coalition}, ${now} + interval '3 days', ${now} + interval '20 hours')`,
  `insert into code (hash, coalition_id, use, expires_at)
   select md5('code ' || i), ${coalition}, 'invite', ${now} + interval '1 day' from generate_series(1, 50) as i`,
];

/** What has happened among them: deliveries and what came in, mostly ended, and introductions. */
export const history: readonly string[] = [
  `insert into introduction (id, coalition_id, first_id, second_id, weaver_id, reasons, reach, state, offered_at, lapses_at,
     introduced_at, follow_at, follows)
   select filled.id(${now} - i * interval '20 minutes', 'introduction ' || i), ${coalition},
     least(filled.person(2 * i), filled.person(2 * i + 1)), greatest(filled.person(2 * i), filled.person(2 * i + 1)),
     filled.person(1 + i % 12), '[]', 'together', state, ${now} - i * interval '20 minutes',
     case when state = 'offered' then ${now} + (i - 3) * interval '1 minute' end,
     case when state <> 'offered' then ${now} - interval '5 days' end,
     case when state = 'introduced' then ${now} + (i - 603) * interval '1 minute' end, 0
   from (select i, case when i <= 600 then 'offered' when i <= 1200 then 'introduced' else 'settled' end as state
     from generate_series(1, greatest(1, :people::int / 2 - 1)) as i) as all_of_them`,
  `insert into introduction_side (id, coalition_id, introduction_id, person_id, told, open, answer)
   select filled.id(offered_at, 'side ' || id || person_id), ${coalition}, id, person_id, true, state <> 'settled',
     case when state = 'offered' then null else 'yes' end
   from introduction cross join lateral (values (first_id), (second_id)) as both_of_them (person_id)`,
  `insert into introduction_follow (id, coalition_id, introduction_id, person_id, round, asked_at, answer)
   select filled.id(offered_at, 'follow ' || id), ${coalition}, id, first_id, 1, offered_at, 'met'
   from introduction where state = 'settled'`,
  `insert into introduction_turn (id, coalition_id, person_id, day)
   select filled.id(${now}, 'turn ' || i), ${coalition}, filled.person(i), date_trunc('day', ${now} - i % 30 * interval '1 day')
   from generate_series(1, :people::int, 3) as i`,
  `insert into introduction_claim (id, coalition_id, sayer_id, other_id, said_at)
   select filled.id(${now}, 'claim ' || i), ${coalition}, filled.person(i), filled.person(i + 2), ${now} - interval '9 days'
   from generate_series(1, :people::int - 2, 6) as i`,
  `insert into introduction_past_pair (coalition_id, hash, ends_at)
   select ${coalition}, md5('pair ' || i), ${now} + i % 80 * interval '1 day'
   from generate_series(1, :people::int) as i`,
  `insert into introduction_ask (id, coalition_id, person_id, words, state, asked_at, due_at, ends_at)
   select filled.id(${now}, 'ask ' || i), ${coalition}, filled.person(i), filled.said(i, 'ask'),
     case when i % 20 = 0 then 'open' else 'closed' end, ${now} - interval '2 days',
     case when i % 20 = 0 then ${now} + interval '1 day' + i * interval '1 minute' end, ${now} + interval '60 days'
   from generate_series(1, greatest(20, :people::int / 20)) as i`,
  `insert into introduction_suggestion (id, coalition_id, first_id, second_id, score, reasons, made_at)
   select filled.id(${now}, 'suggestion ' || i), ${coalition},
     least(filled.person(i), filled.person(:people::int - i)), greatest(filled.person(i), filled.person(:people::int - i)),
     50, '[]', ${now} from generate_series(1, least(40, :people::int / 3)) as i`,
  `insert into introduction_rest (person_id, coalition_id, unanswered, since)
   select filled.person(i), ${coalition}, 3, ${now} - interval '9 days' from generate_series(13, :people::int, 40) as i`,
  `insert into bundle (person_id, coalition_id, goes_at)
   select filled.person(i), ${coalition}, ${now} + interval '2 days' from generate_series(20, :people::int, 20) as i`,
  `insert into due_failure (name, row_id, coalition_id, attempts, retry_at, stuck, first_at, code)
   select 'intro.lapse', filled.id(${now}, 'failure ' || i), ${coalition}, 8, ${now} + interval '1 day', i % 2 = 0, ${now}, 'Error'
   from generate_series(1, 10) as i`,
  `insert into broadcast (id, coalition_id, kind, subject, message, expires_at, created_at)
   select filled.id(${now} - i * interval '1 day', 'broadcast ' || i), ${coalition}, 'bench.mass',
     filled.id(${now} - i * interval '1 day', 'campaign ' || i), case when i <= 7 then filled.message(i) end,
     ${now} - (i - 1) * interval '1 day', ${now} - i * interval '1 day'
   from generate_series(1, 90) as i`,
  // Ninety days of deliveries, the oldest first: the row of a mass send two times out of three.
  `insert into delivery (id, coalition_id, kind, subject, recipient, occurrence, person_id, effect, broadcast_id, unasked, lane,
     state, due_at, expires_at, created_at, claimed_at, ended_at, attempts, first_tried_at, platform, tenant, address,
     conversation, posted, code)
   select filled.id(at, 'delivery ' || i), ${coalition},
     case when mass then 'bench.mass' else (array['intro.offer', 'intro.follow', 'home.bundle', 'intro.suggested'])[1 + i % 4] end,
     case when mass then filled.id(sent_on, 'campaign ' || age) else filled.id(at, 'subject ' || i) end,
     'person:' || filled.person(who), i::text, filled.person(who),
     case when age <= 7 and not mass then jsonb_build_object('kind', 'post', 'message', filled.message(i)) end,
     case when mass then filled.id(sent_on, 'broadcast ' || age) end, not mass and i % 4 = 3, case when mass then 4 else 3 end,
     state, at, at + interval '8 days', at, at, at + interval '1 second',
     1, at, 'slack', :slack,
     case when age <= 7 then jsonb_build_object('kind', 'person', 'tenant', :slack::text, 'account', 'U' || who, 'reach', 'direct') end,
     'D' || who, '1700000000.' || i,
     case state when 'refused' then (array['closed', 'left', 'muted', 'not asked'])[1 + i % 4] when 'uncertain' then 'timeout' end
   from (select i, 1 + (i * 7919) % :people::int as who, i % 3 <> 0 as mass, at, 1 + floor(extract(epoch from ${now} - at) / 86400)::int as age,
       ${now} - (1 + floor(extract(epoch from ${now} - at) / 86400)) * interval '1 day' as sent_on,
       case when i % 1000 < 970 then 'sent' when i % 1000 < 985 then 'refused' when i % 1000 < 990 then 'expired'
         when i % 1000 < 998 then 'cancelled' else 'uncertain' end as state
     from (select i, ${now} - interval '1 minute' - (:rows::bigint - i) * (interval '89 days' / :rows::bigint) as at
       from generate_series(1, :rows::bigint) as i) as times) as rows`,
  // What waits, as much whatever has ended: a mass send at the gate of the workspace, what is held until the morning or in a bundle.
  `insert into delivery (id, coalition_id, kind, subject, recipient, person_id, broadcast_id, unasked, lane, due_at, expires_at,
     created_at, gate, code, state, effect)
   select filled.id(${now}, 'waiting ' || i), ${coalition}, case when i % 3 = 0 then 'intro.suggested' else 'bench.mass' end,
     case when i % 3 = 0 then filled.id(${now}, 'waits for ' || i) else filled.id(${now} - interval '1 day', 'campaign 1') end,
     'person:' || filled.person(i), filled.person(i),
     case when i % 3 = 0 then null else filled.id(${now} - interval '1 day', 'broadcast 1') end, i % 3 = 0,
     case when i % 3 = 0 then 3 else 4 end, case when i % 3 = 2 then ${now} + interval '8 hours' else ${now} - interval '1 minute' end,
     ${now} + interval '8 days', ${now} - interval '1 hour', case when i % 3 = 1 then 'slack ' || :slack end,
     case when i % 3 = 2 then 'quiet' end, case when i % 3 = 0 then 'bundled' else 'due' end,
     case when i % 3 = 0 then jsonb_build_object('kind', 'post', 'message', filled.message(i)) end
   from generate_series(1, least(2000, :people::int, :rows::int / 5)) as i`,
  // Every conversation written to within a day has a gate; the workspace's is closed just now.
  `insert into pace (key, free_at, wide)
   select 'slack ' || :slack || ' U' || i, clock_timestamp() - i * interval '5 seconds', false from generate_series(1, :people::int) as i`,
  `insert into pace (key, free_at, wide) values ('slack ' || :slack, clock_timestamp() + interval '1 day', true),
   ('discord ' || :discord, clock_timestamp() - interval '1 minute', true), ('discord', clock_timestamp() - interval '1 hour', true)`,
  // A week of what came in: answered, but for a few whose answers came too late.
  `insert into inbox (platform, key, tenant, account, state, answer, coalition_id, person_id, received_at, done_at)
   select 'slack', 'trigger ' || i, :slack, 'U' || lpad((1 + (i * 7919) % :people::int)::text, 9, '0'), 'done',
     case when i % 500 = 0 and i > :rows::bigint * 6 / 7 then jsonb_build_object('message', filled.message(i), 'place', 'private') end,
     ${coalition}, filled.person(1 + (i * 7919) % :people::int), at, at + interval '1 second'
   from (select i, ${now} - interval '1 minute' - (:rows::bigint - i) * (interval '167 hours' / :rows::bigint) as at
     from generate_series(1, :rows::bigint) as i) as times`,
  `insert into form (id, platform, tenant, account, sealed, coalition_id, source, values, created_at, used_at)
   select filled.id(at, 'form ' || i), 'slack', :slack, 'U' || i, false, ${coalition},
     '{"kind":"command","topic":"profile","verb":"edit"}', case when i % 9 = 0 and at > ${now} - interval '1 day' then '{"name":"Ada"}'::jsonb end,
     at, case when i % 9 = 0 and at > ${now} - interval '2 days' then null else at end
   from (select i, ${now} - i * (interval '167 hours' / greatest(1000, :rows::bigint / 10)) as at
     from generate_series(1, greatest(1000, :rows::bigint / 10)) as i) as times`,
];
