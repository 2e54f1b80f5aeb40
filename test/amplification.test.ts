import { and, eq, ne } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { action, actionOrganiser, tacticMute } from '#actions/tables.ts';
import { sayDone, sayWill, takeBack, takeUp } from '#amplification/answer.ts';
import { changeRequest } from '#amplification/change.ts';
import { draftRequest, dropDraft, postRequest } from '#amplification/draft.ts';
import { eligible, reachable } from '#amplification/eligible.ts';
import { endEarly } from '#amplification/end.ts';
import { shareOut } from '#amplification/fairness.ts';
import type { Request } from '#amplification/find.ts';
import { requestSteps } from '#amplification/form.ts';
import { promptEnd, promptMoment, readHours } from '#amplification/hours.ts';
import { amplification } from '#amplification/index.ts';
import { languagesIn, readLanguage } from '#amplification/languages.ts';
import { limits } from '#amplification/limits.ts';
import { listRequests } from '#amplification/list.ts';
import { openRequests } from '#amplification/round.ts';
import { supportFor, weekOf } from '#amplification/support.ts';
import * as rows from '#amplification/tables.ts';
import { literal, message, plain } from '#chat/index.ts';
import { delivery } from '#delivery/tables.ts';
import { type JoinedContext, setConsent, tables } from '#directory/index.ts';
import { moveClock } from '#playground.ts';
import { createSchedule } from '#schedule/index.ts';
import { dueFailure } from '#schedule/tables.ts';
import { newId, type Tx } from '#store/index.ts';
import { localHour, manualClock } from '#time/index.ts';
import { atOnce } from './support/at-once.ts';
import { testDatabase } from './support/database.ts';
import { begins, openDesk, reads } from './support/desk.ts';
import { exportedOf } from './support/exported.ts';
import { quietLog } from './support/stage/quiet-log.ts';

vi.setConfig({ testTimeout: 60_000 });

