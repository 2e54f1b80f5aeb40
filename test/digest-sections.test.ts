import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createActions } from '#actions/index.ts';
import { amplification } from '#amplification/index.ts';
import type { Seeded } from '#cast/index.ts';
import { type Button, literal, plainText } from '#chat/index.ts';
import { createConvergence } from '#convergence/index.ts';
import { compose } from '#digest/compose.ts';
import {
  type Act,
  type DigestItem,
  type DigestSection,
  type Feature,
  type Figures,
  figureNames,
  type Reading,
  sectionNames,
  tables,
  writeAudit,
} from '#directory/index.ts';
import { hubs } from '#hubs/index.ts';
import { introductions } from '#introductions/index.ts';
import * as intro from '#introductions/tables.ts';
import { createOnboarding } from '#onboarding/index.ts';
import { createOrganisations } from '#organisations/index.ts';
import { createPulse } from '#pulse/index.ts';
import { resources, tellOffers } from '#resources/index.ts';
import { results, resultsBlocks } from '#results/index.ts';
import { roles, rolesLeft } from '#roles/index.ts';
import { createStatus } from '#status/index.ts';
import { type Db, newId } from '#store/index.ts';
import { testDatabase } from './support/database.ts';
import { begins, carryOut, openDesk, pressed, seed, wire, within } from './support/desk.ts';
import { fillCoalition } from './support/filled.ts';

const noKeys = { put: async () => undefined, get: async () => undefined, drop: async () => undefined };
const features: readonly Feature[] = [
  createOnboarding({ features: () => features }),
  createOrganisations(() => []),
  hubs,
  introductions,
  createActions(resultsBlocks, tellOffers),
  results,
  amplification,
  resources,
  createPulse(noKeys as never),
  createConvergence(undefined),
  roles,
  createStatus(() => features, { embedded: true, platforms: ['playground'] }),
];

const since = begins.subtract({ hours: 24 * 7 });

