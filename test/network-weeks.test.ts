import { eq, gt } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { action, actionOrganiser, actionStance } from '#actions/tables.ts';
import { workedTogether as inActions } from '#actions/worked-together.ts';
import { askedFor, request } from '#amplification/tables.ts';
import { workedTogether as inAmplification } from '#amplification/worked-together.ts';
import { day, hosting } from '#convergence/tables.ts';
import { workedTogether as inConvergence } from '#convergence/worked-together.ts';
import { type Feature, type FigureName, joined, tables, type WorkedTogether } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { networkButtons } from '#network/buttons.ts';
import { countFigures } from '#network/count.ts';
import { createNetwork } from '#network/index.ts';
import { quarterFigures } from '#network/quarter.ts';
import { setStages } from '#network/standings.ts';
import { organisationStage, round, type Stage, view, week } from '#network/tables.ts';
import { beginDue, weeklyDue } from '#network/week.ts';
import { answer, listing, resource } from '#resources/tables.ts';
import { workedTogether as inResources } from '#resources/worked-together.ts';
import { type Db, newId } from '#store/index.ts';
import { type ManualClock, manualClock } from '#time/index.ts';
import { testDatabase } from './support/database.ts';
import { begins, openDesk, wire } from './support/desk.ts';
import { exportedOf } from './support/exported.ts';
import { pulseKeys } from './support/pulse-keys.ts';

/** A feature that counts what the test says, and knows of what organisations did. */
function told(figures: () => Partial<Record<FigureName, number>>, worked: readonly WorkedTogether[] = []) {
  const one: Feature = {
    ...{ name: 'told', commands: [], presses: {}, first: () => [] },
    figures: async () => figures(),
    workedTogether: async () => worked,
  };
  return one;
}

async function stage(db: Db, features: readonly Feature[], at: ManualClock = manualClock(begins)) {
  return await openDesk(
    db,
    createNetwork(() => features),
    { at },
  );
}

const act = async <T>(
  db: Db,
  now: Temporal.Instant,
  run: (act: {
    tx: Parameters<Parameters<Db['transaction']>[0]>[0];
    now: Temporal.Instant;
    random: () => number;
  }) => Promise<T>,
) => await db.transaction(async (tx) => await run({ tx, now, random: () => 0.5 }));

const weeks = (count: number) => ({ hours: 24 * 7 * count });

test('every coalition is counted on Mondays from its beginning, each week once, for two years', async () => {
  await using database = await testDatabase();
  const { db } = database;
  let people = 40;
  const features = [told(() => ({ people, ties: 7 })), told(() => ({ announced: 3 }))];
  const at = manualClock(begins);
  const { coalitionId } = await stage(db, features, at);
  const due = weeklyDue(() => features);
  await act(db, begins, (one) => beginDue.carryOut(one, coalitionId));
  const plan = async () => (await db.select().from(round))[0]?.nextAt.toString();
  // The coalition of the cast is at home in Chicago: the Monday after that Wednesday, at four.
  expect(await plan()).toBe('2027-05-17T09:00:00Z');
  const monday = Temporal.Instant.from('2027-05-17T09:00:00Z');
  await act(db, monday, (one) => due.carryOut(one, coalitionId));
  expect(await plan()).toBe('2027-05-24T09:00:00Z');
  people = 41;
  await act(db, monday.add({ hours: 5 }), (one) => due.carryOut(one, coalitionId));
  const rows = await db.select().from(week);
  expect(rows.map((row) => [row.week, row.figures])).toEqual([
    ['2027-05-17', { people: 41, ties: 7, announced: 3 }],
  ]);
  // Two years and a week later the first one is gone; a long outage is counted once.
  await act(db, monday.add(weeks(104)), (one) => due.carryOut(one, coalitionId));
  expect((await db.select().from(week)).map((row) => row.week).toSorted()).toEqual([
    '2027-05-17',
    '2029-05-14',
  ]);
  await act(db, monday.add(weeks(105)), (one) => due.carryOut(one, coalitionId));
  expect((await db.select().from(week)).map((row) => row.week).toSorted()).toEqual([
    '2029-05-14',
    '2029-05-21',
  ]);
});