/** The cast’s coalition with this feature’s due work, and nobody’s consent but theirs who are named. */
async function openRoom(consenting: readonly string[]) {
  const database = await testDatabase();
  const { db, store } = database;
  const clock = manualClock(begins);
  const desk = await openDesk(db, amplification, { at: clock });
  const { coalitionId, personId } = desk;
  const act = <T>(work: (act: { tx: Tx; now: Temporal.Instant; random: () => number }) => Promise<T>) =>
    db.transaction((tx) => work({ tx, now: clock.now(), random: Math.random }));
  const consents = (who: string, answer: string) =>
    act((one) => setConsent(one, { id: personId(who), coalitionId }, 'amplify', answer));
  await db.delete(tables.consent).where(eq(tables.consent.kind, 'amplify'));
  for (const who of consenting) await consents(who, 'yes');
  const schedule = createSchedule({
    store,
    clock,
    random: Math.random,
    dues: amplification.dues ?? [],
    log: quietLog,
  });
  const as = <T>(who: string, run: (context: JoinedContext) => Promise<T>, tenant?: string) =>
    desk.context(who, async (context) => await run(context as JoinedContext), tenant);
  async function pass(time: Temporal.DurationLike): Promise<void> {
    const end = manualClock(clock.now());
    end.advance(time);
    const app = { next: schedule.next, settle: async () => void (await schedule.tick()) };
    await moveClock(app, clock, end.now());
    expect(await db.select().from(dueFailure)).toEqual([]);
  }
  const draft = (who: string, more: Partial<Parameters<typeof draftRequest>[1]> = {}, tenant?: string) =>
    as(
      who,
      (context) =>
        draftRequest(context, {
          ask: 'Tell people.',
          link: 'https://river.example/',
          tactic: 'rally',
          first: 'Come along.',
          ends: clock.now().add({ hours: 24 * 20 }),
          ...more,
        }),
      tenant,
    );
  return {
    database,
    ...desk,
    db,
    clock,
    act,
    as,
    consents,
    pass,
    draft,
    /** Drafts, posts and opens a request. */
    async open(who: string, more: Partial<Parameters<typeof draftRequest>[1]> = {}, tenant?: string) {
      const { id } = await draft(who, more, tenant);
      await as(who, (context) => postRequest(context, id), tenant);
      await pass({ minutes: 1 });
      return id;
    },
    asks: () => db.select().from(rows.askedFor).orderBy(rows.askedFor.askedAt),
    requests: () => db.select().from(rows.request),
    async askOf(who: string, requestId: string) {
      const [one] = await db
        .select()
        .from(rows.askedFor)
        .where(and(eq(rows.askedFor.requestId, requestId), eq(rows.askedFor.personId, personId(who))));
      if (!one) throw new Error(`${who} was not asked`);
      return one;
    },
    /** Who may be asked for what is open, by the cast’s names. */
    async mayBeAsked(requests?: readonly Request[]) {
      const found = await act(async (one) =>
        eligible(one, coalitionId, requests ?? (await openRequests(one, coalitionId))),
      );
      const names = new Map([...desk.people].map(([name, id]) => [id, name]));
      return found.map((one) => ({ ...one, who: names.get(one.id) ?? '' }));
    },
    async wanted(kind: string, who: string): Promise<boolean[]> {
      const sent = await db
        .select()
        .from(delivery)
        .where(and(eq(delivery.kind, kind), eq(delivery.personId, personId(who)), eq(delivery.state, 'due')));
      const of = amplification.kinds?.find(({ name }) => name === kind);
      return await act(async (one) => {
        const said: boolean[] = [];
        for (const row of sent) said.push((await of?.wanted?.(one, row)) ?? true);
        return said;
      });
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

test('hours of the day are read as people write them, and what is none, or of the night, is not', () => {
  const spellings: readonly ((from: number, until: number) => string)[] = [
    (from, until) => `${from}-${until}`,
    (from, until) => ` ${from} – ${until} `,
    (from, until) => `between ${from} and ${until}`,
    (from, until) => `From ${from}:00 to ${until}:00`,
    (from, until) => `${twelve(from)} - ${twelve(until)}`,
  ];
  for (let from = 8; from < 21; from += 1) {
    for (let until = from + 1; until <= 21; until += 1) {
      for (const spelt of spellings)
        expect([spelt(from, until), readHours(spelt(from, until))]).toEqual([
          spelt(from, until),
          { from, until },
        ]);
    }
  }
  expect(readHours('9 to 11 am')).toEqual({ from: 9, until: 11 });
  expect(readHours('5-7pm')).toEqual({ from: 17, until: 19 });
  expect(readHours('11-1pm')).toEqual({ from: 11, until: 13 });
  for (const any of ['', '  ', 'any time', 'Any']) expect(readHours(any)).toBe('any');
  for (const none of [
    '9',
    'morning',
    '11-9',
    '9-9',
    '25-26',
    '9-25',
    '13am-14',
    '9-11-12',
    '-9-11',
    '9:30-11',
    // A prompt comes at any hour somebody agreed to: none of the night can be asked for.
    '3-4',
    '7-9',
    '20-22',
    '9pm-10pm',
  ])
    expect([none, readHours(none)]).toEqual([none, undefined]);
});

const twelve = (hour: number) => `${hour % 12 === 0 ? 12 : hour % 12}${hour < 12 ? 'am' : 'pm'}`;

test('a prompt comes within the hours asked for, in one’s own zone, before the end, or at once', () => {
  const zone = fc.constantFrom(
    'America/New_York',
    'Pacific/Honolulu',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'UTC',
  );
  const hours = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 24 }))
    .map(([from, length]) => ({
      from,
      until: Math.min(24, from + length),
    }));
  fc.assert(
    fc.property(
      zone,
      hours,
      fc.nat(366 * 24 * 60),
      fc.integer({ min: 1, max: 60 * 24 }),
      (there, asked, minutes, left) => {
        const now = begins.add({ minutes });
        const endsAt = now.add({ hours: left });
        const at = promptMoment({ hours: asked, now, zone: there, endsAt });
        expect(Temporal.Instant.compare(at, now)).toBeGreaterThanOrEqual(0);
        expect(Temporal.Instant.compare(at, endsAt)).toBeLessThan(0);
        expect(at.since(now).total('hours')).toBeLessThanOrEqual(25);
        if (Temporal.Instant.compare(at, now) === 0) return;
        // Where clocks jump over the hour it is the one after.
        expect([asked.from, asked.from + 1]).toContain(localHour(at, there));
        expect(Temporal.Instant.compare(at, promptEnd(at, asked, there, endsAt))).toBeLessThan(0);
      },
    ),
    { seed: 7, numRuns: 500 },
  );
  const now = Temporal.Instant.from('2027-05-12T17:00:00Z');
  const endsAt = now.add({ hours: 48 });
  const nine = { from: 9, until: 11 };
  expect(promptMoment({ hours: undefined, now, zone: 'UTC', endsAt })).toEqual(now);
  expect(promptMoment({ hours: nine, now, zone: 'Pacific/Honolulu', endsAt }).toString()).toBe(
    '2027-05-12T19:00:00Z',
  );
  expect(promptMoment({ hours: nine, now, zone: 'America/Chicago', endsAt }).toString()).toBe(
    '2027-05-13T14:00:00Z',
  );
  expect(promptMoment({ hours: nine, now, zone: 'America/Chicago', endsAt: now.add({ hours: 3 }) })).toEqual(
    now,
  );
});

test('a form says when the kind of thing is needed, as it is refused where it is not given', () => {
  expect(requestSteps[0].fields.tactic.hint.en).toContain('Needed unless you name an action.');
});

test('languages are read by their English name, their own, or their tag', () => {
  for (const name of ['Spanish', 'español', 'ES', ' spanish ']) expect(readLanguage(name)).toBe('es');
  expect(readLanguage('Vietnamese')).toBe('vi');
  for (const none of ['', 'Klingon', 'es-or-so', 'zz']) expect(readLanguage(none)).toBeUndefined();
  expect(languagesIn('English, Spanish and Klingon; Deutsch')).toEqual(['en', 'es', 'de']);
});