/** Two filled coalitions in one database: what is read of the first holds nothing of the other. */
async function openFilled(number: number) {
  const database = await testDatabase();
  const { db } = database;
  const seeded = await seed(db);
  await fillCoalition(db, seeded, begins, number);
  const other = await seed(db, begins, 'other-');
  await fillCoalition(db, other, begins, number + 1000);
  return { db, seeded, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

type Read = (act: Act, reading: Reading) => Promise<readonly DigestSection[]>;

/** What every feature says, by section; `more` says something besides. */
async function sectionsOf(
  db: Db,
  { coalitionId }: Seeded,
  given: Partial<Reading> = {},
  more: readonly Read[] = [],
): Promise<ReadonlyMap<string, readonly DigestSection[]>> {
  return await db.transaction(async (tx) => {
    const [coalition] = await tx.select().from(tables.coalition).where(eq(tables.coalition.id, coalitionId));
    if (!coalition) throw new Error('no coalition');
    const reading = { coalition, reader: 'operator', language: 'en', zone: 'UTC', since, ...given } as const;
    const all: DigestSection[] = [];
    for (const feature of features)
      all.push(...((await feature.digest?.({ tx, now: begins }, reading)) ?? []));
    for (const one of more) all.push(...(await one({ tx, now: begins }, reading)));
    return Map.groupBy(all, ({ name }) => name);
  });
}

async function figuresOf(db: Db, { coalitionId }: Seeded, from = since): Promise<Figures> {
  return await db.transaction(async (tx) => {
    const all: Figures[] = [];
    for (const feature of features)
      all.push((await feature.figures?.({ tx, now: begins }, { coalitionId, since: from })) ?? {});
    return Object.assign({}, ...all) as Figures;
  });
}

const itemsIn = (sections: ReadonlyMap<string, readonly DigestSection[]>, name: string) =>
  (sections.get(name) ?? []).flatMap(({ items }) => items);
const keysIn = (sections: ReadonlyMap<string, readonly DigestSection[]>, name: string, kind: string) =>
  itemsIn(sections, name)
    .map(({ key }) => key)
    .filter((key) => key.startsWith(kind))
    .sort();
const leadIn = (sections: ReadonlyMap<string, readonly DigestSection[]>, name: string) =>
  (sections.get(name) ?? [])
    .map(({ lead }) => plainText(lead ?? []))
    .join(' ')
    .trim();

/** The numbers a sentence says, in order; some are said in words. */
const numbersIn = (words: string): readonly number[] =>
  [
    ...words
      .replace(/\b(one|once)\b/gi, '1')
      .replace(/\bnone\b/gi, '0')
      .replaceAll(',', '')
      .matchAll(/\d+/g),
  ].map(Number);

/** What plain SQL answers, as a list of values of its first column. */
async function asked(db: Db, query: SQL): Promise<readonly string[]> {
  const { rows } = await db.execute<Record<string, unknown>>(query);
  return rows.map((row) => String(Object.values(row)[0])).sort();
}
const numberOf = async (db: Db, query: SQL) => Number((await asked(db, query))[0]);

const at = (moment: Temporal.Instant) => sql`${moment.toString()}::timestamptz`;
const [from, to] = [at(since), at(begins)];

/** Organisations that are listed; people whom members may find; ties between two of those. */
const listed = (c: SQL) =>
  sql`(select id from organisation where coalition_id = ${c} and listed and left_at is null)`;
const found = (c: SQL) => sql`(select p.id from person p join consent on person_id = p.id
  where p.coalition_id = ${c} and left_at is null and kind = 'found' and answer = 'members')`;
const countsIn = (c: SQL) => sql`since is not null and first_id in ${found(c)} and second_id in ${found(c)}`;

/** Every figure of a coalition, one plain question each. */
const questions = (c: SQL): Readonly<Record<string, SQL>> => ({
  people: sql`select count(*) from person where coalition_id = ${c} and left_at is null`,
  joined: sql`select count(*) from person where coalition_id = ${c} and joined_at > ${from}`,
  left: sql`select count(*) from person where coalition_id = ${c} and left_at > ${from}`,
  newcomersLeading: sql`select count(*) from person p where coalition_id = ${c} and left_at is null
    and joined_at > ${to} - interval '90 days'
    and id in (select person_id from role union select person_id from representative)`,
  reachable: sql`select count(distinct p.id) from person p join account a on a.person_id = p.id
    where p.coalition_id = ${c} and p.left_at is null and a.gone_at is null`,
  organisations: sql`select count(*) from organisation where id in ${listed(c)}`,
  signed: sql`select count(*) from organisation where id in ${listed(c)} and signed_at is not null`,
  hubs: sql`select count(*) from hub where coalition_id = ${c} and closed_at is null`,
  hubsWithoutSpeaker: sql`select count(*) from hub where coalition_id = ${c} and closed_at is null
    and id not in (select hub_id from representative where hub_id is not null)`,
  ...Object.fromEntries(
    (['principal', 'driver', 'weaver', 'operator'] as const).map((role) => [
      `${role}s`,
      sql`select count(distinct person_id) from role where coalition_id = ${c} and role = ${role}`,
    ]),
  ),
  suggested: sql`select count(*) from introduction where coalition_id = ${c} and offered_at > ${from}`,
  introduced: sql`select count(*) from introduction where coalition_id = ${c} and introduced_at > ${from}`,
  met: sql`select count(*) from (select introduction_id from introduction_follow where coalition_id = ${c}
    and answer = 'met' group by 1 having min(answered_at) > ${from}) met`,
  asksOpen: sql`select count(*) from introduction_ask where coalition_id = ${c} and state = 'open'`,
  findable: sql`select count(*) from person where id in ${found(c)}`,
  ties: sql`select count(*) from tie where ${countsIn(c)}`,
  tiesAcross: sql`select count(*) from tie join person a on a.id = first_id join person b on b.id = second_id
    where ${countsIn(c)} and a.organisation_id <> b.organisation_id
      and a.organisation_id in ${listed(c)} and b.organisation_id in ${listed(c)}`,
  unconnected: sql`select count(*) from person where id in ${found(c)} and id not in (
    select first_id from tie where ${countsIn(c)} union select second_id from tie where ${countsIn(c)})`,
  announced: sql`select count(*) from action where coalition_id = ${c} and state = 'posted' and posted_at > ${from}
    and starts_at > ${from}`,
  partsTaken: sql`select count(*) from (select distinct action_id, person_id from action_part where how <> 'shared'
    and action_id in (select id from action where coalition_id = ${c} and state = 'posted'
      and starts_at > ${from} and starts_at <= ${to})) parts`,
  ledTogether: sql`select count(*) from action a where coalition_id = ${c} and state = 'posted' and posted_at > ${from}
    and starts_at > ${from} and (
      (select count(*) from action_stance where action_id = a.id and stance = 'run'
        and organisation_id in ${listed(c)}) > 1
      or id in (select action_id from action_organiser join person p on p.id = person_id
        join person one on one.id = a.announcer_id
        where confirmed_at is not null and p.organisation_id <> one.organisation_id
          and p.organisation_id in ${listed(c)} and one.organisation_id in ${listed(c)}))`,
  pastActions: sql`select count(*) from action where coalition_id = ${c} and state = 'posted' and starts_at > ${from}
    and starts_at <= ${to}`,
  pastWithResult: sql`select count(distinct a.id) from action a join result r on r.action_id = a.id
    where a.coalition_id = ${c} and state = 'posted' and starts_at > ${from} and starts_at <= ${to}`,
  lessons: sql`select count(*) from action where coalition_id = ${c} and state = 'posted' and starts_at > ${from}
    and starts_at <= ${to} and lesson <> ''`,
  requests: sql`select count(*) from amplification_request where coalition_id = ${c} and opened_at > ${from}`,
  requestsOpen: sql`select count(*) from amplification_request where coalition_id = ${c} and state = 'open'
    and ends_at > ${to} and opened_at <= ${to} - interval '72 hours'`,
  requestsUnanswered: sql`select count(*) from amplification_request where coalition_id = ${c} and state = 'open'
    and ends_at > ${to} and opened_at <= ${to} - interval '72 hours'
    and id not in (select request_id from amplification_asked where will_at is not null)`,
  requestsInLanguages: sql`select count(*) from amplification_request where coalition_id = ${c} and opened_at > ${from}
    and framings::text like '%"es"%'`,
  organisationsSupported: sql`select count(distinct r.organisation_id) from amplification_request r
    join amplification_asked a on a.request_id = r.id and a.will_at is not null
    where r.coalition_id = ${c} and r.opened_at > ${from} and r.organisation_id in ${listed(c)}`,
  organisationsAsking: sql`select count(distinct organisation_id) from amplification_request
    where coalition_id = ${c} and opened_at > ${from} and organisation_id in ${listed(c)}`,
  resources: sql`select count(*) from resource where coalition_id = ${c} and added_at > ${from}`,
  thanks: sql`select count(*) from resource_thanks where coalition_id = ${c} and thanked_at > ${from}`,
  needsOpen: sql`select count(*) from listing where coalition_id = ${c} and kind = 'need' and ended_at is null
    and ends_at > ${to} and id not in (select listing_id from listing_answer)`,
  needsAnswered: sql`select count(*) from listing where coalition_id = ${c} and kind = 'need' and listed_at > ${from}
    and id in (select listing_id from listing_answer)`,
  pulseAsked: sql`select coalesce(sum(asked), 0) from pulse where coalition_id = ${c} and closes_at > ${from}
    and participation is not null`,
  pulseAnswered: sql`select coalesce(sum(round(asked * participation / 100.0)), 0) from pulse
    where coalition_id = ${c} and closes_at > ${from}`,
  purposeAgreed: sql`select round(100.0 * sum(count) filter (where bands = 'high') / sum(count)) from pulse_released
    where coalition_id = ${c} and question = 0 and pulse_id = (select id from pulse where coalition_id = ${c} and number = 3)`,
  pulsesClosed: sql`select count(*) from pulse where coalition_id = ${c} and closes_at > ${from}
    and participation is not null`,
  pulsesAnsweredFor: sql`select count(*) from pulse where coalition_id = ${c} and closes_at > ${from}
    and participation is not null and did <> ''`,
  days: sql`select count(*) from convergence_day where coalition_id = ${c} and state in ('planned', 'over')
    and first_day between '2027-05-04' and '2027-06-09'`,
  daysHosted: sql`select count(*) from convergence_day d where coalition_id = ${c} and state in ('planned', 'over')
    and first_day between '2027-05-04' and '2027-06-09'
    and id in (select day_id from convergence_hosting where state = 'hosting'
      and (organisation_id is null or organisation_id in (select id from organisation where listed)))`,
  daysToCome: sql`select count(*) from convergence_day where coalition_id = ${c} and state = 'planned'
    and first_day <= '2027-06-09'`,
  delivered: sql`select count(*) from delivery where coalition_id = ${c} and state = 'sent' and ended_at > ${from}`,
  undelivered: sql`select count(*) from delivery where coalition_id = ${c} and state in ('refused', 'expired', 'uncertain')
    and ended_at > ${from} and (code is null or code not in ('muted', 'left'))`,
});

/** What is checked otherwise: gaps are of places, which are compared as words. */
const elsewhere = ['dayGaps'];

async function plainFigures(db: Db, { coalitionId }: Seeded): Promise<Readonly<Record<string, number>>> {
  const all: Record<string, number> = {};
  for (const [name, query] of Object.entries(questions(sql`${coalitionId}::uuid`)))
    all[name] = await numberOf(db, query);
  return all;
}

const without = (figures: Readonly<Record<string, number | undefined>>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(figures).filter(([name]) => !names.includes(name)));

test.each([1, 2, 3])('every figure is what plain SQL counts (coalition %i)', async (number) => {
  await using filled = await openFilled(number);
  const figures = await figuresOf(filled.db, filled.seeded);
  expect(Object.keys(figures).sort()).toEqual([...figureNames].sort());
  const plainly = await plainFigures(filled.db, filled.seeded);
  expect(without(figures, elsewhere)).toEqual(plainly);
  // The control: of another time, or with what is of another coalition, they would differ.
  const later = await figuresOf(filled.db, filled.seeded, begins.subtract({ hours: 24 }));
  expect(without(later, elsewhere)).not.toEqual(plainly);
  expect(Object.values(plainly).filter((count) => count > 0).length).toBeGreaterThan(30);
});

test.each([1, 2, 3])(
  'every section of the operators’ digest says what plain SQL finds (coalition %i)',
  async (number) => {
    await using filled = await openFilled(number);
    const { db, seeded } = filled;
    const sections = await sectionsOf(db, seeded);
    const c = sql`${seeded.coalitionId}::uuid`;
    const plainly = await plainFigures(db, seeded);
    const figure = (name: string) => plainly[name] ?? -1;

    const unvouched = await asked(
      db,
      sql`select 'vouch:' || id from person where coalition_id = ${c} and left_at is null and vouched_at is null`,
    );
    expect(keysIn(sections, 'people', 'vouch:')).toEqual(unvouched);
    expect(numbersIn(leadIn(sections, 'people'))).toEqual([
      ...(figure('joined') + figure('left') > 0 ? [figure('joined'), figure('left'), figure('people')] : []),
    ]);

    const leftAlone = await numberOf(
      db,
      sql`select count(*) from introduction_ask where coalition_id = ${c} and state = 'open' and alone_at is not null`,
    );
    expect(numbersIn(leadIn(sections, 'introductions'))).toEqual([
      ...[figure('suggested'), figure('introduced'), figure('met')],
      ...(figure('unconnected') > 0 ? [figure('unconnected'), figure('findable')] : []),
    ]);
    const [asks] = itemsIn(sections, 'introductions');
    expect(numbersIn(plainText(asks?.text ?? []))[0] ?? 0).toBe(leftAlone);

    const [announced] = sections.get('actions') ?? [];
    expect(numbersIn(plainText(announced?.lead ?? []))).toEqual([
      figure('announced'),
      figure('pastActions'),
      ...(figure('pastActions') > 0 ? [figure('partsTaken')] : []),
    ]);
    const unknown = sql`from action where coalition_id = ${c} and state = 'posted' and ask_at is null and starts_at < ${to}
    and starts_at > ${to} - interval '21 days' and id not in (select action_id from result)`;
    expect(keysIn(sections, 'actions', 'action-result:')).toEqual(
      await asked(db, sql`select 'action-result:' || id ${unknown} and audience = 'coalition'`),
    );
    const unnamed = await numberOf(db, sql`select count(*) ${unknown} and audience <> 'coalition'`);
    const [others] = itemsIn(sections, 'actions').filter(({ key }) => key === 'action-results');
    expect(numbersIn(plainText(others?.text ?? []))[0] ?? 0).toBe(unnamed);

    const [shares] = (
      await db.execute<Record<string, number>>(sql`
      select count(*) filter (where a.asked_at > ${from})::int as asked,
        count(distinct r.organisation_id) filter (where a.asked_at > ${from} and r.organisation_id in ${listed(c)})::int
          as organisations,
        count(*) filter (where done_at > ${from})::int as shared
      from amplification_asked a join amplification_request r on r.id = request_id where a.coalition_id = ${c}`)
    ).rows;
    const support = leadIn(sections, 'support');
    expect(numbersIn(support)).toEqual(support === '' ? [] : Object.values(shares ?? {}));
    for (const { key, text } of itemsIn(sections, 'support')) {
      const id = sql`${key.replace('support:', '')}::uuid`;
      const people = sql`select id from person where organisation_id = ${id} and left_at is null`;
      expect(await numberOf(db, sql`select count(*) from (${people}) people`)).toBeGreaterThanOrEqual(5);
      const gave = await numberOf(
        db,
        sql`select count(distinct person_id) from amplification_asked a join amplification_request r on r.id = request_id
        where done_at > ${from} and person_id in (${people}) and r.organisation_id is distinct from ${id}`,
      );
      const received = await numberOf(
        db,
        sql`select count(*) from amplification_asked a join amplification_request r on r.id = request_id
        where a.asked_at > ${from} and r.organisation_id = ${id}`,
      );
      const [name] = await asked(db, sql`select name from organisation where id = ${id}`);
      expect(
        numbersIn(
          plainText(text)
            .replace(name ?? '', '')
            .replace('nobody', '0'),
        ),
      ).toEqual(gave < 5 ? [received] : [received, gave]);
    }

    const unsaid = await asked(
      db,
      sql`select 'pulse-did:' || id from pulse where coalition_id = ${c} and number = 3 and participation is not null and did = ''`,
    );
    expect(keysIn(sections, 'pulse', 'pulse-did:')).toEqual(unsaid);
    const [pulse] = sections.get('pulse') ?? [];
    const participation = await numberOf(
      db,
      sql`select participation from pulse where coalition_id = ${c} and number = 3`,
    );
    expect(plainText(pulse?.lead ?? [])).toContain(
      participation === 0 ? 'Fewer than 5 %' : `About ${participation} %`,
    );
    expect(pulse?.blocks?.map(({ kind }) => kind)).toEqual(['paragraph', 'items', 'picture']);

    expect(keysIn(sections, 'roles', 'hub-speaker:')).toEqual(
      await asked(
        db,
        sql`select 'hub-speaker:' || id from hub where coalition_id = ${c} and closed_at is null
        and id not in (select hub_id from representative where hub_id is not null)`,
      ),
    );
    const thin = await asked(
      db,
      sql`select 'role:' || r from unnest(array['principal', 'weaver']) r
      where (select count(*) from role where coalition_id = ${c} and role = r and hub_id is null) < 2
      union select 'role:operator' where (select count(distinct p.organisation_id) from role r join person p on p.id = person_id
        where r.coalition_id = ${c} and r.role = 'operator') < 2
      union select 'role:driver' where not exists (select from role where coalition_id = ${c} and role = 'driver')`,
    );
    expect(keysIn(sections, 'roles', 'role:')).toEqual(thin);
    const gone = await asked(
      db,
      sql`select distinct 'role-left:' || (detail ->> 'role') from audit where coalition_id = ${c} and act = 'role.left' and at > ${from}`,
    );
    expect(keysIn(sections, 'roles', 'role-left:')).toEqual(
      gone.filter((key) => !thin.includes(key.replace('role-left:', 'role:'))),
    );

    expect(keysIn(sections, 'convergence', 'day:')).toEqual(
      await asked(
        db,
        sql`select 'day:' || id from convergence_day where coalition_id = ${c} and state = 'planned' and first_day <= '2027-06-09'`,
      ),
    );
    for (const { key, text } of itemsIn(sections, 'convergence')) {
      const id = sql`${key.replace('day:', '')}::uuid`;
      const bare = await numberOf(
        db,
        sql`select count(*) from hub where coalition_id = ${c} and closed_at is null and id not in (
        select hub_id from convergence_hosting where day_id = ${id} and state = 'hosting')`,
      );
      const told = /Nobody covers (\d+) hubs?/.exec(plainText(text))?.[1];
      expect(Number(told ?? 0)).toBe(bare);
    }

    expect(keysIn(sections, 'requests', 'request:')).toHaveLength(figure('requestsUnanswered'));
    expect(keysIn(sections, 'requests', 'need:')).toEqual(
      await asked(
        db,
        sql`select 'need:' || id from listing where coalition_id = ${c} and kind = 'need' and ended_at is null and ends_at > ${to}
        and listed_at < ${to} - interval '7 days' and id not in (select listing_id from listing_answer)`,
      ),
    );

    const doubtful = await asked(
      db,
      sql`select 'delivery:' || id from delivery where coalition_id = ${c} and state = 'uncertain' and ended_at >= ${from}`,
    );
    // Two are told one by one, the oldest, and the others are counted.
    const inDoubt = keysIn(sections, 'deliveries', 'delivery:');
    expect(inDoubt).toHaveLength(Math.min(2, doubtful.length));
    for (const key of inDoubt) expect(doubtful).toContain(key);
    const [further] = itemsIn(sections, 'deliveries').filter(({ key }) => key === 'deliveries-uncertain');
    expect(numbersIn(plainText(further?.text ?? []))[0] ?? 0).toBe(Math.max(0, doubtful.length - 2));
    expect(numbersIn(leadIn(sections, 'deliveries'))).toEqual([
      figure('undelivered') - doubtful.length,
      doubtful.length,
    ]);
    expect(keysIn(sections, 'deliveries', 'stuck:')).toEqual(
      await asked(
        db,
        sql`select distinct 'stuck:' || name from due_failure where coalition_id = ${c} and stuck`,
      ),
    );
    const lost = itemsIn(sections, 'deliveries').filter(({ key }) => key.startsWith('lost:'));
    const sum = lost.reduce((all, { text }) => all + (numbersIn(plainText(text))[0] ?? 0), 0);
    expect(sum).toBe(figure('undelivered') - doubtful.length);
  },
);

test('what was reported adds up as it does everywhere else', async () => {
  await using filled = await openFilled(4);
  const { db, seeded } = filled;
  const [, added] = (await sectionsOf(db, seeded)).get('actions') ?? [];
  const told = plainText(added?.lead ?? []);
  const { rows } = await db.execute<{ unit: string; finally: boolean; least: number; most: number }>(sql`
    with meant as (
      select r.* from result r join action a on a.id = r.action_id
      where a.coalition_id = ${seeded.coalitionId}::uuid and a.state = 'posted' and r.corrected_by_id is null
        and exists (select from result n where n.action_id = a.id and n.corrected_by_id is null and n.reported_at > ${from})),
    settled as (
      select action_id, unit, final, min(count) as least, max(count) as most from meant m
      where final or not exists (select from meant f where f.action_id = m.action_id and f.unit = m.unit and f.final)
      group by 1, 2, 3)
    select unit, final as finally, sum(least)::int as least, sum(most)::int as most from settled group by 1, 2`);
  expect(rows.length).toBeGreaterThan(1);
  for (const { least, most, finally: isFinal } of rows)
    expect(told).toContain(
      `${least === most ? most : `${least} to ${most}`}, ${isFinal ? 'final' : 'preliminary'}`,
    );
});

// Weavers.

const daily = introductions.dues?.find(({ name }) => name === 'intro.daily');

async function openWoven(number: number) {
  const filled = await openFilled(number);
  const { db, seeded } = filled;
  const carried = { now: begins, random: () => 0.5 };
  await db.transaction(async (tx) => daily?.carryOut({ ...carried, tx } as never, seeded.coalitionId));
  const weaver = seeded.people.get('ana') ?? '';
  return {
    ...filled,
    weaver,
    read: async (hubIds?: readonly string[]) =>
      await sectionsOf(db, seeded, { reader: 'weaver', personId: weaver, ...(hubIds && { hubIds }) }),
  };
}

test('a weaver reads the best three of the queue as the queue shows them, with its buttons', async () => {
  await using woven = await openWoven(5);
  const { db } = woven;
  const [suggestions] = (await woven.read()).get('suggestions') ?? [];
  expect(suggestions?.most).toBe(3);
  const queue = await within(
    db,
    begins,
    { account: 'ana' },
    async (context) => await carryOut(introductions, 'intro queue', context, {}),
  );
  const shown = queue.blocks.flatMap((block) => (block.kind === 'paragraph' ? [plainText(block.text)] : []));
  const best = suggestions?.items.slice(0, 3) ?? [];
  expect(best.map(({ text }) => plainText(text))).toEqual(shown.slice(0, 3));
  expect(best[0]?.buttons?.map(({ label }) => label)).toEqual([
    'Offer',
    'Edit the note',
    'They know each other',
    'Not these two',
    'Later',
  ]);
  expect(numbersIn(plainText(suggestions?.lead ?? []))).toEqual([suggestions?.items.length]);
});

test('a weaver reads who asked and waits, and everything nobody answered; a weaver of a hub only its people’s', async () => {
  await using woven = await openWoven(6);
  const { db, seeded } = woven;
  const c = sql`${seeded.coalitionId}::uuid`;
  const sections = await woven.read();
  const waiting = sql`from introduction_ask k where coalition_id = ${c} and state = 'open' and (alone_at is not null
    or not exists (select from introduction_suggestion s where s.ask_id = k.id))`;
  expect(keysIn(sections, 'asks', 'ask:')).toEqual(await asked(db, sql`select 'ask:' || id ${waiting}`));
  expect(keysIn(sections, 'requests', 'request:')).toHaveLength(
    (await plainFigures(db, seeded)).requestsUnanswered ?? -1,
  );
  const [hubId = ''] = [...seeded.hubs.values()];
  const ofHub = await woven.read([hubId]);
  const members = sql`(select person_id from hub_member where hub_id = ${hubId}::uuid)`;
  expect(keysIn(ofHub, 'asks', 'ask:')).toEqual(
    await asked(db, sql`select 'ask:' || id ${waiting} and person_id in ${members}`),
  );
  for (const key of keysIn(ofHub, 'suggestions', 'pair:')) {
    const [first = '', second = ''] = key.replace('pair:', '').split(' ');
    expect(
      await numberOf(
        db,
        sql`select count(*) from hub_member where hub_id = ${hubId}::uuid and person_id in (${first}, ${second})`,
      ),
    ).toBeGreaterThan(0);
  }
  expect(keysIn(ofHub, 'requests', 'request:').length).toBeLessThan(
    keysIn(sections, 'requests', 'request:').length + 1,
  );
});

test('groups that have not met have no tie between their people, and none is named before there are thirty', async () => {
  await using woven = await openWoven(7);
  const { db, seeded } = woven;
  const c = sql`${seeded.coalitionId}::uuid`;
  // Two groups apart: nobody of one organisation has a tie any more.
  const [lonely] = await asked(
    db,
    sql`select organisation_id from person where coalition_id = ${c} and left_at is null
    and organisation_id is not null group by 1 having count(*) >= 5 limit 1`,
  );
  await db.execute(sql`delete from tie where coalition_id = ${c} and (first_id in (select id from person where organisation_id = ${lonely}::uuid)
    or second_id in (select id from person where organisation_id = ${lonely}::uuid))`);
  const people = [...seeded.people.values()].toSorted();
  const outside = new Set(
    await asked(
      db,
      sql`select id from person where coalition_id = ${c} and organisation_id is distinct from ${lonely}::uuid`,
    ),
  );
  const rest = people.filter((id) => outside.has(id));
  const ties = rest.slice(1).map((secondId) => ({
    coalitionId: seeded.coalitionId,
    firstId: rest[0] ?? '',
    secondId,
    since: begins,
  }));
  await db.insert(tables.tie).values(ties).onConflictDoNothing();
  const found = itemsIn(await woven.read(), 'apart').map(({ key }) => key.replace('apart:', '').split(' '));
  expect(found.some((pair) => pair.includes(lonely ?? ''))).toBe(true);
  for (const [one = '', other = ''] of found) {
    const group = (id: string) => sql`(select id from person where organisation_id = ${id}::uuid
      union select person_id from hub_member where hub_id = ${id}::uuid)`;
    const between = sql`select count(*) from tie where since is not null and (
      (first_id in ${group(one)} and second_id in ${group(other)}) or (first_id in ${group(other)} and second_id in ${group(one)}))`;
    expect(await numberOf(db, between)).toBe(0);
  }
  await db.execute(sql`delete from tie where coalition_id = ${c} and (first_id, second_id) not in (
    select first_id, second_id from tie where coalition_id = ${c} and since is not null order by 1, 2 limit 29)`);
  expect(itemsIn(await woven.read(), 'apart')).toEqual([]);
});

// Nothing of who declined, blocked or did not answer.

/** Everything that either digest says, as one text. */
async function everything(db: Db, seeded: Seeded, more: readonly Read[] = []) {
  const weaver = { reader: 'weaver', personId: seeded.people.get('ana') ?? '' } as const;
  return JSON.stringify([
    [...(await sectionsOf(db, seeded, {}, more))],
    [...(await sectionsOf(db, seeded, weaver, more))],
    await figuresOf(db, seeded),
  ]);
}

/** A section that leaks, each in its own way; what everybody declines, denies and blocks has to change it. */
const leaks: Readonly<Record<string, string>> = {
  'who declined an offer': `select count(*) from introduction_side where answer = 'no'`,
  'who denied a meeting': `select count(*) from introduction_follow where answer in ('rather not', 'could not')`,
  'who blocked somebody': `select count(*) from block`,
};
const leaking =
  (query: string): Read =>
  async ({ tx }) => {
    const { rows } = await tx.execute<{ count: unknown }>(sql.raw(query));
    return [{ name: 'introductions', lead: literal(String(rows[0]?.count)), items: [] }];
  };

test('a no, a denial and a block change nothing in any section; one that told would be caught', async () => {
  await using filled = await openFilled(8);
  const { db, seeded } = filled;
  const person = (account: string) => seeded.people.get(account) ?? '';
  const accounts = ['ben', 'cara'] as const;
  const [firstId = '', secondId = ''] = accounts.map(person).toSorted();
  const shared = { coalitionId: seeded.coalitionId, reasons: [], reach: 'together' as const };
  const sides = async (state: 'offered' | 'introduced') => {
    const one = {
      ...shared,
      id: newId(begins),
      firstId,
      secondId,
      state,
      offeredAt: begins.subtract({ hours: 30 }),
    };
    const introducedAt = state === 'introduced' ? begins.subtract({ hours: 24 }) : null;
    await db.insert(intro.introduction).values({ ...one, introducedAt, lapsesAt: begins.add({ hours: 99 }) });
    const ofIt = { coalitionId: seeded.coalitionId, introductionId: one.id };
    const made = accounts.map((account) => ({ ...ofIt, id: newId(begins), personId: person(account) }));
    if (state === 'offered')
      await db.insert(intro.side).values(made.map((row) => ({ ...row, told: true, open: true })));
    else await db.insert(intro.follow).values(made.map((row) => ({ ...row, round: 1, askedAt: begins })));
    return { id: one.id, sides: made.map(({ id }) => id) };
  };
  const from = (account: string) => ({ account, name: account });
  const press = async (account: string, name: string, subject: string | undefined) =>
    await pressed(
      db,
      begins,
      from(account),
      introductions,
      { press: `intro.${name}`, ...(subject !== undefined && { subject }) },
      async (one, context, found) => await one.run(context, found, {}),
    );
  const readAll = async () => [
    await everything(db, seeded),
    ...(await Promise.all(Object.values(leaks).map((query) => everything(db, seeded, [leaking(query)])))),
  ];

  const offered = await sides('offered');
  const before = await readAll();
  await press('ben', 'decline', offered.sides[0]);
  await db.update(intro.introduction).set({ state: 'settled' }).where(eq(intro.introduction.id, offered.id));
  await db.update(intro.side).set({ open: false }).where(eq(intro.side.introductionId, offered.id));
  await within(
    db,
    begins,
    from('cara'),
    async (context) => await carryOut(introductions, 'intro block', context, { person: person('ben') }),
  );
  await within(
    db,
    begins,
    from('ben'),
    async (context) =>
      await carryOut(introductions, 'intro block', context, {
        organisation: [...seeded.organisations.values()][0],
      }),
  );
  const blocked = await db
    .select()
    .from(tables.block)
    .where(and(eq(tables.block.coalitionId, seeded.coalitionId), isNull(tables.block.blockedOrganisationId)));
  expect(blocked).toHaveLength(1);
  await db
    .delete(intro.side)
    .where(and(eq(intro.side.introductionId, offered.id), isNull(intro.side.answer)));
  const after = await readAll();
  expect(after[0]).toBe(before[0]);

  const introduced = await sides('introduced');
  const met = await readAll();
  for (const [n, account] of accounts.entries())
    await press(account, n === 0 ? 'rather-not' : 'could-not', introduced.sides[n]);
  const denied = await readAll();
  expect(denied[0]).toBe(met[0]);
  const caught = Object.keys(leaks).filter(
    (_, n) => after[n + 1] !== before[n + 1] || denied[n + 1] !== met[n + 1],
  );
  expect(caught).toEqual(Object.keys(leaks));
});

// The buttons.

test('a role without a holder is given from the digest, and only by an operator', async () => {
  await using database = await testDatabase();
  const desk = await openDesk(database.db, roles);
  const ofWeaver = wire('role.weaver', desk.coalitionId);
  expect(await desk.press('ben', ofWeaver, { person: 'cara' }).catch(({ name }) => name)).toMatchObject({
    refused: true,
  });
  expect((await desk.press('jonas', ofWeaver, { person: 'cara' })).text).toContain('is now a weaver');
});

test('the queue opens from the digest for weavers, and for nobody else', async () => {
  await using database = await testDatabase();
  const desk = await openDesk(database.db, introductions);
  const open = wire('intro.queue', desk.coalitionId);
  expect((await desk.press('ana', open)).text).toMatch(/queue|suggestion/);
  expect(await desk.press('ben', open)).toMatchObject({ refused: true });
});

test('operators read everything, and are offered what they may do only', async () => {
  await using filled = await openFilled(1);
  const { db, seeded } = filled;
  const { coalitionId } = seeded;
  await db.update(intro.ask).set({ aloneAt: begins }).where(eq(intro.ask.state, 'open'));
  const pressesOf = async (personId: string | undefined) => {
    const given = personId === undefined ? ({ inChannel: true } as const) : { personId };
    const sections = await sectionsOf(db, seeded, given);
    const all = ['introductions', 'convergence', 'requests'].flatMap((name) => itemsIn(sections, name));
    const presses = all.flatMap(({ buttons = [] }) => buttons.map(({ press }) => press));
    return { keys: all.map(({ key }) => key).toSorted(), presses: [...new Set(presses)].toSorted() };
  };
  const jonas = seeded.people.get('jonas') ?? '';
  const isHis = and(eq(tables.role.personId, jonas), eq(tables.role.coalitionId, coalitionId));
  await db.delete(tables.representative).where(eq(tables.representative.personId, jonas));
  await db.delete(tables.role).where(isHis);
  const plain = await pressesOf(jonas);
  expect(plain.presses).not.toContain('intro.queue');
  expect(plain.presses).not.toContain('converge.ask');
  const hold = async (role: 'weaver' | 'principal', hubId: string | null = null) => {
    await db.delete(tables.role).where(isHis);
    const of = { id: newId(begins), coalitionId, personId: jonas, grantedAt: begins };
    await db.insert(tables.role).values({ ...of, role, hubId });
    return await pressesOf(jonas);
  };
  const hubId = [...seeded.hubs.values()][0] ?? null;
  // The control: whoever may is offered it. A principal for a hub is none for the coalition.
  expect((await hold('weaver')).presses).toEqual(
    [...plain.presses, 'intro.queue', 'converge.ask'].toSorted(),
  );
  expect((await hold('weaver', hubId)).presses).toContain('intro.queue');
  expect((await hold('principal')).presses).toEqual([...plain.presses, 'converge.ask'].toSorted());
  const forHub = await hold('principal', hubId);
  expect(forHub).toEqual(plain);
  const channel = await pressesOf(undefined);
  expect(channel.presses).toEqual(plain.presses);
  expect(channel.keys).toEqual(plain.keys);
});

test('nobody is offered to answer their own request', async () => {
  await using filled = await openFilled(2);
  const { db, seeded } = filled;
  const offered = async (personId: string) =>
    itemsIn(await sectionsOf(db, seeded, { personId }), 'requests')
      .filter(({ key }) => key.startsWith('request:'))
      .map(({ key, buttons = [] }) => ({ id: key.replace('request:', ''), isOffered: buttons.length > 0 }));
  const others = await offered(newId(begins));
  expect(others.length).toBeGreaterThan(0);
  expect(others.every(({ isOffered }) => isOffered)).toBe(true);
  const byWhom = async (id: string) =>
    (await asked(db, sql`select requester_id from amplification_request where id = ${id}::uuid`))[0] ?? '';
  const requester = await byWhom(others[0]?.id ?? '');
  for (const { id, isOffered } of await offered(requester))
    expect(isOffered).toBe((await byWhom(id)) !== requester);
});

test('a channel reads how many wait to be vouched for, and again only once about as many more do', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const seeded = await seed(db);
  const people = async (given: Partial<Reading>) => itemsIn(await sectionsOf(db, seeded, given), 'people');
  const named = await people({});
  expect(named.length).toBeGreaterThan(1);
  const [counted, ...others] = await people({ inChannel: true });
  expect(others).toEqual([]);
  expect(plainText(counted?.text ?? [])).toContain(`${named.length} people wait`);
  await db.insert(tables.person).values(
    Array.from({ length: 20 }, (_, at) => ({
      ...{ id: newId(begins), coalitionId: seeded.coalitionId, name: `Newcomer ${at}`, zone: 'UTC' },
      ...{ zoneFrom: 'coalition' as const, joinedAt: begins },
    })),
  );
  const [more] = await people({ inChannel: true });
  expect(more?.key).toBe(counted?.key);
  expect(more?.state).not.toBe(counted?.state);
});

test('whoever leaves with a role is told of as a role, without a name', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const seeded = await seed(db);
  const before = await sectionsOf(db, seeded);
  const [row] = await db
    .select()
    .from(tables.person)
    .where(eq(tables.person.id, seeded.people.get('ana') ?? ''));
  if (!row) throw new Error('nobody');
  await db.transaction(async (tx) => roles.left?.({ tx, now: begins }, row));
  const after = await sectionsOf(db, seeded);
  const fresh = itemsIn(after, 'roles').filter(
    ({ key, state }) => !itemsIn(before, 'roles').some((one) => one.key === key && one.state === state),
  );
  expect(fresh.length).toBeGreaterThan(0);
  expect(fresh.map(({ text }) => plainText(text)).join()).not.toContain(row.name);
  expect(fresh.every(({ buttons = [] }) => buttons.length === 1)).toBe(true);
});

