// Of a day that operators hid nobody hears but its caller and operators, whatever others do and whatever comes due.
import { and, eq, inArray } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { plain, Refusal } from '#chat/index.ts';
import { askMore } from '#convergence/ask.ts';
import { sayCame } from '#convergence/came.ts';
import { cancelDay } from '#convergence/cancel.ts';
import { numbersKind, tallyDue } from '#convergence/draw.ts';
import { editDay } from '#convergence/edit.ts';
import { lookAhead, lookToJoin } from '#convergence/find.ts';
import { confirmPlace, hostDay } from '#convergence/host.ts';
import { remindKind } from '#convergence/kinds.ts';
import { forget } from '#convergence/leave.ts';
import { organisationLeft } from '#convergence/organisation-left.ts';
import { rounds } from '#convergence/rounds.ts';
import { day, dayCopy, dayResult, dayRole, dayTold, hosting } from '#convergence/tables.ts';
import { leaveRole, takeRole } from '#convergence/take.ts';
import { changedKind } from '#convergence/told.ts';
import { wakeDue } from '#convergence/wake.ts';
import { releasePlace, withdrawPlace } from '#convergence/withdraw.ts';
import { words } from '#convergence/words.ts';
import { openEffect } from '#delivery/secrets.ts';
import { delivery } from '#delivery/tables.ts';
import { type JoinedContext, joined, peopleByIds, tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import type { DueAct } from '#schedule/index.ts';
import { newId, type Tx } from '#store/index.ts';
import { testDatabase } from './support/database.ts';
import { begins, openDesk, within } from './support/desk.ts';
import { pulseKeys } from './support/pulse-keys.ts';

// Each case is played twice, and months are lived through.
vi.setConfig({ testTimeout: 90_000 });

const features = createFeatures({ embedded: true, platforms: ['playground'], pulseKeys });
const at = (moment: string) => Temporal.Instant.from(moment);
const name = 'Heron vigil';
const described = { name, day: '2027-05-22', hours: '10:00 to 12:00', ask: 'Bring a heron.' };
/** The day lies ten days ahead, and it is evening nearly everywhere when something comes due. */
const later = (days: number) => at('2027-05-22T20:00:00Z').add({ hours: 24 * days });

/** A day that leo called, held in two places and asked for in a third, with all that can stand of one in a space. */
async function open() {
  const database = await testDatabase();
  const { db } = database;
  const safety = features.find((one) => one.name === 'safety');
  if (!safety) throw new Error('no safety');
  const desk = await openDesk(db, safety, { others: features });
  const { coalitionId, personId, hubs, organisations } = desk;
  const now = desk.at.now();
  const long = now.subtract({ hours: 24 * 60 });
  const [dayId, upriver, delta, asked, taken, free, postId, eventId, tallyId] = Array.from(
    { length: 9 },
    () => newId(now),
  ) as [string, string, string, string, string, string, string, string, string];
  await db.insert(day).values({
    ...{ id: dayId, coalitionId, calledById: personId('leo'), state: 'planned', name, ask: described.ask },
    ...{ firstDay: '2027-05-22', lastDay: '2027-05-22', fromMinute: 600, untilMinute: 720, version: 1 },
    ...{ linkKey: newId(now), draftedAt: long, plannedAt: long, changedAt: long, roundsFrom: long },
  });
  const hub = (of: string) => hubs.get(of) ?? '';
  const organisation = (of: string) => organisations.get(of) ?? '';
  const of = { coalitionId, dayId };
  await db.insert(hosting).values([
    { ...of, id: upriver, hubId: hub('Upriver'), state: 'hosting', place: 'Dubuque', hostedAt: now },
    {
      ...{ ...of, id: delta, hubId: hub('Delta'), organisationId: organisation('Delta Legal Aid') },
      ...{ state: 'hosting', place: 'Memphis', leadId: personId('sam'), hostedAt: now },
    },
    {
      ...{ ...of, id: asked, organisationId: organisation('Faith on the Banks') },
      ...{ state: 'asked', askedAt: now },
    },
  ]);
  await db
    .update(hosting)
    .set({ leadId: personId('quinn') })
    .where(eq(hosting.id, upriver));
  await db.insert(dayRole).values([
    { ...of, id: taken, position: 0, name: 'first aid', takenById: personId('tess'), takenAt: now },
    { ...of, id: free, position: 1, name: 'press' },
  ]);
  const speaks = { coalitionId, since: long };
  await db.insert(tables.representative).values([
    { ...speaks, id: newId(now), personId: personId('rosa'), hubId: hub('Upriver') },
    { ...speaks, id: newId(now), personId: personId('noor'), hubId: hub('Delta') },
  ]);
  const [space] = await db.select().from(tables.space);
  const spaceId = space?.id ?? '';
  const sent = {
    ...{ coalitionId, recipient: 'channel' as const, spaceId, channel: 'actions', unasked: false, lane: 2 },
    ...{ state: 'sent' as const, dueAt: now, expiresAt: now.add({ hours: 2400 }), createdAt: long },
  };
  const standing = { post: postId, event: eventId, numbers: tallyId };
  for (const [kind, id] of Object.entries(standing))
    await db.insert(delivery).values({ ...sent, id, kind: `converge.${kind}`, subject: newId(now) });
  await db.insert(dayCopy).values({ ...of, spaceId, postId, eventId, tallyId });
  await db.insert(dayTold).values({ ...of, personId: personId('hugo'), at: now });
  const told = async (tx: Tx | typeof db, since: ReadonlySet<string>) =>
    (await tx.select().from(delivery).where(eq(delivery.coalitionId, coalitionId)))
      .filter(({ id }) => !since.has(id))
      .map((row) => ({ ...row, says: JSON.stringify(row.effect && openEffect(row.id, row.effect)) }));
  const known = async (tx: Tx | typeof db) => new Set((await told(tx, new Set())).map(({ id }) => id));
  return {
    ...{ ...desk, db, dayId, upriver, delta, taken, free, tallyId, hub, organisation, told, known },
    /** what somebody reads who neither called it nor is an operator */
    leaks: (rows: Awaited<ReturnType<typeof told>>) =>
      rows
        .filter(({ personId: to }) => !['leo', 'jonas', 'priya'].some((who) => personId(who) === to))
        .filter(({ says }) => /heron/i.test(says))
        .map(({ kind }) => kind),
    hide: () => desk.press('jonas', `safety.hide:${dayId}`, { reason: 'Slander.' }),
    show: () => desk.press('jonas', `safety.show:${dayId}`),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
type House = Awaited<ReturnType<typeof open>>;

/** What somebody does, or what comes due. */
interface Played {
  readonly what: string;
  readonly now?: Temporal.Instant;
  /** who does it; absent: nobody, it comes due */
  readonly who?: string;
  /** by which others hear of it while the day is shown */
  readonly tells: readonly string[];
  /** what somebody may do who changes a hidden day */
  readonly goesOn?: true;
  run(house: House, me: JoinedContext, act: DueAct): Promise<unknown>;
}

const role = async ({ tx }: DueAct, id: string) => {
  const [found] = await tx.select().from(dayRole).where(eq(dayRole.id, id));
  if (!found) throw new Error('no role');
  return found;
};
const counted = async ({ coalitionId, dayId, upriver, personId }: House, { tx, now }: DueAct) =>
  await tx.insert(dayResult).values({
    ...{ id: newId(now), coalitionId, dayId, hostingId: upriver, count: 40, source: 'me', final: true },
    ...{ reportedById: personId('quinn'), reportedAt: now },
  });
const change = async ({ dayId }: House, { tx }: DueAct, set: Partial<typeof day.$inferInsert>) =>
  await tx.update(day).set(set).where(eq(day.id, dayId));

const verbs: readonly Played[] = [
  {
    ...{ what: 'a place with another lead', who: 'rosa', tells: ['named'] },
    run: async ({ dayId, hub }, me) =>
      await hostDay(me, dayId, { host: hub('Upriver'), what: 'We sing.', place: 'Omaha', lead: 'iris' }),
  },
  {
    ...{ what: 'asking hosts and a person', who: 'mara', tells: ['asked', 'invited'] },
    run: async ({ dayId, personId }, me) =>
      await askMore(me, dayId, { hosts: 'Lead pipes, Bayou Fishers Cooperative', person: personId('uma') }),
  },
  {
    ...{ what: 'freeing another’s role', who: 'mara', tells: ['uncovered'] },
    run: async ({ taken }, me, act) => await leaveRole(me, await role(act, taken)),
  },
  {
    ...{ what: 'taking a role', who: 'mara', tells: [] },
    run: async ({ free }, me, act) => await takeRole(me, await role(act, free)),
  },
  {
    ...{ what: 'giving one’s own role back', who: 'tess', tells: [] },
    run: async ({ taken }, me, act) => await leaveRole(me, await role(act, taken)),
  },
  {
    ...{ what: 'withdrawing another’s place', who: 'mara', tells: ['uncovered'] },
    run: async ({ upriver }, me) => await withdrawPlace(me, upriver),
  },
  {
    ...{ what: 'withdrawing one’s own place', who: 'ben', tells: ['uncovered'] },
    run: async ({ delta }, me) => await withdrawPlace(me, delta),
  },
  {
    ...{ what: 'leading a place no more', who: 'quinn', tells: ['uncovered'] },
    run: async ({ upriver }, me) => await releasePlace(me, upriver),
  },
  {
    ...{ what: 'saying that a place is on', who: 'quinn', tells: [] },
    run: async ({ upriver }, me) => await confirmPlace(me, upriver),
  },
  {
    ...{ what: 'saying how many came, and the tally of it', who: 'quinn', now: later(0), tells: ['numbers'] },
    async run({ upriver, dayId }, me, act) {
      await sayCame(me, upriver, { count: 40 });
      await tallyDue.carryOut(act, dayId);
    },
  },
  {
    ...{ what: 'opening the form of hosting', who: 'mara', tells: [] },
    run: async ({ dayId }, me) => await lookToJoin(me, dayId),
  },
  {
    ...{
      what: 'moving it',
      who: 'mara',
      tells: ['changed', 'event', 'post', 'asked', 'named'],
      goesOn: true,
    },
    run: async ({ dayId }, me) => await editDay(me, dayId, { ...described, day: '2027-05-29' }),
  },
  {
    ...{ what: 'other words', who: 'mara', tells: ['event', 'post'], goesOn: true },
    run: async ({ dayId }, me) => await editDay(me, dayId, { ...described, ask: 'Bring two herons.' }),
  },
  {
    ...{ what: 'cancelling it', who: 'mara', tells: ['changed', 'event', 'post'], goesOn: true },
    run: async ({ dayId }, me) => await cancelDay(me, dayId, 'The heron is ill.'),
  },
  {
    ...{ what: 'looking', who: 'mara', tells: [], goesOn: true },
    run: async ({ dayId }, me) => await lookAhead(me, dayId),
  },
];

const dues: readonly Played[] = [
  ...rounds.map((round) => ({
    ...{ what: `the round ${round}`, now: later(round), tells: ['remind', 'round'] },
    run: async ({ dayId }: House, _: JoinedContext, act: DueAct) => await wakeDue.carryOut(act, dayId),
  })),
  {
    ...{ what: 'results of the next day with numbers', now: later(1), tells: ['remind', 'round'] },
    async run(house, _, act) {
      await counted(house, act);
      await wakeDue.carryOut(act, house.dayId);
    },
  },
  {
    ...{ what: 'the next hour of a call', now: later(0), tells: ['call'] },
    async run(house, _, act) {
      await change(house, act, { repeats: 1, zone: 'America/Chicago', calledById: null });
      await wakeDue.carryOut(act, house.dayId);
    },
  },
  {
    ...{ what: 'the hub of it was closed', tells: ['changed', 'event', 'post'] },
    async run(house, _, act) {
      const hubId = house.hub('Lead pipes');
      await change(house, act, { hubId });
      await act.tx.update(tables.hub).set({ closedAt: act.now }).where(eq(tables.hub.id, hubId));
      await wakeDue.carryOut(act, house.dayId);
    },
  },
  {
    ...{ what: 'the tally', now: later(1), tells: ['numbers'] },
    async run(house, _, act) {
      await counted(house, act);
      await tallyDue.carryOut(act, house.dayId);
    },
  },
  {
    ...{ what: 'a tally that is too old to be edited', now: later(1), tells: ['numbers'] },
    async run(house, _, act) {
      await counted(house, act);
      const [row] = await act.tx.select().from(delivery).where(eq(delivery.id, house.tallyId));
      if (row) await numbersKind.failed?.(act, { ...row, subject: house.dayId, edits: row.id, code: 'old' });
    },
  },
  {
    ...{ what: 'somebody hears late of a day that was moved meanwhile', tells: ['changed'] },
    async run(house, _, act) {
      await change(house, act, { roundsFrom: act.now });
      const [row] = await act.tx.select().from(delivery).where(eq(delivery.id, house.tallyId));
      const heard = { subject: house.dayId, personId: house.personId('victor') };
      if (row) await remindKind.sent?.(act, { ...row, ...heard, createdAt: begins.subtract({ hours: 1 }) });
    },
  },
  {
    ...{ what: 'the organisation of a place leaves', tells: ['uncovered'] },
    async run({ organisation }, _, act) {
      const is = eq(tables.organisation.id, organisation('Delta Legal Aid'));
      const [one] = await act.tx.select().from(tables.organisation).where(is);
      if (one) await organisationLeft(act, one);
    },
  },
  {
    ...{ what: 'the caller of a cancelled day is deleted', tells: ['post'] },
    async run(house, _, act) {
      await change(house, act, { state: 'cancelled', cancelledAt: act.now, reason: 'The heron is ill.' });
      const [leo] = await peopleByIds(act.tx, house.coalitionId, [house.personId('leo')]);
      if (leo) await forget(act, leo);
    },
  },
];

/** What comes of it, as if it had never been: what is told, and in which words it is refused. */
async function play(house: House, { who = 'mara', now = begins, run }: Played) {
  let came: { readonly leaks: readonly string[]; readonly refused: string | undefined } | undefined;
  const undo = new Error('as if it had never been');
  const played = within(house.db, now, { account: who }, async (context) => {
    const me = joined(context);
    const before = await house.known(me.tx);
    const refused = await run(house, me, { tx: me.tx, now, random: () => 0.5 }).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof Refusal) return plain(error.answer);
        throw error;
      },
    );
    came = { leaks: house.leaks(await house.told(me.tx, before)), refused };
    throw undo;
  });
  await played.catch((error: unknown) => {
    if (error !== undo) throw error;
  });
  if (!came) throw new Error('nothing was played');
  return { ...came, kinds: [...new Set(came.leaks)].toSorted() };
}