test('whoever consented, is here and can be reached may be asked, vouched for or not; nobody else', async () => {
  await using room = await openRoom(['cara', 'milo', 'grace']);
  const { db, personId, coalitionId, clock } = room;
  const names = async () => (await room.mayBeAsked([])).map(({ who }) => who).sort();
  expect((await room.person('milo')).vouchedAt).toBeNull();
  expect(await names()).toEqual(['cara', 'grace', 'milo']);
  const cara = eq(tables.person.id, personId('cara'));
  const hers = eq(tables.account.personId, personId('cara'));
  const muted = { personId: personId('cara'), coalitionId, kind: 'amplify.ask', manner: 'never' } as const;
  const { account, consent, notification, person, space } = tables;
  const isReach = and(eq(consent.personId, personId('cara')), eq(consent.kind, 'reach'));
  const [accountOf] = await db.select().from(account).where(hers);
  const isHome = eq(space.id, accountOf?.spaceId ?? '');
  const changes: readonly [string, () => Promise<unknown>, () => Promise<unknown>][] = [
    ['said no', () => room.consents('cara', 'no'), () => room.consents('cara', 'yes')],
    [
      'left',
      () => db.update(person).set({ leftAt: clock.now() }).where(cara),
      () => db.update(person).set({ leftAt: null }).where(cara),
    ],
    [
      'snoozed',
      () =>
        db
          .update(person)
          .set({ snoozedUntil: clock.now().add({ hours: 1 }) })
          .where(cara),
      () => db.update(person).set({ snoozedUntil: clock.now() }).where(cara),
    ],
    [
      'never wants these',
      () => db.insert(notification).values(muted),
      () => db.delete(notification).where(eq(notification.personId, personId('cara'))),
    ],
    [
      'account gone',
      () => db.update(account).set({ goneAt: clock.now() }).where(hers),
      () => db.update(account).set({ goneAt: null }).where(hers),
    ],
    [
      'on Discord, and did not say how',
      async () => {
        await db.update(account).set({ platform: 'discord' }).where(hers);
        await db.delete(consent).where(isReach);
      },
      () => room.act((act) => setConsent(act, { id: personId('cara'), coalitionId }, 'reach', 'thread')),
    ],
  ];
  for (const [why, change, back] of changes) {
    await change();
    expect([why, (await names()).includes('cara')]).toEqual([why, false]);
    await back();
    expect([why, (await names()).includes('cara')]).toEqual([why, true]);
  }
  await db.update(space).set({ goneAt: clock.now() }).where(isHome);
  expect(await names()).toEqual(['grace']);
});

test('nobody is asked by whom they blocked, or who blocked them, and no number tells of it', async () => {
  await using room = await openRoom(['cara', 'ben', 'noor', 'grace', 'kim']);
  const { db, personId, coalitionId, organisations } = room;
  const draft = await room.draft('elena');
  const since = room.clock.now();
  const reach = () => room.act((act) => reachable(act, draft));
  const before = await reach();
  expect(before).toBe(5);
  const blocks = [
    { personId: personId('cara'), blockedPersonId: personId('elena') },
    { personId: personId('elena'), blockedPersonId: personId('kim') },
    { personId: personId('elena'), blockedOrganisationId: organisations.get('Delta Legal Aid') },
    { personId: personId('grace'), blockedOrganisationId: organisations.get('Mothers for Clean Taps') },
  ];
  for (const block of blocks)
    await db.insert(tables.block).values({ id: newId(since), coalitionId, since, ...block });
  const apart = (await room.mayBeAsked([draft])).filter((one) => one.apart.includes(personId('elena')));
  expect(apart.map(({ who }) => who).sort()).toEqual(['ben', 'cara', 'grace', 'kim', 'noor']);
  await db.insert(tacticMute).values({ personId: personId('cara'), coalitionId, tactic: 'rally' });
  const never = { kind: 'amplify.ask', manner: 'never' } as const;
  await db.insert(tables.notification).values({ personId: personId('ben'), coalitionId, ...never });
  expect(await reach()).toBe(before);
  const opened = await room.open('elena');
  expect(await room.asks()).toEqual([]);
  // Only whom one blocked oneself is left out of the list: the other way it would tell.
  const shown = async (who: string, tenant?: string) =>
    (await room.as(who, (context) => listRequests(context), tenant)).help.map(({ request }) => request.id);
  expect(await shown('kim')).toEqual([opened]);
  expect(await shown('cara')).toEqual([]);
});

test('an ask is not wanted any more once its person does not want it, said yes, or it is over', async () => {
  await using room = await openRoom(['cara', 'ben', 'kim', 'wren', 'tess']);
  const id = await room.open('elena', { hours: '20-21' });
  const { db, personId, coalitionId, clock } = room;
  const everyone = ['cara', 'ben', 'kim', 'wren', 'tess'];
  for (const who of everyone) expect([who, await room.wanted('amplify.ask', who)]).toEqual([who, [true]]);
  await room.consents('cara', 'no');
  const since = clock.now();
  await db.insert(tables.block).values({
    id: newId(since),
    coalitionId,
    since,
    personId: personId('ben'),
    blockedPersonId: personId('elena'),
  });
  const button = async (who: string, press: string) => `amplify.${press}:${(await room.askOf(who, id)).id}`;
  expect((await room.press('kim', await button('kim', 'mute'))).text).toContain(
    'Left out from now on: rallies.',
  );
  for (const who of ['cara', 'ben', 'kim'])
    expect([who, await room.wanted('amplify.ask', who)]).toEqual([who, [false]]);
  expect((await room.press('wren', await button('wren', 'pass'))).text).toContain('written down nowhere');
  expect(await room.wanted('amplify.ask', 'wren')).toEqual([true]);

  await room.press('wren', await button('wren', 'will'));
  expect(await room.wanted('amplify.ask', 'wren')).toEqual([]);
  expect(await room.wanted('amplify.prompt', 'wren')).toEqual([true]);
  await room.as('elena', (context) => endEarly(context, id));
  expect(await room.wanted('amplify.ask', 'tess')).toEqual([]);
  expect(await room.wanted('amplify.prompt', 'wren')).toEqual([]);
  expect((await room.told('amplify.changed')).map((row) => row.personId)).toEqual([personId('wren')]);
});