test('a channel reads that one person alone holds a role, and operators who it is', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const seeded = await seed(db);
  const { role } = tables;
  await db.delete(role).where(eq(role.role, 'weaver'));
  const of = { id: newId(begins), coalitionId: seeded.coalitionId, grantedAt: begins };
  await db.insert(role).values({ ...of, personId: seeded.people.get('ana') ?? '', role: 'weaver' });
  const [ana] = await db
    .select({ name: tables.person.name })
    .from(tables.person)
    .where(eq(tables.person.id, seeded.people.get('ana') ?? ''));
  const says = async (given: Partial<Reading>) =>
    itemsIn(await sectionsOf(db, seeded, given), 'roles')
      .map(({ text }) => plainText(text))
      .join('\n');
  expect(await says({ inChannel: true })).toContain('Only one person is a weaver.');
  expect(await says({ inChannel: true })).not.toContain(ana?.name);
  expect(await says({})).toContain(`Only ${ana?.name} is a weaver.`);
});

test('who left with a role of a hub only is not counted among those of the coalition', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const seeded = await seed(db);
  const since = begins.subtract({ hours: 24 });
  const leaves = async (who: string, detail: Readonly<Record<string, string>>) => {
    const of = { coalitionId: seeded.coalitionId, act: 'role.left', subject: seeded.people.get(who) ?? '' };
    return await db.transaction(async (tx) => {
      await writeAudit({ tx, now: begins }, { ...of, detail });
      const rows = await rolesLeft({ tx }, seeded.coalitionId, since);
      return rows.map(({ role, count }) => [role, count]);
    });
  };
  expect(await leaves('ben', { role: 'weaver', hub: [...seeded.hubs.values()][0] ?? '' })).toEqual([]);
  expect(await leaves('ana', { role: 'weaver' })).toEqual([['weaver', 1]]);
});

