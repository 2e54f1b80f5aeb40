import { and, eq } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Block,
  type Button,
  button,
  buttons,
  buttonWire,
  declareButtons,
  literal,
  type Message,
  picture,
  plain,
  plainText,
  text,
} from '#chat/index.ts';
import type { Delivery } from '#delivery/index.ts';
import { delivery } from '#delivery/tables.ts';
import { askDigest } from '#digest/ask.ts';
import { digestButtons } from '#digest/buttons.ts';
import { compose } from '#digest/compose.ts';
import { createDigest } from '#digest/index.ts';
import { channelKind, operatorKind, weaverKind } from '#digest/kinds.ts';
import { digestMessage, previewMessage } from '#digest/messages.ts';
import { previewDigest } from '#digest/preview.ts';
import { forgetDue, sendDue } from '#digest/send.ts';
import { tooMuch } from '#digest/size.ts';
import { digest, plan, type Reader, shown } from '#digest/tables.ts';
import { weeklyDue } from '#digest/week.ts';
import {
  type Act,
  type DigestItem,
  type DigestSection,
  type Feature,
  joined,
  type SectionName,
  sectionNames,
  tables,
} from '#directory/index.ts';
import { introButtons } from '#introductions/buttons.ts';
import { introductions } from '#introductions/index.ts';
import { suggestion } from '#introductions/tables.ts';
import { filesShown, renderMessage } from '#platforms/discord/render.ts';
import { drawMessage } from '#platforms/slack/render.ts';
import { type Db, newId } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { testDatabase } from './support/database.ts';
import { begins, buttonsIn, carryOut, openDesk, wire } from './support/desk.ts';

const press = declareButtons('test', 'one', 'two', 'three', 'four', 'five');

/** A digest room whose sections are what a test says they are. */
async function openRoom(db: Db, ...others: readonly Feature[]) {
  const said: { now: readonly DigestSection[] } = { now: [] };
  const says: Feature = { name: 'test', commands: [], presses: {}, digest: async () => said.now };
  const all = [says, ...others];
  const feature = createDigest(() => all);
  const at = manualClock(begins);
  const desk = await openDesk(db, feature, { at });
  const due = sendDue(() => all);
  const act = async <T>(run: (act: Act) => Promise<T>): Promise<T> =>
    await db.transaction(async (tx) => await run({ tx, now: at.now() }));
  return {
    ...desk,
    at,
    says: (...items: readonly DigestItem[]) => {
      said.now = [{ name: 'roles', items }];
    },
    act,
    /** Sends one now; the rows of what it told. */
    sends: async (reader: Reader = 'operator', after = 0): Promise<readonly Delivery[]> => {
      const of = { coalitionId: desk.coalitionId, reader, sendsAt: at.now() };
      const { id } = await act(async (inner) => await askDigest(inner, of));
      at.set(at.now().add({ hours: after }));
      await act(async ({ tx, now }) => await due.carryOut({ tx, now, random: () => 0.5 }, id));
      return await db.select().from(delivery).where(eq(delivery.subject, id)).orderBy(delivery.position);
    },
    carriesOut: async (id: string) =>
      await act(async ({ tx, now }) => await due.carryOut({ tx, now, random: () => 0.5 }, id)),
    /** When it comes, as it was said at first. */
    plans: async (given: Partial<typeof plan.$inferInsert> = {}) =>
      await db.insert(plan).values({
        ...{ id: newId(begins), coalitionId: desk.coalitionId, reader: 'operator', weekday: 1, hour: 10 },
        ...{ zone: 'America/Chicago', nextAt: begins.add({ hours: 24 }), ...given },
      }),
  };
}
type Room = Awaited<ReturnType<typeof openRoom>>;

const wordsOf = ({ effect }: Delivery) => (effect && 'message' in effect ? plain(effect.message) : '');
const thing = (key: string, state = 'one'): DigestItem => ({ key, state, text: literal(`About ${key}.`) });

const trend = picture(
  {
    kind: 'trend',
    title: 'The pulse',
    labels: ['1', '2'],
    lines: [{ name: 'Together', shares: [0.5, 0.6] }],
  },
  'Together rose from 50 % to 60 %.',
);

// What is said once.