const kindsOf = ({ tells }: Played) => tells.map((kind) => `converge.${kind}`).toSorted();

test('whatever others do and whatever comes due, a hidden day is named to nobody but its caller and operators', async () => {
  await using house = await open();
  const all = [...verbs, ...dues];
  for (const one of all) {
    const shown = await play(house, one);
    expect([one.what, shown.refused]).toEqual([one.what, undefined]);
    expect([one.what, shown.kinds]).toEqual([one.what, expect.arrayContaining(kindsOf(one))]);
  }
  await house.hide();
  for (const one of all) {
    const hidden = await play(house, one);
    expect([one.what, hidden.leaks]).toEqual([one.what, []]);
  }
  await house.show();
  for (const one of all)
    expect([one.what, (await play(house, one)).kinds]).toEqual([
      one.what,
      expect.arrayContaining(kindsOf(one)),
    ]);
});

test('who may change a hidden day reads that operators hid it, others that there is none, and only the day itself is changed', async () => {
  await using house = await open();
  await house.hide();
  const hiddenWords = plain({ text: words.en.dayHidden, blocks: [] });
  const noDay = plain({ text: words.en.noDay, blocks: [] });
  for (const one of verbs) {
    const { refused } = await play(house, one);
    const says = one.who === 'mara' ? hiddenWords : noDay;
    expect([one.what, refused]).toEqual([one.what, one.goesOn ? undefined : says]);
  }
});