test('the features of Weft count, and health says it without anybody’s name', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const features = createFeatures({ embedded: false, platforms: ['slack'], pulseKeys });
  const play = await stage(db, features);
  const figures = await act(db, begins, (one) => countFigures(one, features, play.coalitionId));
  expect(figures.people).toBe(play.people.size);
  expect(figures.organisations).toBe(play.organisations.size);
  const shown = await play.type('kim', 'network health');
  expect(shown.text).toContain('What a network needs');
  expect(shown.text).toContain(
    `${figures.signed} of ${figures.organisations} organisations signed the purpose`,
  );
  expect(shown.text).toContain('Too little is known yet of: ');
  expect(shown.text).toContain('Counted now');
  for (const { name } of await db.select().from(tables.person)) expect(shown.text).not.toContain(name);
});

test('health reads the newest week, says where things go, and counts nothing anew', async () => {
  await using database = await testDatabase();
  const { db } = database;
  let asked = 0;
  const count = () => {
    asked += 1;
    return { people: asked };
  };
  const features = [told(count)];
  const play = await stage(db, features);
  const keep = async (monday: string, unconnected: number) =>
    await db.insert(week).values({
      ...{ coalitionId: play.coalitionId, week: monday, countedAt: begins },
      figures: { people: 100, findable: 100, unconnected, organisations: 10, signed: 9 },
    });
  await keep('2027-05-10', 60);
  expect((await play.type('kim', 'network health')).text).not.toContain('than before');
  await keep('2027-05-03', 90);
  expect((await play.type('kim', 'network health')).text).not.toContain('than before');
  await keep('2027-02-08', 30);
  await keep('2027-02-01', 99);
  const shown = await play.type('kim', 'network health');
  expect(shown.text).toContain('has something to do: Social ties.');
  expect(shown.text).toContain(
    'Act · Social ties: about 60\u00a0% of 100 people whom members may find have no tie yet. Worse than before.',
  );
  expect(shown.text).toContain('Strong · Vision: 9 of 10 organisations signed the purpose. As before.');
  expect(shown.text).toContain('Counted on 2027-05-10 12:00 UTC, compared with 2027-02-08 12:00 UTC.');
  expect(asked).toBe(0);
});

test('a quarter adds up what happened without counting a day twice, and says how many there were at its end', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db, []);
  const { coalitionId } = play;
  const mondays = Array.from({ length: 20 }, (_, at) =>
    Temporal.PlainDate.from('2026-12-21').add({ days: 7 * at }),
  );
  await db.insert(week).values(
    mondays.map((monday, at) => ({
      ...{ coalitionId, week: monday.toString(), countedAt: begins },
      figures: { met: 1, ties: 100 + at },
    })),
  );
  const first = { year: 2027, number: 1 } as const;
  const read = await act(db, begins, (one) => quarterFigures(one, coalitionId, first));
  // Counted on 29 March, 1 March, 1 February, and 4 January, which looks back into the year before: left to that one.
  expect(read).toEqual({ quarter: first, weeks: 12, figures: { met: 3, ties: 114 } });
  expect(
    await act(db, begins, (one) => quarterFigures(one, coalitionId, { year: 2026, number: 1 })),
  ).toBeUndefined();
  await db.delete(week).where(eq(week.week, '2027-03-29'));
  const later = await act(db, begins, (one) => quarterFigures(one, coalitionId, first));
  expect(later).toMatchObject({ figures: { met: 2, ties: 113 }, weeks: 8 });
});