test('what a digest says is not said again, and what went while nothing was said is news when it comes back', async () => {
  await using database = await testDatabase();
  const room = await openRoom(database.db);
  const reads = async (...items: readonly DigestItem[]) => {
    room.says(...items);
    room.at.set(room.at.now().add({ hours: 24 * 7 }));
    return (await room.sends()).map(wordsOf);
  };
  const first = await reads(thing('wells'));
  expect(first).toHaveLength(2);
  for (const words of first) expect(words).toContain('About wells.');
  // The control: it does not go, and is no news.
  expect(await reads(thing('wells'))).toEqual([]);
  expect(await reads()).toEqual([]);
  expect(await reads(thing('wells'))).toHaveLength(2);
});

test('what was said twelve weeks ago is said again', async () => {
  await using database = await testDatabase();
  const room = await openRoom(database.db);
  room.says(thing('wells'));
  const weeks: number[] = [];
  for (let week = 0; week < 15; week += 1) {
    if ((await room.sends()).length > 0) weeks.push(week);
    room.at.set(room.at.now().add({ hours: 24 * 7 }));
  }
  expect(weeks).toEqual([0, 12]);
});

test('what did not arrive was not said: whoever missed it reads it in the next, and nobody else', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const room = await openRoom(db);
  room.says(thing('wells'), thing('pumps'));
  const [jonas, priya] = ['jonas', 'priya'].map(room.personId);
  const rows = await room.sends();
  expect(rows.map(({ personId }) => personId).toSorted()).toEqual([jonas, priya].toSorted());
  const lost = rows.find(({ personId }) => personId === jonas);
  if (!lost) throw new Error('nobody');
  room.at.set(room.at.now().add({ hours: 24 }));
  await room.act(async ({ tx, now }) => await operatorKind.failed?.({ tx, now }, lost));
  const again = await room.sends();
  expect(again.map(({ personId }) => personId)).toEqual([jonas]);
  expect(wordsOf(again[0] as Delivery)).toContain('About pumps.');
  // An older one that ends badly after it takes nothing back of what the newer one said.
  room.at.set(room.at.now().add({ hours: 24 }));
  await room.act(async ({ tx, now }) => await operatorKind.failed?.({ tx, now }, lost));
  expect(await room.sends()).toEqual([]);
});

test('of whoever left, nothing is kept of what a digest said to them or of them', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const room = await openRoom(db);
  const [ben = '', cara = ''] = ['ben', 'cara'].map(room.personId);
  room.says(thing(`vouch:${ben}`), thing(`pair:${ben} ${cara}`), thing('role', ben), thing(`vouch:${cara}`));
  await room.sends();
  const leave = async (who: string) => {
    const person = await room.person(who);
    const { left } = createDigest(() => []);
    await db.transaction(async (tx) => await left?.({ tx, now: begins }, person));
    return JSON.stringify(await db.select().from(shown));
  };
  // The control: it is there until they leave.
  expect(JSON.stringify(await db.select().from(shown))).toContain(ben);
  const after = await leave('ben');
  expect(after).not.toContain(ben);
  expect(after).toContain(cara);
  expect(after).toContain(room.personId('jonas'));
  expect(await leave('jonas')).not.toContain(room.personId('jonas'));
});

test('of a digest somebody sent nothing says who it was once they have left, and of others it still does', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const room = await openRoom(db);
  const of = { coalitionId: room.coalitionId, reader: 'operator' as const };
  for (const madeById of [room.personId('jonas'), room.personId('priya')])
    await room.act(async (act) => await askDigest(act, { ...of, madeById }));
  const person = await room.person('jonas');
  await room.act(async (act) => await createDigest(() => []).left?.(act, person));
  const rows = await db.select({ by: digest.madeById }).from(digest);
  expect(new Set(rows.map(({ by }) => by))).toEqual(new Set([null, room.personId('priya')]));
});

test('the figures over a part are said once, again when they have changed and again of the next week', async () => {
  await using database = await testDatabase();
  const figures = { lead: '3 people joined' };
  const counts: Feature = {
    ...{ name: 'counts', commands: [], presses: {} },
    digest: async () => [{ name: 'people', lead: literal(figures.lead), items: [] }],
  };
  const room = await openRoom(database.db, counts);
  const reads = async (hours: number) => {
    room.at.set(room.at.now().add({ hours }));
    return (await room.sends()).map(wordsOf);
  };
  expect(await reads(1)).toHaveLength(2);
  expect(await reads(1)).toEqual([]);
  // Something else that is new stands without them.
  room.says(thing('wells'));
  const [later] = await reads(1);
  expect(later).toContain('About wells.');
  expect(later).not.toContain('3 people joined');
  // The control: other figures, and the same ones of another week, are said.
  figures.lead = '4 people joined';
  expect((await reads(1)).join()).toContain('4 people joined');
  expect((await reads(24 * 7)).join()).toContain('4 people joined');
});

