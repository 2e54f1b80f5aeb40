import { and, eq, isNull, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cancelAction } from '#actions/cancel.ts';
import { audiences } from '#actions/choices.ts';
import { countDue, numbersKind, postKind } from '#actions/copies.ts';
import { describe as check } from '#actions/describe.ts';
import { postDraft, refuseMoreDrafts, writeDraft } from '#actions/draft.ts';
import { exactPlaceOf } from '#actions/exact-place.ts';
import { findAction, isVisible } from '#actions/find.ts';
import { forgetPlaceDue } from '#actions/forget-place.ts';
import { type Announced, announceSteps, editSteps } from '#actions/form.ts';
import { listActions, type Which } from '#actions/list.ts';
import { keepMutes } from '#actions/mutes.ts';
import { isNear } from '#actions/near.ts';
import { createPostsDue } from '#actions/post.ts';
import { speaksNote } from '#actions/post-message.ts';
import { reachOf } from '#actions/reach.ts';
import { reminders } from '#actions/remind.ts';
import { showAction } from '#actions/show.ts';
import { action, actionCopy, actionPart } from '#actions/tables.ts';
import { stayAway, takePart } from '#actions/take-part.ts';
import { changedKind, tellThoseIn } from '#actions/told.ts';
import { Invalid, literal, message, plain, Refusal } from '#chat/index.ts';
import { delivery } from '#delivery/tables.ts';
import { bindSpace, notePresent, setChannel, tables } from '#directory/index.ts';
import { createSchedule } from '#schedule/index.ts';
import type { Db, Store } from '#store/index.ts';
import { addLocalDays, changeToldAt, localDate, localHour, manualClock } from '#time/index.ts';
import { hearStatements, touchesRows } from './bench/hear.ts';
import { testDatabase } from './support/database.ts';
import { asJoined, begins, seed } from './support/desk.ts';

const saturday = Temporal.Instant.from('2027-05-15T23:00:00Z');
const given: Announced = {
  title: 'River clean-up',
  what: 'We take plastic out of the shallows.',
  when: saturday,
  place: 'Dubuque',
  tactic: 'care',
  audience: 'coalition',
};
const later = (time: Temporal.DurationLike) => begins.add(time);

/** A draft of somebody's, on its way. */
async function waiting(db: Db, more: Partial<Announced> = {}, account = 'cara'): Promise<string> {
  return await asJoined(db, begins, { account }, async (context) => {
    const { id } = await writeDraft(context, { ...given, ...more });
    await postDraft(context, id);
    return id;
  });
}

const postsDue = createPostsDue(async () => {});

async function posts(db: Db, id: string, now = later({ minutes: 1 })): Promise<void> {
  await db.transaction(async (tx) => await postsDue.carryOut({ tx, now, random: () => 0.5 }, id));
}

/** The schedule of this house when the minute to undo has ended: what is to be posted is. */
async function ticks(store: Store): Promise<void> {
  const clock = manualClock(later({ minutes: 1 }).toString());
  const log = { info() {}, warn() {}, error() {} };
  const schedule = createSchedule({ store, clock, random: () => 0.5, log, dues: [postsDue] });
  expect(await schedule.tick()).toBe(1);
}

/** So many spaces with a channel for actions, beside the cast's two, which have none here. */
async function addSpaces(db: Db, coalitionId: string, count: number, from = 0): Promise<void> {
  const { spaceChannel } = tables;
  if (from === 0) await db.delete(spaceChannel).where(eq(spaceChannel.use, 'actions'));
  await db.transaction(async (tx) => {
    for (let at = from; at < from + count; at += 1) {
      const act = { tx, now: begins };
      const space = await notePresent(act, 'playground', `more-${at}`, `Space ${at}`);
      await bindSpace(act, space, coalitionId);
      await setChannel(act, space, coalitionId, 'actions', 'actions');
    }
  });
}

/** How many statements touched rows while this ran. */
async function statements(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const stop = hearStatements(({ text }) => {
    if (touchesRows(text)) count += 1;
  });
  await work();
  stop();
  return count;
}