test('stages follow what organisations did in the rows of other rooms, and their movement is a sum', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const features = [inActions, inAmplification, inResources, inConvergence].map(
    (workedTogether): Feature => ({ ...told(() => ({})), workedTogether }),
  );
  const play = await stage(db, features);
  const { coalitionId } = play;
  const people = await db.select().from(tables.person);
  const spare = [...Map.groupBy(people, ({ organisationId }) => organisationId ?? '')];
  const someOf = (at: number) => ({
    organisationId: spare[at]?.[0] ?? '',
    person: spare[at]?.[1][0]?.id ?? '',
  });
  const [a, b, c, d, e, f, g] = [0, 1, 2, 3, 4, 5, 6].map(someOf);
  if (!a || !b || !c || !d || !e || !f || !g) throw new Error('the cast has fewer organisations than that');
  // Nobody of them serves the coalition, until somebody of `a` does.
  await db.delete(tables.role);
  const now = begins.subtract({ hours: 24 });
  const led = {
    coalitionId,
    state: 'posted' as const,
    what: 'We walk.',
    zone: 'UTC',
    tactic: 'march' as const,
  };
  const many = { audience: 'coalition' as const, draftedAt: now, postedAt: now, startsAt: now };
  const [one, other] = [newId(now), newId(now)];
  await db.insert(action).values([
    { ...led, ...many, id: one, title: 'One', announcerId: a.person },
    { ...led, ...many, id: other, title: 'Other', announcerId: c.person, state: 'cancelled' },
  ]);
  const organiser = { coalitionId, askedAt: now, confirmedAt: now };
  await db.insert(actionOrganiser).values([
    { ...organiser, id: newId(now), actionId: one, personId: b.person },
    { ...organiser, id: newId(now), actionId: other, personId: d.person },
  ]);
  const stance = { coalitionId, stance: 'support' as const, setAt: now };
  await db.insert(actionStance).values([
    { ...stance, actionId: one, organisationId: e.organisationId },
    { ...stance, actionId: one, organisationId: a.organisationId },
  ]);
  const requestId = newId(now);
  await db.insert(request).values({
    ...{ id: requestId, coalitionId, requesterId: f.person, organisationId: f.organisationId, state: 'open' },
    ...{ ask: 'Share', tactic: 'media', urgent: false, framings: [], endsAt: begins, draftedAt: now },
  });
  await db.insert(askedFor).values([
    { id: newId(now), coalitionId, requestId, personId: c.person, framing: 0, askedAt: now, doneAt: now },
    { id: newId(now), coalitionId, requestId, personId: d.person, framing: 0, askedAt: now },
  ]);
  const dayId = newId(now);
  const when = { firstDay: '2027-06-01', lastDay: '2027-06-01', fromMinute: 600, untilMinute: 720 };
  await db.insert(day).values({
    ...{ id: dayId, coalitionId, state: 'planned', name: 'June', ask: 'Come', linkKey: newId(now), ...when },
    ...{ draftedAt: now, changedAt: now },
  });
  const host = { coalitionId, dayId, hostedAt: now };
  await db.insert(hosting).values([
    { ...host, id: newId(now), organisationId: g.organisationId, state: 'hosting' },
    { ...host, id: newId(now), organisationId: d.organisationId, state: 'withdrawn' },
  ]);

  const set = async (at = begins) => {
    await act(db, at, (one) => setStages(one, features, coalitionId));
    const rows = await db.select().from(organisationStage);
    return new Map<string, Stage>(rows.map((row) => [row.organisationId, row.stage]));
  };
  const first = await set();
  expect(first.size).toBe(play.organisations.size);
  expect([a, b, c, d, e, f, g].map(({ organisationId }) => first.get(organisationId))).toEqual([
    ...['collaboration', 'collaboration', 'cooperation', 'independence'],
    ...['coordination', 'cooperation', 'coordination'],
  ]);

  // Somebody of the first takes a role on; the fourth shares a resource; the second needs what the third answers.
  await db
    .insert(tables.role)
    .values({ id: newId(now), coalitionId, personId: a.person, role: 'weaver', grantedAt: now });
  await db.insert(resource).values({
    ...{
      id: newId(now),
      coalitionId,
      addedById: d.person,
      kind: 'toolkit',
      title: 'Kit',
      link: 'https://x.example',
    },
    ...{ goodFor: 'all', language: 'English', maker: '', addedAt: now },
  });
  const listingId = newId(now);
  const need = { id: listingId, coalitionId, personId: b.person, kind: 'need' as const, words: 'Chairs' };
  await db.insert(listing).values({ ...need, listedAt: now, endsAt: begins });
  await db
    .insert(answer)
    .values({ id: newId(now), coalitionId, listingId, personId: c.person, address: 'x', answeredAt: now });
  const second = await set(begins.add({ hours: 1 }));
  expect([a, b, c, d].map(({ organisationId }) => second.get(organisationId))).toEqual([
    ...['coalition', 'collaboration', 'cooperation', 'cooperation'],
  ]);
  expect((await play.type('kim', 'network health')).text).toContain(
    'weeks 2 moved closer and 0 further apart',
  );

  // Half a year later nothing of it counts any more.
  const last = await set(begins.add({ hours: 24 * 200 }));
  expect(new Set(last.values())).toEqual(new Set(['independence']));
  // An organisation that left has no stage.
  await db
    .update(tables.organisation)
    .set({ leftAt: begins })
    .where(eq(tables.organisation.id, a.organisationId));
  expect((await set(begins.add({ hours: 24 * 201 }))).has(a.organisationId)).toBe(false);
});