test('of two digests due at once only one says anything, on two replicas too', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const room = await openRoom(db);
  room.says(thing('wells'));
  const of = { coalitionId: room.coalitionId, reader: 'operator' as const, sendsAt: room.at.now() };
  const both = [await room.act((act) => askDigest(act, of)), await room.act((act) => askDigest(act, of))];
  // On PGlite the one is written after the other anyway; PostgreSQL has both at work.
  await Promise.all(both.map(({ id }) => room.carriesOut(id)));
  const rows = await db.select().from(delivery).where(eq(delivery.kind, 'digest.operator'));
  expect(rows.map(({ personId }) => personId).toSorted()).toEqual(
    ['jonas', 'priya'].map(room.personId).toSorted(),
  );
});

test('a feature that looks at nobody is asked once for all who read, and one that does for each', async () => {
  await using database = await testDatabase();
  const asked = { whole: 0, own: 0 };
  const whole: Feature = {
    ...{ name: 'whole', commands: [], presses: {} },
    digest: async (_act, { reader }) => {
      asked.whole += 1;
      return [{ name: 'roles', items: [thing(`all of ${reader}`)] }];
    },
  };
  const own: Feature = {
    ...{ name: 'own', commands: [], presses: {} },
    digest: async (_act, { personId }) => {
      asked.own += 1;
      return [{ name: 'actions', items: [thing(`what is ${personId}'s`)] }];
    },
  };
  const room = await openRoom(database.db, whole, own);
  const rows = await room.sends();
  expect(asked).toEqual({ whole: 1, own: 2 });
  for (const row of rows) {
    expect(wordsOf(row)).toContain('About all of operator.');
    expect(wordsOf(row)).toContain(row.personId);
  }
});

test('what waits in a channel waits for an operator, and not for whoever reads it', () => {
  const some = { next: [thing('wells')], sections: [], since: begins };
  const leads = (inChannel: boolean) =>
    plainText(digestMessage(some, { name: 'Clear Rivers' }, { reader: 'operator', inChannel }, 'en').text);
  expect(leads(true)).toBe('1 thing waits for an operator in Clear Rivers.');
  expect(leads(false)).toBe('1 thing waits for you in Clear Rivers.');
});

// Where it goes.

const setChannel = async (db: Db, room: Room, given: Partial<typeof tables.spaceChannel.$inferInsert>) => {
  const { spaceChannel } = tables;
  const isTheirs = and(eq(spaceChannel.coalitionId, room.coalitionId), eq(spaceChannel.use, 'digest'));
  await db.update(spaceChannel).set(given).where(isTheirs);
};

test('a digest goes into its channel while Weft can post there, and to each operator otherwise, who are told why', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const room = await openRoom(db);
  const chosen = { which: 'operator', day: '1', channel: 'board' };
  expect((await room.type('jonas', 'digest schedule', chosen)).text).toContain('in the channel you chose');
  const [named] = await db.select().from(tables.spaceChannel).where(eq(tables.spaceChannel.use, 'digest'));
  // Nobody has looked at it yet: the platform is asked within a minute.
  expect(named).toMatchObject({ channel: 'board', canPost: null, checkedAt: null });
  let told = 0;
  const goes = async () => {
    told += 1;
    room.says(thing(`number ${told}`));
    return (await room.sends()).map(({ kind }) => kind);
  };
  const toEach = ['digest.operator', 'digest.operator'];
  expect(await goes()).toEqual(['digest.channel']);
  expect(await room.remarks('jonas')).toEqual([]);

  await setChannel(db, room, { canPost: false, obstacle: 'It is archived' });
  expect(await goes()).toEqual(toEach);
  expect((await room.remarks('jonas')).join()).toMatch(
    /cannot go into the channel.+It is archived.+direct message/,
  );
  expect((await room.type('jonas', 'digest send')).text).toMatch(/goes to 2 people.+\n.*It is archived/);
  await setChannel(db, room, { canPost: true, obstacle: null, name: 'board' });
  expect((await room.type('jonas', 'digest send')).text).toContain('goes into board in Clearwater hall.');
  expect(await goes()).toEqual(['digest.channel']);

  const { space } = tables;
  const isItsSpace = eq(space.id, named?.spaceId ?? '');
  await db.update(space).set({ goneAt: begins }).where(isItsSpace);
  expect(await goes()).toEqual(toEach);
  expect((await room.remarks('jonas')).join()).toContain('cannot go into the channel');
  await db.update(space).set({ goneAt: null }).where(isItsSpace);
  await db.delete(tables.binding).where(eq(tables.binding.spaceId, named?.spaceId ?? ''));
  expect(await goes()).toEqual(toEach);

  // By direct message again: no channel is looked at for it any more.
  await room.type('jonas', 'digest schedule', { which: 'direct' }, {}, 'delta');
  expect(await db.select().from(tables.spaceChannel).where(eq(tables.spaceChannel.use, 'digest'))).toEqual(
    [],
  );
});