const postsOf = (db: Db, id: string) =>
  db
    .select()
    .from(delivery)
    .where(and(eq(delivery.subject, id), eq(delivery.kind, postKind.name), isNull(delivery.edits)));

test('fifty spaces are one transaction with no more statements than one', async () => {
  await using database = await testDatabase();
  const { db, store } = database;
  const { coalitionId } = await seed(db);
  const few = await waiting(db);
  await addSpaces(db, coalitionId, 1);
  const forFew = await statements(() => ticks(store));
  expect(await postsOf(db, few)).toHaveLength(1);
  await addSpaces(db, coalitionId, 49, 1);
  const many = await waiting(db);
  const forMany = await statements(() => ticks(store));
  expect(await postsOf(db, many)).toHaveLength(50);
  // Each copy knows the delivery in its own space; spaces without a channel have a copy too, so that it is seen there.
  const copies = await db
    .select({ copy: actionCopy.spaceId, posted: delivery.spaceId })
    .from(actionCopy)
    .leftJoin(delivery, eq(delivery.id, actionCopy.deliveryId))
    .where(eq(actionCopy.actionId, many));
  expect(copies).toHaveLength(52);
  expect(copies.filter(({ copy, posted }) => posted !== null && posted !== copy)).toEqual([]);
  expect(copies.filter(({ posted }) => posted === null)).toHaveLength(2);
  const { rows } = await db.execute(
    sql`select count(distinct xmin::text)::int as n from delivery where subject = ${many} and kind = ${postKind.name}`,
  );
  expect(rows).toEqual([{ n: 1 }]);
  // The embedded database has no statements to hear.
  if (database.url === undefined) return;
  expect(forFew).toBeGreaterThan(5);
  expect(forMany).toBe(forFew);
});

test('what began while Weft was away is not posted late: it is a draft again', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { coalitionId } = await seed(db);
  await addSpaces(db, coalitionId, 2);
  const [missed, kept] = [await waiting(db), await waiting(db)];
  await posts(db, missed, saturday.add({ minutes: 1 }));
  await posts(db, kept, saturday.subtract({ minutes: 1 }));
  expect(await postsOf(db, missed)).toEqual([]);
  expect(await postsOf(db, kept)).toHaveLength(2);
  expect(await findAction({ tx: db } as never, coalitionId, missed)).toMatchObject({
    state: 'draft',
    postsAt: null,
    dropAt: saturday.add({ minutes: 1, hours: 168 }),
  });
});

test('an exact place is forgotten thirty days after, and not before', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seed(db);
  const id = await waiting(db, { exact: 'Boat ramp 4' });
  await posts(db, id);
  const [one] = await db.select().from(action).where(eq(action.id, id));
  expect(one && exactPlaceOf(one)).toBe('Boat ramp 4');
  expect(one).toMatchObject({ forgetAt: saturday.add({ hours: 24 * 30 }) });
  const now = one?.forgetAt ?? begins;
  await db.transaction((tx) => forgetPlaceDue.carryOut({ tx, now, random: () => 0.5 }, id));
  const [after] = await db.select().from(action).where(eq(action.id, id));
  expect(after).toMatchObject({ exactPlace: '', forgetAt: null, title: 'River clean-up', place: 'Dubuque' });
});

test('another coalition sees, finds and joins nothing of it, whatever its audience', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { coalitionId } = await seed(db);
  const other = await seed(db, begins, 'other-');
  const from = { account: 'other-ben', tenant: 'other-clearwater' };
  for (const audience of audiences) {
    const id = await waiting(db, { audience, names: audience === 'spaces' ? 'Clearwater hall' : '' });
    await posts(db, id);
    const seenBy = async (who: { account: string; tenant?: string }) =>
      await asJoined(db, later({ hours: 1 }), who, async (context) =>
        (await context.tx.select().from(action).where(isVisible(context))).some((one) => one.id === id),
      );
    expect({ audience, theirs: await seenBy(from) }).toEqual({ audience, theirs: false });
    expect({ audience, own: await seenBy({ account: 'iris' }) }).toEqual({ audience, own: true });
    await expect(
      asJoined(db, later({ hours: 1 }), from, async (context) => await takePart(context, id, 'in')),
    ).rejects.toThrow(Refusal);
    expect(await findAction({ tx: db } as never, other.coalitionId, id)).toBeUndefined();
    expect(await findAction({ tx: db } as never, coalitionId, id)).toBeDefined();
  }
});