test('of many who wait a hundred are named, and all are counted', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const seeded = await seed(db);
  const people = async () => itemsIn(await sectionsOf(db, seeded), 'people');
  const before = await people();
  expect(before.some(({ key }) => key === 'vouch')).toBe(false);
  await db.insert(tables.person).values(
    Array.from({ length: 120 }, (_, at) => ({
      ...{ id: newId(begins), coalitionId: seeded.coalitionId, name: `Newcomer ${at}`, zone: 'UTC' },
      ...{ zoneFrom: 'coalition' as const, joinedAt: begins },
    })),
  );
  const after = await people();
  expect(after).toHaveLength(101);
  expect(plainText(after.at(-1)?.text ?? [])).toContain(`${before.length + 120} people wait`);
});

// Putting it together.

const buttonFor = (subject: string): Button => ({ press: 'status.resend', subject, label: 'Send' });
const anyItem: fc.Arbitrary<DigestItem> = fc
  .record({
    key: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'),
    state: fc.constantFrom('one', 'two'),
    urgency: fc.constantFrom(undefined, 1 as const, 2 as const, 3 as const),
    hasButton: fc.boolean(),
  })
  .map(({ key, state, urgency, hasButton }) => ({
    ...{ key, state, text: literal(key) },
    ...(urgency !== undefined && { urgency }),
    ...(hasButton && { buttons: [buttonFor(key)] }),
  }));