test('what a channel did not take comes to each operator at once, unless another channel was chosen', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const room = await openRoom(db);
  room.says(thing('wells'));
  await room.type('jonas', 'digest schedule', { which: 'operator', channel: 'board' });
  const [posted] = await room.sends();
  if (!posted) throw new Error('nothing was posted');
  expect(wordsOf(posted)).toContain('About wells.');
  expect(await room.sends()).toEqual([]);
  const { failed } = (createDigest(() => []).kinds ?? []).find(({ name }) => name === 'digest.channel') ?? {};
  const fails = async () => await room.act(async (act) => await failed?.(act, posted));
  const waiting = async () =>
    await db.select({ sendsAt: digest.sendsAt }).from(digest).where(eq(digest.state, 'waiting'));
  room.at.set(room.at.now().add({ hours: 1 }));
  await fails();
  expect(await waiting()).toEqual([{ sendsAt: room.at.now() }]);
  expect(await room.remarks('jonas')).toHaveLength(1);
  const again = await room.sends();
  expect(again.map(({ kind }) => kind)).toEqual(['digest.operator', 'digest.operator']);
  for (const row of again) expect(wordsOf(row)).toContain('About wells.');
  // Another one was chosen: it goes there, and the old one does not stand in its way.
  await room.type('jonas', 'digest schedule', { which: 'operator', channel: 'table' });
  await fails();
  expect(await waiting()).toHaveLength(1);
  expect(await room.remarks('jonas')).toEqual([]);
  expect((await room.sends()).map(({ kind, channel }) => [kind, channel])).toEqual([
    ['digest.channel', 'table'],
  ]);
});

test('what an outage kept for three days is not sent any more, and what it kept for less is', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const room = await openRoom(db);
  room.says(thing('wells'));
  expect(await room.sends('operator', 72)).toEqual([]);
  expect(await room.sends('operator', 71)).toHaveLength(2);
  const rows = await db.select().from(digest).orderBy(digest.madeAt);
  expect(rows.map(({ state, sendsAt }) => [state, sendsAt])).toEqual([
    ['undone', null],
    ['sent', null],
  ]);
});

test('a digest is deleted a year after it was made', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const room = await openRoom(db);
  await room.sends();
  expect(forgetDue.after).toEqual({ hours: 365 * 24 });
  const [row] = await db.select().from(digest);
  await room.act(
    async ({ tx, now }) => await forgetDue.carryOut({ tx, now, random: () => 0.5 }, row?.id ?? ''),
  );
  expect(await db.select().from(digest)).toEqual([]);
});

test('one that was taken back, or that was asked not to be sent, is not sent by an old button', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const room = await openRoom(db);
  const asks = async () => {
    const of = { coalitionId: room.coalitionId, reader: 'operator' as const };
    return (await room.act(async (act) => await askDigest(act, of))).id;
  };
  const presses = async (press: Button['press'], subject: string) =>
    await room.press('jonas', wire(press, subject));
  const [left, kept] = [await asks(), await asks()];
  expect((await presses(digestButtons.not, left)).text).toContain('Not sent.');
  expect(await presses(digestButtons.send, left)).toMatchObject({ refused: true });
  // The control: of another the same button sends.
  expect((await presses(digestButtons.send, kept)).text).toContain('Until then you can take it back.');
});