test('a draft is its announcer’s alone, also while it can be undone', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seed(db);
  const id = await waiting(db);
  const seenBy = async (account: string) =>
    await asJoined(db, begins, { account }, async (context) =>
      (await context.tx.select().from(action).where(isVisible(context))).map((one) => one.id),
    );
  expect(await seenBy('cara')).toEqual([id]);
  expect(await seenBy('ben')).toEqual([]);
  await posts(db, id);
  expect(await seenBy('ben')).toEqual([id]);
});

test('joining again brings the reminders back, once each, and joining twice changes nothing', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { people } = await seed(db);
  const id = await waiting(db);
  await posts(db, id);
  const now = later({ hours: 1 });
  const does = async (what: (context: Parameters<typeof takePart>[0]) => Promise<unknown>) =>
    await asJoined(db, now, { account: 'ben' }, what);
  const open = async () =>
    await db
      .select({ kind: delivery.kind, dueAt: delivery.dueAt })
      .from(delivery)
      .where(and(eq(delivery.personId, people.get('ben') ?? ''), eq(delivery.state, 'due')))
      .orderBy(delivery.kind);
  const both = [
    { kind: 'action.soon', dueAt: Temporal.Instant.from('2027-05-15T21:00:00Z') },
    { kind: 'action.tomorrow', dueAt: Temporal.Instant.from('2027-05-14T15:00:00Z') },
  ];
  await does((context) => takePart(context, id, 'in'));
  await does((context) => takePart(context, id, 'in'));
  await does((context) => takePart(context, id, 'help'));
  expect(await open()).toEqual(both);
  await does((context) => stayAway(context, id));
  expect(await open()).toEqual([]);
  expect(await db.$count(actionPart)).toBe(0);
  await does((context) => takePart(context, id, 'help'));
  expect(await open()).toEqual(both);
  // Whoever only shared it is reminded of nothing.
  await asJoined(db, now, { account: 'iris' }, (context) => takePart(context, id, 'shared'));
  const [row] = await db
    .select()
    .from(delivery)
    .where(eq(delivery.personId, people.get('iris') ?? ''));
  expect(row).toBeUndefined();
});

test('whoever joins while it is cancelled is refused or told, and has no reminders left', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seed(db);
  const now = later({ hours: 1 });
  for (let time = 0; time < 10; time += 1) {
    const id = await waiting(db);
    await posts(db, id);
    const joins = asJoined(db, now, { account: 'ben' }, (context) => takePart(context, id, 'in'));
    const cancels = asJoined(db, now, { account: 'cara' }, (context) => cancelAction(context, id, ''));
    const both = time % 2 === 0 ? [joins, cancels] : [cancels, joins];
    const [joined] =
      time % 2 === 0 ? await Promise.allSettled(both) : (await Promise.allSettled(both)).toReversed();
    const rows = await db.select().from(delivery).where(eq(delivery.subject, id));
    const of = (kind: string, state: string) =>
      rows.filter((row) => row.kind === kind && row.state === state);
    expect([...of('action.soon', 'due'), ...of('action.tomorrow', 'due')]).toEqual([]);
    expect(of('action.cancelled', 'due')).toHaveLength(joined?.status === 'fulfilled' ? 1 : 0);
  }
});