test('over weeks of rounds nobody is asked more than once a day, twice a week, or twice for one request', async () => {
  const consenting = ['cara', 'ben', 'kim', 'wren', 'tess', 'grace'];
  await using room = await openRoom(consenting);
  for (const who of ['elena', 'leo', 'dov', 'cara']) {
    await room.open(who);
    await room.pass({ hours: 7 });
  }
  await room.pass({ days: 14 });
  const all = await room.asks();
  const broken = (list: readonly (typeof all)[number][]) =>
    list.some((one) => {
      const near = (hours: number) =>
        list.filter((each) => {
          const since = each.askedAt.since(one.askedAt).total('hours');
          return each.personId === one.personId && since >= 0 && since < hours;
        }).length;
      const same = list.filter((each) => each.personId === one.personId && each.requestId === one.requestId);
      return near(24) > limits.aDay || near(7 * 24) > limits.aWeek || same.length > 1;
    });
  // Cara's own request asks everybody but her.
  expect(all).toHaveLength(4 * consenting.length - 1);
  expect(broken(all)).toBe(false);
  const [first] = all;
  if (!first) throw new Error('nobody was asked');
  expect(
    broken([...all, { ...first, requestId: 'another', askedAt: first.askedAt.add({ hours: 23 }) }]),
  ).toBe(true);
  const kinds = await room.told('amplify.ask');
  expect(kinds).toHaveLength(all.length);
  expect(kinds.every((row) => row.unasked && row.expiresAt.since(row.dueAt).total('days') <= 8)).toBe(true);
});

test('what organisations received and gave is counted for their size, over twelve weeks', async () => {
  await using room = await openRoom(['cara', 'ben', 'kim']);
  const { db, personId, organisations, clock } = room;
  const { organisation, person } = tables;
  const longAgo = clock.now().subtract({ hours: 24 * 400 });
  await db.update(organisation).set({ addedAt: longAgo });
  await db
    .update(person)
    .set({ organisationId: null })
    .where(eq(person.id, personId('leo')));
  const mothers = organisations.get('Mothers for Clean Taps') ?? '';
  const members = await db.$count(person, eq(person.organisationId, mothers));
  expect(members).toBeGreaterThanOrEqual(limits.smallBelow);
  const need = async () => {
    const found = await room.act(async (act) =>
      supportFor(act, room.coalitionId, await openRequests(act, room.coalitionId)),
    );
    const week = await room.act((act) => weekOf(act, room.coalitionId));
    return { week, of: (id: string) => found.find((one) => one.id === id) };
  };
  const elenas = await room.open('elena');
  const leos = await room.open('leo');
  const { id: hers } = await room.askOf('cara', elenas);
  await room.as('cara', async (context) => {
    await sayWill(context, hers);
    await sayDone(context, hers, 'https://farm.example/');
  });
  const first = await need();
  expect(first.of(elenas)).toMatchObject({ received: 3, given: 0, size: members, kept: false });
  expect(first.of(leos)).toMatchObject({
    ...{ received: 0, given: 0, size: 1, kept: true },
    organisation: personId('leo'),
  });
  expect(first.week).toEqual({ all: 3, kept: 0 });
  // Small is who has few people now, new who came within 90 days.
  const lately = clock.now().subtract({ hours: 24 * 89 });
  await db.update(organisation).set({ addedAt: lately }).where(eq(organisation.id, mothers));
  expect((await need()).of(elenas)?.kept).toBe(true);
  expect((await need()).week).toEqual({ all: 3, kept: 3 });
  await db.update(organisation).set({ addedAt: longAgo }).where(eq(organisation.id, mothers));
  const others = and(eq(person.organisationId, mothers), ne(person.id, personId('elena')));
  await db.update(person).set({ leftAt: clock.now() }).where(others);
  expect((await need()).of(elenas)).toMatchObject({ size: 1, kept: true });
  await db.update(person).set({ leftAt: null }).where(others);
  // What Cara did counts for hers, once she asks.
  const caras = await room.open('cara');
  expect((await need()).of(caras)).toMatchObject({ given: 1 });
  await room.pass({ days: 8 });
  expect((await need()).of(elenas)?.received).toBe(3);
  clock.advance({ days: 12 * 7 });
  await db.update(rows.request).set({ endsAt: clock.now().add({ hours: 24 }) });
  expect((await need()).of(elenas)).toMatchObject({ received: 0, given: 0 });
  expect((await need()).week).toEqual({ all: 0, kept: 0 });
});