test('principals are asked once a quarter, and the middle of five is told once nobody is asked any more', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const at = manualClock('2027-06-20T17:00:00Z');
  const play = await stage(db, [], at);
  const feature = createNetwork(() => []);
  const waiting = async (who: string) =>
    await play.context(who, async (context) => (await feature.waits?.(joined(context))) ?? []);
  const { coalitionId } = play;
  await db.delete(tables.role).where(eq(tables.role.role, 'principal'));
  const principals = ['mara', 'sam', 'tess', 'ben', 'kim', 'ada'];
  await db.insert(tables.role).values(
    principals.map((who) => ({
      ...{ id: newId(begins), coalitionId, personId: play.personId(who), grantedAt: begins },
      role: 'principal' as const,
    })),
  );
  expect(await waiting('mara')).toEqual([]);
  at.set('2027-06-24T17:00:00Z');
  expect(await waiting('leo')).toEqual([]);
  const [asked] = await waiting('mara');
  expect(JSON.stringify(asked?.text)).toContain('second quarter of 2027');
  const button = wire(networkButtons.view, coalitionId);
  const say = async (who: string, climate: string, skills: string, win = '') =>
    await play.press(who, button, { climate, skills, win });
  expect(await play.press('leo', button, { climate: '1', skills: '1' })).toMatchObject({ refused: true });
  expect((await say('mara', '1', '2', 'We got the pipes.')).text).toContain(
    'Kept for the second quarter of 2027',
  );
  expect(await waiting('mara')).toEqual([]);
  await say('sam', '5', '4');
  at.set('2027-07-02T17:00:00Z');
  await db.insert(week).values({
    ...{ coalitionId, week: '2027-06-28', countedAt: begins },
    figures: { ties: 40, suggested: 9, introduced: 6, met: 4 },
  });
  // Read before and after each answer: nothing of it, nor of how many there are, can be told from the difference.
  const read = async () => (await play.type('leo', 'network health')).text;
  const before = await read();
  expect(before).toContain('What the second quarter of 2027 came to');
  expect(before).toContain('Climate: Told from 2027-08-02 12:00 UTC on: principals are still asked.');
  expect(before).toContain(
    'Relationships: 40 ties. Introductions: 9 suggested, 6 made, 4 ended in a meeting.',
  );
  for (const [who, climate, skills] of [
    ['tess', '4', '3'],
    ['kim', '4', '1'],
    ['ada', '1', '3'],
    // The last answer counts.
    ['mara', '2', '2'],
  ] as const) {
    await say(who, climate, skills, who === 'mara' ? 'We got the pipes.' : `${who} saw a thousand come.`);
    expect(await read(), who).toBe(before);
  }
  at.set('2027-08-01T17:00:00Z');
  expect(await read()).toBe(before);
  // Who leaves while they are asked is in nothing that is told.
  const ben = await play.person('ben');
  await say('ben', '5', '5', 'ben saw a thousand come.');
  await act(db, at.now(), async (one) => await feature.left?.(one, ben));
  const count = async () =>
    await act(db, at.now(), async (one) => await weeklyDue(() => []).carryOut(one, coalitionId));
  // On Monday, before it is counted, nobody is asked any more, and nothing is told yet.
  at.set('2027-08-02T06:00:00Z');
  expect(await say('ben', '3', '3')).toMatchObject({ refused: true });
  expect(await read()).toBe(before);
  at.set('2027-08-02T09:00:00Z');
  await count();
  const shown = await read();
  expect(shown).toContain('Climate: 4 of 5, the middle of what principals said.');
  expect(shown).toContain('Skills to lead: 3 of 5');
  expect(shown).toContain('“We got the pipes.”\n“ada saw a thousand come.”\n“kim saw a thousand come.”');
  expect(shown).not.toContain((await play.person('mara')).name);

  const mara = await play.person('mara');
  await act(db, at.now(), async (one) => {
    expect(JSON.stringify(await exportedOf(one.tx, mara, feature))).toContain('We got the pipes.');
    await feature.deletes?.(one, mara);
  });
  expect(await db.$count(view, eq(view.personId, mara.id))).toBe(0);
  // What was told stays as it was, and of their words none is left: whose it was cannot be told from the difference.
  const figuresOf = (text: string) =>
    text.split('\n').filter((line) => /^(Climate|Skills to lead):/.test(line));
  const without = async () => {
    const text = await read();
    expect(figuresOf(text)).toEqual(figuresOf(shown));
    expect(text).not.toContain('Wins, as principals see them');
    expect(text).not.toContain('a thousand come');
  };
  expect(figuresOf(shown)).toHaveLength(2);
  await without();
  // Nor when the week is counted once more, nor in the weeks after it; the control: counted anew, the middle is another one.
  await count();
  await without();
  at.set('2027-08-16T09:00:00Z');
  await count();
  await without();
  await db.delete(week).where(gt(week.week, '2027-07-01'));
  await count();
  expect(await read()).toContain('Climate: Too few answers: it takes 5 principals.');
  expect(await waiting('ben')).toEqual([]);
  // The quarter after it tells nothing of this one.
  at.set('2027-10-04T09:00:00Z');
  await count();
  expect(await read()).not.toContain('of 5, the middle of what principals said');
});