test('a cancelled action says why in its posts, to those who were in, and to whoever looks', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seed(db);
  const id = await waiting(db);
  await posts(db, id);
  const now = later({ hours: 1 });
  await asJoined(db, now, { account: 'ben' }, (context) => takePart(context, id, 'in'));
  await asJoined(db, now, { account: 'cara' }, (context) => cancelAction(context, id, 'Thunder.'));
  const rows = await db.select().from(delivery).where(eq(delivery.subject, id));
  const says = (row: (typeof rows)[number]) => JSON.stringify(row.effect).includes('Thunder.');
  expect(rows.filter(({ kind }) => kind === 'action.cancelled').map(says)).toEqual([true]);
  expect(rows.filter(({ edits }) => edits !== null).every(says)).toBe(true);
  const seen = await asJoined(db, now, { account: 'iris' }, async (context) => {
    const one = await findAction(context, context.coalition.id, id);
    return one ? plain(await showAction(context, one, async () => [])) : '';
  });
  expect(seen).toContain('Thunder.');
});

test('however many join, a copy shows new numbers at most every ten minutes, and all of them in the end', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { coalitionId, people } = await seed(db);
  await addSpaces(db, coalitionId, 1);
  const id = await waiting(db);
  await posts(db, id);
  const joiners = [...people.keys()].filter((who) => who !== 'cara').slice(0, 20);
  const refreshed: Temporal.Instant[] = [];
  for (let minute = 2; minute < 60; minute += 1) {
    const now = later({ minutes: minute });
    const [one] = await db.select().from(action).where(eq(action.id, id));
    if (one?.countAt && Temporal.Instant.compare(one.countAt, now) <= 0) {
      await db.transaction((tx) => countDue.carryOut({ tx, now, random: () => 0.5 }, id));
      refreshed.push(now);
    }
    const who = minute % 2 === 0 ? joiners.pop() : undefined;
    if (who !== undefined) {
      const [account] = await db
        .select({ external: tables.account.external, tenant: tables.space.tenant })
        .from(tables.account)
        .innerJoin(tables.space, eq(tables.space.id, tables.account.spaceId))
        .where(eq(tables.account.personId, people.get(who) ?? ''));
      if (!account) throw new Error(`${who} is nowhere`);
      await asJoined(db, now, { account: account.external, tenant: account.tenant }, (context) =>
        takePart(context, id, 'in'),
      );
    }
  }
  const gaps = refreshed.slice(1).map((at, before) => at.since(refreshed[before] ?? at).total('minutes'));
  expect(refreshed.length).toBeGreaterThan(3);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10);
  const edits = await db
    .select()
    .from(delivery)
    .where(and(eq(delivery.subject, id), eq(delivery.kind, numbersKind.name)));
  expect(edits).toHaveLength(refreshed.length);
  expect(JSON.stringify(edits.at(-1)?.effect)).toContain('20 are in');
});