test('one who asks after the whole network was asked is asked for first, a day later', async () => {
  await using room = await openRoom(['cara', 'ben', 'kim', 'wren']);
  const first = await room.open('elena', { ends: begins.add({ hours: 24 * 30 }) });
  const second = await room.open('leo', { ends: begins.add({ hours: 24 * 30 }) });
  const third = await room.open('elena', { ends: begins.add({ hours: 24 * 30 }) });
  const count = async (id: string) => (await room.asks()).filter(({ requestId }) => requestId === id).length;
  expect([await count(first), await count(second), await count(third)]).toEqual([4, 0, 0]);
  await room.pass({ hours: 30 });
  expect(await count(second)).toBeGreaterThan(0);
  await room.pass({ days: 14 });
  expect([await count(first), await count(second), await count(third)]).toEqual([4, 4, 4]);
});

test('rights are checked when a thing is done: drafts are one’s own, and only whoever asked may change or end it', async () => {
  await using room = await openRoom(['cara']);
  const draft = await room.draft('elena');
  const theirs = await reads(
    room.as('leo', async (context) => {
      await postRequest(context, draft.id);
      throw new Error('posted by somebody else');
    }),
  );
  expect(theirs).toContain('Refused: This is no draft any more.');
  const id = await room.open('elena');
  for (const change of [
    (context: JoinedContext) => endEarly(context, id),
    (context: JoinedContext) =>
      changeRequest(context, id, {
        ask: 'Mine now.',
        link: 'https://x.example/',
        tactic: 'rally',
        first: 'x',
        ends: draft.endsAt,
      }),
  ])
    expect(
      await reads(
        room.as('leo', async (context) => {
          await change(context);
          throw new Error('changed by somebody else');
        }),
      ),
    ).toContain('Refused: Only whoever asked');
  expect(
    await reads(room.as('elena', async (context) => void (await takeUp(context, id)) as never)),
  ).toContain('This is your own request.');
  for (let more = 1; more < limits.openAtOnce; more += 1) await room.open('elena');
  expect(await reads(room.open('elena').then(() => message(literal('opened a fourth'))))).toContain(
    'Refused: You have 3 requests open',
  );
  const unvouched = await room.type('milo', 'amplify list');
  expect(unvouched).toMatchObject({ refused: true });
});

test('who leads an action may ask for it whomever it is meant for, and end what others ask, not rewrite it; others only what is for all', async () => {
  await using room = await openRoom(['cara']);
  const { db, coalitionId, personId } = room;
  const one = (id: string, more: object) => ({
    ...{ id, coalitionId, announcerId: personId('kim'), state: 'posted' as const, title: 'March', what: '' },
    ...{
      startsAt: begins.add({ hours: 99 }),
      zone: 'UTC',
      tactic: 'march' as const,
      audience: 'coalition' as const,
    },
    ...{ draftedAt: begins, link: 'https://kim.example/', ...more },
  });
  const [all, hubs, draft] = [newId(begins), newId(begins), newId(begins)];
  await db
    .insert(action)
    .values([one(all, {}), one(hubs, { audience: 'hubs' }), one(draft, { state: 'draft' })]);
  await db.insert(actionOrganiser).values(
    ['dov', 'leo'].map((who) => ({
      ...{ id: newId(begins), coalitionId, actionId: all, personId: personId(who), askedAt: begins },
      confirmedAt: who === 'dov' ? begins : null,
    })),
  );
  const drafted = (who: string, id: string) =>
    reads(
      room.draft(who, { action: id, link: undefined, tactic: undefined }).then((request) => {
        expect(request).toMatchObject({ tactic: 'march', link: 'https://kim.example/' });
        return message(literal('drafted'));
      }),
    );
  expect(await drafted('elena', all)).toBe('drafted');
  expect(await drafted('elena', hubs)).toMatch(/Refused|not meant for the whole coalition/);
  expect(await drafted('kim', hubs)).toBe('drafted');
  expect(await drafted('kim', draft)).toContain('is not posted, or was cancelled');
  const id = await room.open('elena', { action: all });
  const taken = (who: string) =>
    reads(room.as(who, async (context) => message(literal(`${(await endEarly(context, id)).did} did`))));
  expect(await taken('leo')).toContain('Refused: Only whoever asked');
  // It goes out under Elena's name: Dov can stop it, and put no words in her mouth.
  const rewritten = room.as('dov', async (context) => {
    await changeRequest(context, id, rewording(room.clock.now(), 'Send money today.'));
    throw new Error('rewritten');
  });
  expect(await reads(rewritten)).toContain('Refused: Only whoever asked can change this.');
  const buttons = async (who: string) => Object.keys((await room.type(who, 'amplify list')).buttons);
  expect(await buttons('dov')).toEqual(['I’ll share it', 'End it']);
  expect(await buttons('elena')).toEqual(expect.arrayContaining(['Change', 'End it']));
  expect(await taken('dov')).toBe('0 did');
  expect((await room.told('amplify.summary')).map((row) => row.personId)).toEqual([personId('elena')]);
});