const anySections = fc.array(
  fc
    .record({
      name: fc.constantFrom(...sectionNames),
      items: fc.array(anyItem, { maxLength: 12 }),
      hasLead: fc.boolean(),
      most: fc.constantFrom(undefined, 3),
    })
    .map(
      ({ name, items, hasLead, most }): DigestSection => ({
        ...{ name, items },
        ...(hasLead && { lead: literal('so many') }),
        ...(most !== undefined && { most }),
      }),
    ),
  { maxLength: 8 },
);
const anyBefore = fc
  .array(fc.tuple(fc.constantFrom(...'abcdefgh'), fc.constantFrom('one', 'two')))
  .map((said) => new Map(said));

type Composes = typeof compose;
const composedKeys = ({ next, sections }: ReturnType<Composes>) =>
  [...next, ...sections.flatMap(({ items }) => items)].map(({ key }) => key);

/** What must hold of any way to put a digest together: each throws when it does not. */
const laws: Readonly<Record<string, (by: Composes) => void>> = {
  'nothing stands twice': (by) =>
    holds((given, before) => {
      const keys = composedKeys(by(given, before));
      expect(new Set(keys).size).toBe(keys.length);
    }),
  'what has not changed is left out, and what is new or has changed is there or counted': (by) =>
    holds((given, before) => {
      const composed = by(given, before);
      for (const [key, state] of composed.said) expect(before.get(key)).not.toBe(state);
      const fresh = new Set(
        given
          .flatMap(({ items }) => items)
          .flatMap(({ key, state }) => (before.get(key) === state ? [] : [key])),
      );
      const more = composed.sections.reduce((sum, one) => sum + one.more, 0);
      expect(composedKeys(composed).length + more).toBe(fresh.size);
    }),
  'at most five stand in a section, and under next': (by) =>
    holds((given, before) => {
      const { next, sections } = by(given, before);
      expect(next.length).toBeLessThanOrEqual(5);
      for (const { items, most = 5 } of sections) expect(items.length).toBeLessThanOrEqual(most);
    }),
  'what is most urgent and can be pressed stands first': (by) =>
    holds((given, before) => {
      const { next, sections } = by(given, before);
      const urgencies = next.map(({ urgency }) => urgency ?? 9);
      expect(urgencies).toEqual(urgencies.toSorted());
      for (const { buttons = [] } of next) expect(buttons.length).toBeGreaterThan(0);
      // Whatever is left is less urgent, or two of its section stand there.
      const fresh = freshIn(given, before);
      const last = next.length === 5 ? (urgencies[4] ?? 0) : 9;
      for (const { name, items } of sections) {
        const isFull = next.filter(({ key }) => fresh.get(key)?.name === name).length >= 2;
        const left = items.flatMap(({ key }) => fresh.get(key)?.item ?? []);
        const pressed = left.filter(({ buttons = [] }) => buttons.length > 0);
        if (!isFull) for (const { urgency = 9 } of pressed) expect(urgency).toBeGreaterThanOrEqual(last);
      }
    }),
  'sections stand in their order, and none is empty': (by) =>
    holds((given, before) => {
      const { sections } = by(given, before);
      const places = sections.map(({ name }) => sectionNames.indexOf(name));
      expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b));
      for (const { lead, items } of sections) expect(lead !== undefined || items.length > 0).toBe(true);
    }),
  'what it says is what it kept': (by) =>
    holds((given, before) => {
      const composed = by(given, before);
      const leads = composed.sections.flatMap(({ name, lead }) => (lead ? [`lead:${name}`] : []));
      expect([...composed.said.keys()].toSorted()).toEqual([...composedKeys(composed), ...leads].toSorted());
    }),
};