const someZones = ['America/Chicago', 'Pacific/Honolulu', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'];
const anyMoment = fc
  .integer({ min: Date.UTC(2027, 0, 1) / 60_000, max: Date.UTC(2029, 0, 1) / 60_000 })
  .map((minutes) => Temporal.Instant.fromEpochMilliseconds(minutes * 60_000));

/** Whether a reminder is at ten on the local day before. */
function isTheMorningBefore(at: Temporal.Instant, startsAt: Temporal.Instant, zone: string): boolean {
  return (
    localHour(at, zone) === 10 &&
    localDate(at, zone).equals(localDate(startsAt, zone).subtract({ days: 1 })) &&
    at.toZonedDateTimeISO(zone).minute === 0
  );
}

test('reminders are at ten on the local day before, and two hours before, across clock changes', () => {
  fc.assert(
    fc.property(anyMoment, fc.constantFrom(...someZones), (startsAt, zone) => {
      const { tomorrow, soon } = reminders(startsAt, zone);
      expect(isTheMorningBefore(tomorrow, startsAt, zone)).toBe(true);
      expect(startsAt.since(soon).total('hours')).toBe(2);
      expect(Temporal.Instant.compare(tomorrow, soon)).toBe(-1);
    }),
  );
});

test('the rule for reminders can fail: 24 hours before is not ten on the day before a clock change', () => {
  const zone = 'America/Chicago';
  // Clocks go forward on 14 March 2027.
  const startsAt = Temporal.ZonedDateTime.from(`2027-03-14T10:00[${zone}]`).toInstant();
  expect(isTheMorningBefore(startsAt.subtract({ hours: 24 }), startsAt, zone)).toBe(false);
  expect(isTheMorningBefore(addLocalDays(startsAt, zone, -1, 10), startsAt, zone)).toBe(true);
});

test('only moments to come within two years can be announced, whatever the zone', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seed(db);
  await asJoined(db, begins, { account: 'wren' }, async (context) => {
    const read = (when: Temporal.Instant) => {
      try {
        return check(context, { ...given, when }).columns.startsAt;
      } catch (error) {
        if (error instanceof Invalid) return Object.keys(error.errors).join();
        throw error;
      }
    };
    fc.assert(
      fc.property(fc.integer({ min: -60 * 24 * 1500, max: 60 * 24 * 1500 }), (minutes) => {
        const when = begins.add({ minutes }).add({ seconds: 30 });
        const isFine = minutes > 0 && minutes < 60 * 24 * 731;
        const said = read(when);
        expect(typeof said === 'string').toBe(!isFine);
        if (typeof said !== 'string') expect(said.equals(begins.add({ minutes }))).toBe(true);
      }),
    );
    expect(read(begins.subtract({ seconds: 1 }))).toBe('when');
    expect(read(begins.add({ minutes: 1 }))).not.toBe('when');
  });
});

/** Places of somebody and of an action, some of which one would take for others. */
const somePlaces = fc
  .array(
    fc.constantFrom('Memphis', 'memphis, Tennessee', 'Memphisville', 'New Memphis', 'York', 'New York', ''),
    {
      maxLength: 3,
    },
  )
  .map((list) => list.join(', '));
const somewhere = fc.record({ place: somePlaces, theirs: somePlaces, mine: somePlaces });
type Near = typeof isNear;

/** Near exactly where one's words stand in the other's, side by side; whoever's places they are. */
const comparesWords = (near: Near) =>
  fc.property(somewhere, ({ place, theirs, mine }) => {
    const placesOf = (written: string) =>
      written
        .toLowerCase()
        .split(', ')
        .filter((one) => one !== '')
        .map((one) => one.split(' '));
    const holds = (all: readonly string[], some: readonly string[]) =>
      all.some((_, at) => some.every((one, more) => all[at + more] === one));
    const there = [...placesOf(place), ...placesOf(theirs)];
    const shared = there.some((one) =>
      placesOf(mine).some((other) => holds(one, other) || holds(other, one)),
    );
    const where = { place, hubs: [{ places: theirs }] };
    const asHub = { places: '', zone: 'UTC', hubs: [{ places: mine }] };
    return near(where, { places: mine, zone: 'UTC', hubs: [] }) === shared && near(where, asHub) === shared;
  });

test('near is a place in common, whole words only, or a hub of one’s zone', () => {
  const me = { places: 'Memphis, Tennessee', zone: 'America/Chicago', hubs: [{ places: 'Iowa' }] };
  const near = (place: string, hubs: { places: string; zone?: string }[] = []) => isNear({ place, hubs }, me);
  expect(near('the riverfront, Memphis')).toBe(true);
  expect(near('downtown memphis')).toBe(true);
  expect(near('Dubuque, Iowa')).toBe(true);
  expect(near('Memphisville')).toBe(false);
  expect(near('New York')).toBe(false);
  expect(near('')).toBe(false);
  expect(near('online', [{ places: 'Tennessee, Louisiana' }])).toBe(true);
  expect(near('online', [{ places: 'Ohio', zone: 'America/Chicago' }])).toBe(true);
  expect(near('online', [{ places: 'Ohio', zone: 'America/New_York' }])).toBe(false);
  expect(isNear({ place: '', hubs: [] }, { places: '', hubs: [] })).toBe(false);
  fc.assert(comparesWords(isNear));

  // Controls: what compares letters, only whole places, or leaves hubs out is caught.
  const letters: Near = (where, mine) =>
    [where.place, ...where.hubs.map(({ places }) => places)].some((one) =>
      [mine.places, ...mine.hubs.map(({ places }) => places)].some(
        (other) => other !== '' && one.toLowerCase().includes(other.toLowerCase()),
      ),
    );
  const whole: Near = (where, mine) =>
    where.place !== '' && [mine.places, ...mine.hubs.map(({ places }) => places)].includes(where.place);
  const alone: Near = (where, mine) => isNear({ ...where, hubs: [] }, mine);
  for (const wrong of [letters, whole, alone]) expect(fc.check(comparesWords(wrong)).failed).toBe(true);
});