test('once its action is off, nothing of a request is asked, prompted, listed or counted, even before it is ended', async () => {
  await using room = await openRoom(['cara', 'kim']);
  const { db, coalitionId, personId } = room;
  const march = newId(begins);
  await db.insert(action).values({
    ...{ id: march, coalitionId, announcerId: personId('kim'), state: 'posted', title: 'March', what: '' },
    ...{ startsAt: begins.add({ hours: 999 }), zone: 'UTC', tactic: 'march', audience: 'coalition' },
    draftedAt: begins,
  });
  const id = await room.open('elena', { action: march, hours: '20-21' });
  const { id: kims } = await room.askOf('kim', id);
  await room.as('kim', (context) => sayWill(context, kims));
  const all = async () => ({
    asked: await room.wanted('amplify.ask', 'cara'),
    prompted: await room.wanted('amplify.prompt', 'kim'),
    listed: (await room.as('leo', (context) => listRequests(context))).help.length,
    turns: (await room.act((act) => openRequests(act, coalitionId))).length,
  });
  expect(await all()).toEqual({ asked: [true], prompted: [true], listed: 1, turns: 1 });
  await db.update(rows.askedFor).set({ willAt: null });
  await db.update(rows.request).set({ openedAt: begins.subtract({ hours: 73 }) });
  expect(await room.remarks('jonas')).toHaveLength(1);
  await db.update(action).set({ state: 'cancelled' });
  expect(await room.remarks('jonas')).toEqual([]);
  await db.update(rows.askedFor).set({ willAt: begins }).where(eq(rows.askedFor.id, kims));
  expect(await all()).toEqual({ asked: [false], prompted: [false], listed: 0, turns: 0 });
  const taken = room.as('leo', async (context) => void (await takeUp(context, id)) as never);
  expect(await reads(taken)).toContain('Refused: This is over.');
});

test('names stay with whoever is not found by members, and unlisted organisations unnamed', async () => {
  await using room = await openRoom(['cara', 'ben', 'kim']);
  const { db, organisations, coalitionId } = room;
  const lead = async (id: string) => {
    const [row] = (await room.told('amplify.ask')).filter((one) => one.subject === id);
    return row?.effect ? plain(row.effect.message).split('\n')[0] : undefined;
  };
  const ids = await room.open('zeke');
  expect(await lead(ids)).toContain('A member of Upriver Farmers Union asks you');
  await db
    .update(tables.organisation)
    .set({ listed: false })
    .where(
      and(
        eq(tables.organisation.coalitionId, coalitionId),
        eq(tables.organisation.id, organisations.get('Headwaters Fund') ?? ''),
      ),
    );
  await room.pass({ days: 2 });
  expect(await lead(await room.open('leo'))).toBe('Leo Marchetti asks you to carry something further.');
  const isFarmers = eq(tables.organisation.id, organisations.get('Upriver Farmers Union') ?? '');
  await db.update(tables.organisation).set({ leftAt: room.clock.now() }).where(isFarmers);
  await room.pass({ days: 8 });
  expect(await lead(await room.open('zeke'))).toBe(
    'A member of the coalition asks you to carry something further.',
  );
});

const rewording = (now: Temporal.Instant, ask: string) => ({
  ...{ ask, link: 'https://river.example/', tactic: 'rally' as const, first: 'Come along.' },
  ends: now.add({ hours: 24 * 10 }),
});

test('of changes within five minutes only the last is told, at most three a day, and none once it is over or done', async () => {
  await using room = await openRoom(['cara', 'kim']);
  const id = await room.open('elena');
  for (const who of ['cara', 'kim']) {
    const { id: ask } = await room.askOf(who, id);
    await room.as(who, (context) => sayWill(context, ask));
  }
  const changes = (ask: string) =>
    reads(
      room.as('elena', async (context) => {
        await changeRequest(context, id, rewording(room.clock.now(), ask));
        return message(literal('changed'));
      }),
    );
  const due = async () =>
    (await room.told('amplify.changed'))
      .filter(({ state }) => state === 'due')
      .map(({ personId, dueAt, effect }) => [
        personId,
        dueAt.since(room.clock.now()).total('minutes'),
        effect ? plain(effect.message).includes('Third.') : false,
      ]);
  for (const ask of ['First.', 'Second.', 'Third.']) {
    await room.pass({ minutes: 1 });
    expect(await changes(ask)).toBe('changed');
  }
  expect((await due()).sort()).toEqual(
    [
      [room.personId('cara'), 5, true],
      [room.personId('kim'), 5, true],
    ].sort(),
  );
  expect(await changes('Fourth.')).toContain('Refused: Changed 3 times within a day');
  const { id: caras } = await room.askOf('cara', id);
  await room.as('cara', (context) => sayDone(context, caras, undefined));
  expect((await due()).map(([who]) => who)).toEqual([room.personId('kim')]);
  await room.pass({ hours: 25 });
  expect(await changes('Fifth.')).toBe('changed');
  await room.as('elena', (context) => endEarly(context, id));
  const left = (await room.told('amplify.changed')).filter(({ state }) => state === 'due');
  expect(left.map(({ personId, occurrence }) => [personId, occurrence])).toEqual([
    [room.personId('kim'), 'off'],
  ]);
});