test('a message that an act told which did not see the hiding is not wanted', async () => {
  await using house = await open();
  const wanted = async () =>
    await house.db.transaction(async (tx) => {
      const [row] = await tx.select().from(delivery).where(eq(delivery.id, house.tallyId));
      return row && (await remindKind.wanted?.({ tx, now: begins }, { ...row, subject: house.dayId }));
    });
  expect(await wanted()).toBe(true);
  await house.hide();
  expect(await wanted()).toBe(false);
});

test('a cancelled day can be hidden and shown again: who had not heard yet hears of it once, without its words', async () => {
  await using house = await open();
  const { dayId, db, personId } = house;
  // Hugo sleeps: he hears in the morning.
  await db
    .update(tables.person)
    .set({ zone: 'Asia/Tokyo' })
    .where(eq(tables.person.id, personId('hugo')));
  await house.context('mara', async (me) => await cancelDay(joined(me), dayId, 'The heron is ill.'));
  const waiting = async () => {
    const isWaiting = and(eq(delivery.kind, changedKind.name), inArray(delivery.state, ['due', 'bundled']));
    const rows = await db.select().from(delivery).where(isWaiting);
    return rows.map((row) => ({
      to: row.personId,
      dueAt: row.dueAt,
      says: JSON.stringify(row.effect && openEffect(row.id, row.effect)),
    }));
  };
  const [before] = await waiting();
  expect(before?.says).toContain('The heron is ill.');
  for (const _ of ['once', 'again']) {
    const known = await house.known(db);
    expect((await house.hide()).refused).toBeUndefined();
    const [news, more] = await waiting();
    expect([news?.to, more]).toEqual([personId('hugo'), undefined]);
    expect(news?.dueAt.toString()).toBe(before?.dueAt.toString());
    expect(news?.says).toContain('a convergence day you had heard of');
    const ofDay = (await house.told(db, known)).filter(({ kind }) => kind.startsWith('converge.'));
    expect(house.leaks(ofDay)).toEqual([]);
    // Its announcement says why, and its event is called off all the same.
    expect(ofDay.some(({ kind, says }) => kind === 'converge.post' && says.includes('Slander.'))).toBe(true);
    const events = ofDay.filter(({ kind }) => kind === 'converge.event');
    expect(events.map(({ says }) => says.includes('"state":"cancelled"'))).toEqual([true]);
    expect((await house.show()).refused).toBeUndefined();
    expect((await waiting()).map(({ says }) => says)).toEqual([news?.says]);
  }
});

test('of a move that some had not heard of yet nobody hears once the day is hidden', async () => {
  await using house = await open();
  const { dayId } = house;
  await house.context(
    'mara',
    async (me) => await editDay(joined(me), dayId, { ...described, day: '2027-05-29' }),
  );
  const states = async () =>
    (await house.told(house.db, new Set()))
      .filter(({ kind }) => kind === 'converge.changed')
      .map(({ state }) => state);
  expect(await states()).toEqual(['due']);
  await house.hide();
  expect(await states()).toEqual(['cancelled']);
});

test('shown again, an event that has begun has its words back; once it is over it stays as it is', async () => {
  const after = async (moment: string) => {
    await using house = await open();
    house.at.set(at(moment));
    await house.hide();
    const known = await house.known(house.db);
    await house.show();
    const rows = await house.told(house.db, known);
    return rows.filter(({ kind, says }) => kind === 'converge.event' && says.includes('Bring a heron.'))
      .length;
  };
  // Clocks of most there are five hours behind: it goes from 15:00 to 17:00.
  expect(await after('2027-05-22T14:00:00Z')).toBe(1);
  expect(await after('2027-05-22T16:00:00Z')).toBe(1);
  expect(await after('2027-05-22T18:00:00Z')).toBe(0);
});