test('what was to go into a channel does not once another one, or none, was chosen', async () => {
  await using database = await testDatabase();
  const room = await openRoom(database.db);
  room.says(thing('wells'));
  const chooses = async (given: Readonly<Record<string, string>>) =>
    await room.type('jonas', 'digest schedule', { which: 'operator', ...given });
  await chooses({ channel: 'board' });
  const [posted] = await room.sends();
  if (!posted) throw new Error('nothing was posted');
  const isWanted = async () => await room.act(async (act) => await channelKind.wanted?.(act, posted));
  expect(await isWanted()).toBe(true);
  // Another hour is not another place.
  expect((await chooses({ hour: '12' })).text).toContain('in the channel you chose');
  expect(await isWanted()).toBe(true);
  await chooses({ channel: 'table' });
  expect(await isWanted()).toBe(false);
  // And whoever reads there reads what stood in the other.
  expect((await room.sends()).map(({ channel }) => channel)).toEqual(['table']);
  expect((await chooses({ which: 'direct' })).text).toContain('by direct message');
  const both = await chooses({ which: 'direct', channel: 'board' });
  expect(both.invalid).toEqual({ channel: expect.stringContaining('not both') });
});

test('the weekly digest is left out where one was sent the day before, and comes where it was longer ago', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const room = await openRoom(db);
  await room.plans();
  const [row] = await db.select().from(plan);
  const comes = async (hoursAfter: number) => {
    await room.sends();
    room.at.set(room.at.now().add({ hours: hoursAfter }));
    await db.update(plan).set({ nextAt: room.at.now() });
    await room.act(
      async ({ tx, now }) => await weeklyDue.carryOut({ tx, now, random: () => 0.5 }, row?.id ?? ''),
    );
    return await db.$count(digest, eq(digest.state, 'waiting'));
  };
  expect(await comes(23)).toBe(0);
  expect(await comes(24)).toBe(1);
});

// Who reads it.

test('a weaver’s digest is previewed by whoever weaves, as their own, and to nobody else', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const room = await openRoom(db, introductions);
  const preview = async (who: string, which?: string) =>
    await room.type(who, 'digest preview', {}, which === undefined ? {} : { which });
  const ofAna = await preview('ana');
  expect(ofAna.text).toContain('The weavers’ digest, as it would be sent now.');
  expect(await preview('ana', 'weaver')).toEqual(ofAna);
  // Who leads the coalition may not read whom weavers alone may find.
  const refused = await preview('jonas', 'weaver');
  expect(refused).toMatchObject({ refused: true });
  expect(refused.text).toContain('/weft role grant');
  for (const which of [undefined, 'operator', 'weaver', 'external'])
    expect(await preview('ben', which)).toMatchObject({ refused: true });
  for (const which of ['operator', 'external'])
    expect(await preview('ana', which)).toMatchObject({ refused: true });
  expect(await preview('jonas')).not.toMatchObject({ refused: true });

  // Whoever weaves for a hub reads of its people, and whoever weaves for all of everybody.
  await room.context('ana', async (context) => await carryOut(introductions, 'intro queue', context, {}));
  const hubId = room.hubs.get('Lead pipes') ?? '';
  const of = { role: 'weaver' as const, coalitionId: room.coalitionId, personId: room.personId('ben') };
  await db.insert(tables.role).values({ ...of, id: newId(begins), hubId, grantedAt: begins });
  const { hubMember } = tables;
  const members = await db.select().from(hubMember).where(eq(hubMember.hubId, hubId));
  const theirs = new Set(members.map(({ personId }) => personId));
  const pairs = await db.select().from(suggestion);
  const areTheirs = async (who: string) => {
    const shownTo = await room.context(who, async (context) =>
      buttonsIn(await previewDigest(joined(context), [introductions], 'weaver')),
    );
    const offered = shownTo.flatMap(({ press: id, subject }) => (id === introButtons.offer ? [subject] : []));
    expect(offered).toHaveLength(3);
    const rows = pairs.filter(({ id }) => offered.includes(id));
    return rows.every(({ firstId, secondId }) => theirs.has(firstId) || theirs.has(secondId));
  };
  expect(await areTheirs('ben')).toBe(true);
  expect(await areTheirs('ana')).toBe(false);
});