test('a promise that was taken back is prompted, counted and told of no more, and what was done is not taken back', async () => {
  await using room = await openRoom(['cara', 'kim']);
  const id = await room.open('elena', { hours: '9-11' });
  const promises = async (who: string) => {
    const ask = await room.askOf(who, id);
    await room.as(who, (context) => sayWill(context, ask.id));
    return ask.id;
  };
  const [caras, kims] = [await promises('cara'), await promises('kim')];
  await room.as('elena', (context) => changeRequest(context, id, rewording(room.clock.now(), 'First.')));
  const due = async () =>
    (await Promise.all(['amplify.prompt', 'amplify.changed'].map((kind) => room.told(kind))))
      .flat()
      .filter(({ state }) => state === 'due')
      .map(({ kind, personId }) => `${kind} ${personId === room.personId('cara') ? 'cara' : 'kim'}`)
      .sort();
  const kim = ['amplify.changed kim'];
  expect(await due()).toEqual(['amplify.changed cara', ...kim]);
  await room.as('cara', (context) => takeBack(context, caras));
  expect(await due()).toEqual(kim);
  expect((await room.asks()).map(({ willAt }) => willAt !== null).sort()).toEqual([false, true]);
  await room.as('kim', (context) => sayDone(context, kims, undefined));
  const again = reads(
    room.as('kim', async (context) => {
      await takeBack(context, kims);
      return message(literal('taken back'));
    }),
  );
  expect(await again).toContain('Refused: You have shared this already.');
  const { did } = await room.as('elena', (context) => endEarly(context, id));
  expect(did).toBe(1);
  expect(await due()).toEqual([]);
});

test('one person has at most three drafts, and a draft is dropped, not ended', async () => {
  await using room = await openRoom(['cara']);
  const [first] = [await room.draft('elena'), await room.draft('elena'), await room.draft('elena')];
  const another = () => reads(room.draft('elena').then(() => message(literal('drafted'))));
  expect(await another()).toContain('Refused: You have 3 drafts.');
  // Before they fill in the form.
  expect(await room.type('elena', 'amplify request')).toMatchObject({ refused: true });
  expect(await reads(room.draft('leo').then(() => message(literal('drafted'))))).toBe('drafted');
  const ended = room.as('elena', async (context) => void (await endEarly(context, first.id)) as never);
  expect(await reads(ended)).toContain('Refused: This is a draft');
  expect((await room.requests()).map(({ state }) => state)).toEqual(Array(4).fill('draft'));
  await room.as('elena', (context) => dropDraft(context, first.id));
  expect(await another()).toBe('drafted');
});

test('whether one may ask for an action is checked again when the draft is posted', async () => {
  await using room = await openRoom(['cara']);
  const { db, coalitionId, personId } = room;
  const march = newId(begins);
  await db.insert(action).values({
    ...{ id: march, coalitionId, announcerId: personId('kim'), state: 'posted', title: 'March', what: '' },
    ...{ startsAt: begins.add({ hours: 99 }), zone: 'UTC', tactic: 'march', audience: 'hubs' },
    draftedAt: begins,
  });
  await db.insert(actionOrganiser).values({
    ...{ id: newId(begins), coalitionId, actionId: march, personId: personId('dov'), askedAt: begins },
    confirmedAt: begins,
  });
  const { id } = await room.draft('dov', { action: march });
  const { id: kims } = await room.draft('kim', { action: march });
  await db.delete(actionOrganiser);
  const posts = (who: string, draft: string) =>
    reads(room.as(who, async (context) => message(literal((await postRequest(context, draft)).state))));
  expect(await posts('dov', id)).toContain('Refused: Its action is not meant for the whole coalition');
  expect(await posts('kim', kims)).toBe('waiting');
  await db.update(action).set({ audience: 'coalition' });
  expect(await posts('dov', id)).toBe('waiting');
});

test('who puts their organisation away for a moment has received no less', async () => {
  await using room = await openRoom(['cara', 'ben', 'kim']);
  const { db, personId, coalitionId } = room;
  const first = await room.open('elena');
  const isElena = eq(tables.person.id, personId('elena'));
  await db.update(tables.person).set({ organisationId: null }).where(isElena);
  const second = await room.open('elena');
  const leos = await room.open('leo');
  await room.pass({ days: 2 });
  const found = await room.act(async (act) =>
    supportFor(act, coalitionId, await openRequests(act, coalitionId)),
  );
  const received = (id: string) => found.find((one) => one.id === id)?.received ?? 0;
  const times = Map.groupBy(await room.asks(), ({ requestId }) => requestId);
  const asked = (id: string) => times.get(id)?.length ?? 0;
  expect(asked(first)).toBe(3);
  expect(received(first)).toBe(asked(first));
  expect(received(second)).toBe(asked(first) + asked(second));
  expect(received(leos)).toBe(asked(leos));
});