test('of requests that are open for three days health says how many nobody answered, whenever they opened', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const features = createFeatures({ embedded: false, platforms: ['slack'], pulseKeys });
  const play = await stage(db, features);
  const { coalitionId } = play;
  const of = {
    ...{
      coalitionId,
      requesterId: play.personId('ana'),
      state: 'open' as const,
      ask: 'Share',
      urgent: false,
    },
    ...{ tactic: 'media' as const, framings: [], endsAt: begins.add({ hours: 24 * 10 }), draftedAt: begins },
  };
  const days = [...Array.from({ length: 6 }, () => 40), 1, 1, 2];
  const requests = days.map((ago) => ({
    ...{ ...of, id: newId(begins), openedAt: begins.subtract({ hours: 24 * ago }) },
  }));
  await db.insert(request).values(requests);
  const [first] = requests;
  await db.insert(askedFor).values({
    ...{ id: newId(begins), coalitionId, requestId: first?.id ?? '', personId: play.personId('kim') },
    ...{ framing: 0, askedAt: begins, willAt: begins },
  });
  const read = async () => await act(db, begins, (one) => countFigures(one, features, coalitionId));
  expect(await read()).toMatchObject({ requests: 3, requestsOpen: 6, requestsUnanswered: 5 });
  expect((await play.type('kim', 'network health')).text).toContain(
    'nobody answered 5 of 6 requests that are open for three days',
  );
  // What has ended is in neither.
  await db
    .update(request)
    .set({ endsAt: begins })
    .where(eq(request.id, requests[1]?.id ?? ''));
  expect(await read()).toMatchObject({ requests: 3, requestsOpen: 5, requestsUnanswered: 4 });
});