test('a weaver who gave up a hub that a digest tells of does not get it', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const room = await openRoom(db);
  const { role } = tables;
  await db.delete(role).where(eq(role.role, 'weaver'));
  const hubs = [...room.hubs.values()].slice(0, 2);
  const personId = room.personId('ben');
  const of = { role: 'weaver' as const, coalitionId: room.coalitionId, personId, grantedAt: begins };
  await db.insert(role).values(hubs.map((hubId) => ({ ...of, id: newId(begins), hubId })));
  room.says(thing('wells'));
  const [row] = await room.sends('weaver');
  if (!row) throw new Error('nobody was told');
  const isWanted = async () =>
    await room.act(async ({ tx, now }) => await weaverKind.wanted?.({ tx, now }, row));
  expect(await isWanted()).toBe(true);
  await db.delete(role).where(and(eq(role.personId, personId), eq(role.hubId, hubs[0] ?? '')));
  expect(await isWanted()).toBe(false);
  // Who weaves for everybody may read of every hub.
  await db.insert(role).values({ ...of, id: newId(begins), hubId: null });
  expect(await isWanted()).toBe(true);
  await db.delete(role).where(eq(role.personId, personId));
  expect(await isWanted()).toBe(false);
});

// When it comes.

test('only the operators’ digest can come in a channel', async () => {
  await using database = await testDatabase();
  const room = await openRoom(database.db);
  const said = await room.type('jonas', 'digest schedule', { which: 'weaver', channel: 'board' });
  expect(said.invalid).toEqual({ channel: expect.stringContaining('Only the operators’ digest') });
  expect(await database.db.select().from(plan)).toEqual([]);
});

test('a digest that never comes does not begin to because its hour is changed', async () => {
  await using database = await testDatabase();
  const room = await openRoom(database.db);
  await room.plans();
  const says = async (given: Readonly<Record<string, string>>) =>
    (await room.type('jonas', 'digest schedule', { which: 'operator', ...given })).text;
  const comes = async () => (await database.db.select().from(plan))[0]?.nextAt;
  // The control: of one that comes, the hour alone can be changed.
  expect(await says({ hour: '12' })).toContain('comes on Mondays at 12:00 in America/Chicago');
  expect(await says({ day: 'never' })).toContain('does not come by itself');
  expect(await says({ hour: '9' })).toContain('does not come by itself');
  expect(await comes()).toBeNull();
  const turned = await says({ day: '5', zone: 'Europe/Berlin' });
  expect(turned).toContain('comes on Fridays at 09:00 in Europe/Berlin');
  // The moment is said in its zone, which may not be that of whoever reads it.
  expect(turned).toContain('Next: Friday 14 May at 09:00, Europe/Berlin.');
  expect(await comes()).not.toBeNull();
});

// Pictures.

test('a picture and its lead are shown again once the lead has changed, and what else is new stands without it', () => {
  const given = (lead: string, ...items: readonly DigestItem[]): readonly DigestSection[] => [
    { name: 'network', lead: literal(lead), items, blocks: [trend] },
  ];
  const first = compose(given('30 ties'), new Map());
  expect(first.sections).toMatchObject([{ blocks: [{ kind: 'picture' }] }]);
  expect(compose(given('30 ties'), first.said).sections).toEqual([]);
  const later = compose(given('30 ties', thing('stage')), first.said);
  expect(later.sections.map(({ lead, blocks }) => [lead, blocks])).toEqual([[undefined, undefined]]);
  expect(compose(given('31 ties'), later.said).sections).toMatchObject([{ blocks: [{ kind: 'picture' }] }]);
  // What is not shown any more because nothing of it changed is known all the same.
  expect(later.known.has('picture:network')).toBe(true);
});

// How much fits.

const name = 'Association of *Very* Long-Named_Neighbourhoods along the Upper [River] and its Tributaries';
const long = (what: string, n: number) =>
  text`${what} ${n}: ${name} has waited since spring for somebody who says a word about it, and nobody has yet.`;
/** Five things in every part a role reads, all of them with buttons, and a picture where there may be one. */
function fullest(reader: Reader): readonly DigestSection[] {
  const weaverNames: readonly SectionName[] = ['requests', 'suggestions', 'asks', 'apart'];
  const names = sectionNames.filter((one) =>
    reader === 'weaver' ? weaverNames.includes(one) : !['suggestions', 'asks', 'apart'].includes(one),
  );
  return names.map((section) => ({
    name: section,
    lead: text`In ${section} there were ${12} things this week, and ${3} of them are new.`,
    items: Array.from({ length: 9 }, (_, n): DigestItem => {
      const id = `${section} ${n}`;
      const some = section === 'suggestions' ? Object.values(press) : [press.one];
      return {
        ...{ key: id, state: 'one', text: long(section, n) },
        ...(section !== 'suggestions' && { urgency: 2 as const }),
        buttons: some.map((one, at) => button(one, `Do thing number ${at} about it`, newId(begins))),
      };
    }),
    ...(section === 'suggestions' && { most: 3 }),
    ...(['pulse', 'network'].includes(section) && { blocks: [trend] }),
  }));
}