test('who may speak for a coalition is said where its name stands as words, and not inside others', () => {
  const said = (name: string, written: string) =>
    speaksNote({ name, speaks: '' }, written, 'en') !== undefined;
  expect(said('ACT', 'A day of action, and a fact')).toBe(false);
  expect(said('ACT', 'ACT’s day of action')).toBe(true);
  expect(said('Clearwater', 'The (clearwater) march')).toBe(true);
  expect(said('Clear Water', 'Clear   water, now')).toBe(true);
  expect(said('Clear Water', 'Clear the water')).toBe(false);
  expect(said('水会', '我们水会集合')).toBe(true);
});

test('a form says that it is shown back only where it is, and that a need is for one person or group', () => {
  const shownBack = 'shown back before it is posted';
  expect(announceSteps[0].fields.when.hint.en).toContain(shownBack);
  expect(editSteps[0].fields.when.hint.en).not.toContain(shownBack);
  expect(editSteps[1].fields.needs.hint.en).toContain('each for one person or group');
});

test('a list counts everything, shows a few, and says what was left out', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seed(db);
  for (let at = 0; at < 8; at += 1) {
    const far = at % 2 === 0 ? { place: 'Dubuque' } : { place: 'Anchorage' };
    await posts(
      db,
      await waiting(db, { title: `Day ${at}`, when: saturday.add({ hours: 24 * at }), ...far }),
    );
  }
  await posts(db, await waiting(db, { title: 'Picket', tactic: 'picket', place: 'Dubuque' }));
  const lists = async (which: Which) =>
    await asJoined(db, later({ hours: 1 }), { account: 'ben' }, async (context) => {
      await keepMutes(context, ['picket']);
      const person = { ...context.person, place: 'Dubuque', zone: 'UTC' };
      const { shown, total, muted } = await listActions({ ...context, person }, which);
      return { shown: shown.map(({ action: { title } }) => title), total, muted };
    });
  expect(await lists('coming')).toEqual({
    shown: ['Day 0', 'Day 1', 'Day 2', 'Day 3', 'Day 4', 'Day 5'],
    total: 8,
    muted: 1,
  });
  expect(await lists('near')).toEqual({ shown: ['Day 0', 'Day 2', 'Day 4', 'Day 6'], total: 4, muted: 1 });
  expect(await lists('mine')).toEqual({ shown: [], total: 0, muted: 0 });
});

test('nobody has more than ten drafts, or posts more than ten actions a day', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seed(db);
  for (let at = 0; at < 10; at += 1) await posts(db, await waiting(db));
  await expect(waiting(db)).rejects.toThrow(Refusal);
  // Others are not counted with them, and a day later they post again.
  await waiting(db, {}, 'ben');
  await asJoined(db, later({ hours: 25 }), { account: 'cara' }, async (context) => {
    const { id } = await writeDraft(context, given);
    await postDraft(context, id);
    for (let at = 0; at < 10; at += 1) {
      await refuseMoreDrafts(context);
      await writeDraft(context, given);
    }
    await expect(refuseMoreDrafts(context)).rejects.toThrow(Refusal);
    await expect(writeDraft(context, given)).rejects.toThrow(Refusal);
  });
});