/** Each thing that is new or has changed, in the section that names it first. */
function freshIn(given: readonly DigestSection[], before: ReadonlyMap<string, string>) {
  const ordered = sectionNames.flatMap((name) => given.filter((one) => one.name === name));
  const fresh = ordered.flatMap(({ name, items }) =>
    items.flatMap((item) =>
      before.get(item.key) === item.state ? [] : [[item.key, { name, item }] as const],
    ),
  );
  return new Map(fresh.toReversed());
}

function holds(law: (given: readonly DigestSection[], before: ReadonlyMap<string, string>) => void): void {
  fc.assert(fc.property(anySections, anyBefore, law));
}

test.each(Object.keys(laws))('a digest: %s', (name) => {
  laws[name]?.(compose);
});

/** Ways to put a digest together that are wrong, each for one law at least. */
const broken: Readonly<Record<string, Composes>> = {
  'nothing stands twice': (given, before) => {
    const composed = compose(given, before);
    const [first] = composed.next;
    return first ? { ...composed, sections: [{ name: 'people', items: [first], more: 0 }] } : composed;
  },
  'what has not changed is left out, and what is new or has changed is there or counted': (given) =>
    compose(given, new Map()),
  'at most five stand in a section, and under next': (given, before) => {
    const { next, sections, ...rest } = compose(given, before);
    return {
      ...rest,
      next,
      sections: sections.map((one) => ({ ...one, items: [...one.items, ...one.items, ...next] })),
    };
  },
  'what is most urgent and can be pressed stands first': (given, before) => {
    const { next, ...rest } = compose(given, before);
    return { next: next.toReversed(), ...rest };
  },
  'sections stand in their order, and none is empty': (given, before) => {
    const { sections, ...rest } = compose(given, before);
    return { sections: sections.toReversed(), ...rest };
  },
  'what it says is what it kept': (given, before) => ({ ...compose(given, before), said: new Map() }),
};

test.each(Object.keys(laws))('the law can fail: %s', (name) => {
  const wrong = broken[name];
  expect(() => wrong && laws[name]?.(wrong)).toThrow();
});