const shownIn = (composed: Pick<ReturnType<typeof compose>, 'next' | 'sections'>, reader: Reader) => {
  const given = { ...compose([], new Map()), ...composed, since: begins };
  const sent = digestMessage(given, { name: 'Clearwater' }, { reader, inChannel: false }, 'en');
  const footer = buttons(button(press.two, 'Why this?', 'a'), button(press.three, 'Less of this', 'a'));
  return [
    { text: sent.text, blocks: [...sent.blocks, footer] },
    previewMessage(given, { name: 'Clearwater' }, { reader, inChannel: false }, 'en'),
  ];
};

/** What of a message a platform does not show. */
function missing(message: Message): readonly string[] {
  const wires = buttonsIn(message).map((one: Button) => buttonWire(one));
  const slack = drawMessage(message);
  const discord = renderMessage(message);
  const texts = (blocks: readonly unknown[]) => JSON.stringify(blocks);
  const components = JSON.stringify(discord.components).match(/"type":/g)?.length ?? 0;
  const letters = discord.components.reduce(
    (sum, one) => sum + ('content' in one ? one.content.length : 0),
    0,
  );
  const pictures = message.blocks.filter(({ kind }: Block) => kind === 'picture').length;
  return [
    ...(slack.blocks.length > 50 ? ['Slack: blocks'] : []),
    ...(components > 40 ? ['Discord: components'] : []),
    ...(letters > 4000 ? ['Discord: characters'] : []),
    ...(filesShown(discord).length === pictures ? [] : ['Discord: pictures']),
    ...(texts(slack.blocks).includes('Shortened: Slack') ? ['Slack: shortened'] : []),
    ...(texts(discord.components).includes('Too long for Discord') ? ['Discord: shortened'] : []),
    ...wires.filter((wire) => !texts(slack.blocks).includes(wire)).map((wire) => `Slack: ${wire}`),
    ...wires.filter((wire) => !texts(discord.components).includes(wire)).map((wire) => `Discord: ${wire}`),
  ];
}

const measured = (reader: Reader) => (composed: Parameters<NonNullable<Parameters<typeof compose>[2]>>[0]) =>
  tooMuch(
    digestMessage({ ...composed, since: begins }, { name: 'Clearwater' }, { reader, inChannel: false }, 'en'),
  );

test.each(['operator', 'weaver'] as const)(
  'the fullest digest of %ss fits into one message of each platform, with every button and picture',
  (reader) => {
    const given = fullest(reader);
    const composed = compose(given, new Map(), measured(reader));
    for (const message of shownIn(composed, reader)) expect(missing(message)).toEqual([]);
    expect(composed.next.length).toBeGreaterThanOrEqual(reader === 'operator' ? 5 : 4);
    // Every part is there with its figures, and whatever does not stand is counted.
    expect(composed.sections.map(({ name: section }) => section)).toEqual(
      given.map(({ name: section }) => section),
    );
    for (const { lead } of composed.sections) expect(plainText(lead ?? [])).toContain('12 things');
    const standing = [...composed.next, ...composed.sections.flatMap(({ items }) => items)];
    const more = composed.sections.reduce((sum, one) => sum + one.more, 0);
    expect(standing.length + more).toBe(given.length * 9);
    const said = [...composed.said.keys()].filter((key) => !/^(picture|lead):/.test(key));
    expect(said.toSorted()).toEqual(standing.map(({ key }) => key).toSorted());
    if (reader === 'weaver') {
      const best = composed.sections.find(({ name: section }) => section === 'suggestions');
      expect(best?.items).toHaveLength(3);
    }
    // The control: without a measure it does not fit.
    const whole = compose(given, new Map());
    expect(shownIn(whole, reader).flatMap(missing)).not.toEqual([]);
  },
);

const words = fc
  .array(
    fc.constantFrom('water', '*well*', '_pump_', '[river]', 'https://a.org', '#1', '@everyone', 'größte'),
    {
      minLength: 1,
      maxLength: 20,
    },
  )
  .map((some) => some.join(' ').slice(0, 150));