test('a channel that Weft may not post in is none, and one it has not looked at is one', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { coalitionId } = await seed(db);
  const id = await waiting(db);
  const [one] = await db.select().from(action).where(eq(action.id, id));
  if (!one) throw new Error('there is no draft');
  const channels = async (canPost: boolean | null) => {
    await db
      .update(tables.spaceChannel)
      .set({ canPost })
      .where(eq(tables.spaceChannel.coalitionId, coalitionId));
    const { spaces } = await reachOf({ tx: db } as never, one);
    return spaces.filter(({ channel }) => channel !== undefined).length;
  };
  expect([await channels(null), await channels(true), await channels(false)]).toEqual([2, 2, 0]);
  await posts(db, id);
  expect(await postsOf(db, id)).toEqual([]);
});

test('an action whose hubs lose their people within the undo minute is a draft again', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seed(db);
  const [kept, lost] = [
    await waiting(db, { audience: 'hubs', names: 'Delta' }),
    await waiting(db, { audience: 'hubs', names: 'Delta' }),
  ];
  await posts(db, kept);
  await db.delete(tables.hubMember);
  await posts(db, lost);
  const states = await db.select({ id: action.id, state: action.state }).from(action);
  expect(states).toEqual(
    expect.arrayContaining([
      { id: kept, state: 'posted' },
      { id: lost, state: 'draft' },
    ]),
  );
  expect(await postsOf(db, lost)).toEqual([]);
});

test('a change that waits is not wanted by whoever is not in any more', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seed(db);
  const id = await waiting(db);
  await posts(db, id);
  const now = later({ hours: 1 });
  await asJoined(db, now, { account: 'ben' }, (context) => takePart(context, id, 'in'));
  await asJoined(db, now, { account: 'cara' }, async (context) => {
    const [one] = await context.tx.select().from(action).where(eq(action.id, id));
    if (!one) throw new Error('there is no action');
    const write = () => message(literal('It is somewhere else.'));
    await tellThoseIn(context, changedKind, one, { by: context.person.id, begins: one.startsAt, write });
  });
  const [row] = await db.select().from(delivery).where(eq(delivery.kind, changedKind.name));
  const isWanted = async () =>
    row && (await db.transaction(async (tx) => await changedKind.wanted?.({ tx, now }, row)));
  expect(await isWanted()).toBe(true);
  await asJoined(db, now, { account: 'ben' }, (context) => stayAway(context, id));
  expect(await isWanted()).toBe(false);
  expect((await db.select().from(delivery).where(eq(delivery.kind, changedKind.name)))[0]?.state).toBe(
    'cancelled',
  );
});

test('a change is told after five minutes, at once where it begins soon, and at night only before a morning that is too late', () => {
  const zone = 'America/Chicago';
  const at = (local: string) => Temporal.ZonedDateTime.from(`${local}[${zone}]`).toInstant();
  const told = (now: string, startsAt: string, after?: Temporal.DurationLike) =>
    changeToldAt(at(now), at(startsAt), zone, after)
      .toZonedDateTimeISO(zone)
      .toPlainDateTime()
      .toString({ smallestUnit: 'minute' });
  expect(told('2027-05-12T12:00', '2027-05-15T18:00')).toBe('2027-05-12T12:05');
  expect(told('2027-05-12T12:00', '2027-05-15T18:00', { minutes: 0 })).toBe('2027-05-12T12:00');
  expect(told('2027-05-12T12:00', '2027-05-12T15:00')).toBe('2027-05-12T12:00');
  expect(told('2027-05-12T20:57', '2027-05-15T18:00')).toBe('2027-05-13T08:00');
  expect(told('2027-05-12T23:00', '2027-05-13T07:00')).toBe('2027-05-12T23:05');
  expect(told('2027-05-13T05:00', '2027-05-13T07:00')).toBe('2027-05-13T05:00');
  expect(told('2027-05-13T07:00', '2027-05-13T09:30')).toBe('2027-05-13T08:00');
});