test('who is not vouched for does not learn by name who asks, also of a request that changed', async () => {
  await using room = await openRoom(['cara', 'milo']);
  const id = await room.open('elena');
  const told = await room.told('amplify.ask');
  const lead = (who: string) => {
    const row = told.find((one) => one.personId === room.personId(who) && one.subject === id);
    return row?.effect ? plain(row.effect.message).split('\n')[0] : undefined;
  };
  expect(lead('cara')).toBe('Elena Cruz, Mothers for Clean Taps, asks you to carry something further.');
  expect(lead('milo')).toBe('A member of Mothers for Clean Taps asks you to carry something further.');
  const changed = rewording(room.clock.now(), 'It has moved.');
  await room.as('elena', (context) => changeRequest(context, id, changed));
  const anew = (await room.told('amplify.ask')).filter(
    (row) => row.state === 'due' && row.personId === room.personId('milo'),
  );
  expect(anew.map((row) => JSON.stringify(row.effect).includes('Elena'))).toEqual([false]);
});

test('who leaves takes their drafts, asks and promises with them; what they asked goes on without a name, or is deleted', async () => {
  await using room = await openRoom(['cara', 'ben', 'kim']);
  const id = await room.open('elena', { hours: '9-11' });
  await room.draft('elena');
  const promises = async (who: string) => {
    const ask = await room.askOf(who, id);
    await room.as(who, (context) => sayWill(context, ask.id));
  };
  for (const who of ['cara', 'ben', 'kim']) await promises(who);
  const { id: bens } = await room.askOf('ben', id);
  await room.as('ben', (context) => sayDone(context, bens, 'https://ben.example/'));
  const ben = await room.person('ben');
  const exported = JSON.stringify(await room.act(({ tx }) => exportedOf(tx, ben, amplification)));
  for (const part of ['https://ben.example/', 'doneAt']) expect(exported).toContain(part);
  const elena = await room.person('elena');
  for (const one of [await room.person('cara'), ben, elena])
    await room.act(async (act) => amplification.left?.(act, one));
  expect((await room.requests()).map(({ state }) => state)).toEqual(['open']);
  expect((await room.asks()).map(({ personId }) => personId).sort()).toEqual(
    [room.personId('ben'), room.personId('kim')].sort(),
  );
  expect(await room.wanted('amplify.prompt', 'cara')).toEqual([]);
  await room.act(async (act) => amplification.deletes?.(act, ben));
  expect((await room.asks()).map(({ personId }) => personId)).toEqual([room.personId('kim')]);
  await room.act(async (act) => amplification.deletes?.(act, elena));
  expect(await room.requests()).toEqual([]);
  expect((await room.told('amplify.changed')).map((row) => row.personId)).toEqual([room.personId('kim')]);
  expect(await room.told('amplify.summary')).toEqual([]);
});

test('what has ended is forgotten after twelve weeks, and drafts after seven days', async () => {
  await using room = await openRoom(['cara']);
  await room.draft('dov');
  const old = await room.open('elena', { ends: begins.add({ hours: 48 }) });
  await room.pass({ days: 8 });
  expect((await room.requests()).map(({ id, state }) => [id, state])).toEqual([[old, 'ended']]);
  await room.pass({ days: 12 * 7 - 8 });
  expect((await room.requests()).map(({ id }) => id)).toEqual([old]);
  // Nobody asks for anything any more, and it goes all the same.
  await room.pass({ days: 3 });
  expect([await room.requests(), await room.asks()]).toEqual([[], []]);
  await room.pass({ days: 1 });
  expect(await room.db.select().from(rows.round)).toEqual([]);
});

test('what was missed in an outage is done once: a request whose end has passed asks nobody', async () => {
  await using room = await openRoom(['cara']);
  const { id } = await room.draft('elena', { ends: begins.add({ hours: 10 }) });
  await room.as('elena', (context) => postRequest(context, id));
  room.clock.advance({ days: 3 });
  await room.pass({ minutes: 1 });
  expect((await room.requests()).map(({ state }) => state)).toEqual(['ended']);
  expect(await room.asks()).toEqual([]);
  expect((await room.told('amplify.summary')).map((row) => row.personId)).toEqual([room.personId('elena')]);
  await room.pass({ days: 12 * 7 + 2 });
  expect(await room.requests()).toEqual([]);
});

test('a round among thousands leaves nobody who is free unasked', () => {
  const now = begins;
  const people = Array.from({ length: 2_000 }, (_, at) => ({
    ...{
      id: `${at}`,
      languages: ['en'],
      asks: [],
      lastAskedAt: undefined,
      muted: [],
      askedFor: [],
      apart: [],
    },
    draw: at / 2_000,
  }));
  const requests = Array.from({ length: 10 }, (_, at) => ({
    ...{
      id: `r${at}`,
      requesterId: null,
      tactic: 'rally',
      organisation: `o${at}`,
      size: at + 1,
      received: 0,
      given: 0,
    },
    ...{
      kept: at < 4,
      urgent: false,
      openedAt: now,
      framings: [{ language: 'en', asked: 0 }],
      draw: at / 10,
    },
  }));
  const turns = atOnce(shareOut({ now, people, requests, week: { all: 0, kept: 0 } }));
  expect(turns).toHaveLength(2_000);
  // For their size, all of them receive alike, but for what the quarter gives to the small ones.
  const large = requests
    .slice(4)
    .map((one) => turns.filter(({ requestId }) => requestId === one.id).length / one.size);
  expect(Math.max(...large) - Math.min(...large)).toBeLessThan(1.01);
});