const anyItem = (section: SectionName) =>
  fc
    .record({ says: words, urgency: fc.constantFrom(undefined, 1 as const, 3 as const), presses: fc.nat(2) })
    .map(
      ({ says, urgency, presses }): Omit<DigestItem, 'key'> => ({
        ...{ state: 'one', text: text`${section}: ${says}` },
        ...(urgency !== undefined && section !== 'suggestions' && { urgency }),
        buttons: Object.values(press)
          .slice(0, section === 'suggestions' ? 5 : presses)
          .map((one, n) => button(one, `Press ${n}`, newId(begins))),
      }),
    );
const anyDigest = (reader: Reader) =>
  fc.tuple(
    ...fullest(reader).map(({ name: section, most }) =>
      fc
        .record({
          lead: fc.option(words),
          items: fc.array(anyItem(section), { maxLength: 12 }),
          drawn: fc.boolean(),
        })
        .map(
          ({ lead, items, drawn }): DigestSection => ({
            name: section,
            ...(lead !== null && { lead: literal(lead) }),
            ...(most !== undefined && { most }),
            items: items.map((item, at) => ({ ...item, key: `${section} ${at}` })),
            ...(drawn &&
              reader === 'operator' &&
              ['pulse', 'network'].includes(section) && { blocks: [trend] }),
          }),
        ),
    ),
  );

test.each(['operator', 'weaver'] as const)('whatever a digest of %ss says, it fits', (reader) => {
  const fits = (measure?: Parameters<typeof compose>[2]) => (given: readonly DigestSection[]) => {
    const composed = compose(given, new Map(), measure);
    for (const message of shownIn(composed, reader)) expect(missing(message)).toEqual([]);
  };
  fc.assert(fc.property(anyDigest(reader), fits(measured(reader))), { numRuns: 60 });
  // The control: without a measure it does not.
  expect(() => fc.assert(fc.property(anyDigest(reader), fits()), { endOnFailure: true })).toThrow();
});

test('what is cut is what can wait: each part keeps what is most urgent, and long parts give way first', () => {
  const items = (['a', 'b', 'c'] as const).map(
    (key, at): DigestItem => ({
      ...thing(key),
      ...(at === 2 && { urgency: 1 as const }),
    }),
  );
  const given: readonly DigestSection[] = [
    { name: 'people', items },
    { name: 'roles', items: [thing('d'), { ...thing('e'), urgency: 3 }] },
  ];
  const standing = (room: number) => {
    const { sections } = compose(given, new Map(), (some) =>
      some.sections.flatMap((one) => one.items).length > room ? 'words' : undefined,
    );
    return sections.flatMap((one) => one.items.map(({ key }) => key));
  };
  expect([5, 4, 3, 2, 1].map(standing)).toEqual([
    ['c', 'a', 'b', 'e', 'd'],
    ['c', 'a', 'e', 'd'],
    ['c', 'a', 'e'],
    ['c', 'e'],
    ['c'],
  ]);
});

test('buttons stand under “Next” and beside suggestions only, and no button twice', () => {
  const pressed = (key: string, subject: string): DigestItem => ({
    ...{ ...thing(key), urgency: 2 },
    buttons: [button(press.one, 'Open the queue', subject)],
  });
  const many = Array.from({ length: 5 }, (_, n) => pressed(`ask ${n}`, 'the queue'));
  const composed = compose(
    [
      { name: 'asks', items: many },
      { name: 'requests', items: [pressed('r1', 'one'), pressed('r2', 'two'), pressed('r3', 'three')] },
      { name: 'suggestions', items: [{ ...thing('s'), buttons: [button(press.two, 'Offer', 's')] }] },
    ],
    new Map(),
  );
  const [sent] = shownIn(composed, 'weaver');
  const labels = sent ? buttonsIn(sent).map(({ label, subject }) => `${label} ${subject}`) : [];
  expect(labels.filter((one) => one === 'Open the queue the queue')).toHaveLength(1);
  expect(labels).toContain('Offer s');
  expect(labels).not.toContain('Open the queue three');
  // What cannot be pressed here is read all the same.
  expect(composed.next.map(({ key }) => key)).toEqual(['r1', 'r2', 'ask 0']);
  expect(composed.said.size).toBe(9);
});
