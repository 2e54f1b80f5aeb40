// Outages, restarts and races: what is late is told once, by the rules, and nothing is told twice.
import { and, eq, sql } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { rounds } from '#convergence/rounds.ts';
import { day, dayTold, hosting } from '#convergence/tables.ts';
import { delivery } from '#delivery/tables.ts';
import { tables } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { hearStatements, touchesRows } from './bench/hear.ts';
import { form, openRoom, type Room } from './support/convergence.ts';

// Months are lived through, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const roundsOf = (room: Room, who: string) =>
  room.of('remind', who).map(({ occurrence }) => Number(occurrence.split('/')[1]));
const keys = (room: Room) =>
  room.sent
    .filter(({ to }) => !to.startsWith('delivered:'))
    .map(({ kind, to, occurrence }) => `${kind} ${to} ${occurrence}`);
const twice = (all: readonly string[]) => all.filter((one, at) => all.indexOf(one) !== at);
const instant = (text: string) => Temporal.Instant.from(text);

/** A day that wren and ben host, a draft nobody plans, and numbers from one of them. */
async function livesThrough(room: Room, given: Parameters<Room['live']>[1]): Promise<void> {
  await room.plans({ hosts: 'Delta' });
  await room.hosts('wren', 'Lead pipes');
  await room.hosts('ben', 'Upriver');
  await room.type('mara', 'converge plan', {
    ...{ name: 'Nobody plans it', day: '2027-05-15', hours: 'noon to two', ask: 'Sit.' },
  });
  await room.live('2027-05-15T16:00:00Z', given);
  const { buttons } = await room.type('wren', 'converge show');
  await room.press('wren', buttons['How many came?'], { count: 40 });
  await room.live('2027-06-10T00:00:00Z', given);
}

test('an outage of six hours and a restart over every moment delay what is told, and lose and repeat nothing', async () => {
  await using room = await openRoom();
  await livesThrough(room, { outage: { hours: 6 }, restart: true });
  expect(twice(keys(room))).toEqual([]);
  // Ben has given no number, and Sydney and London have every round; wren’s number came, which is not final.
  expect(roundsOf(room, 'ben')).toEqual([...rounds]);
  expect(roundsOf(room, 'wren')).toEqual(rounds.filter((round) => round !== 1));
  expect(roundsOf(room, 'grace')).toEqual([-28, -14, -7, -2, -1]);
  // Never early, at most the outage late, and in the morning where that is night.
  for (const { at, occurrence } of room.of('remind', 'wren')) {
    const here = instant(at).toZonedDateTimeISO('Europe/London');
    const date = Temporal.PlainDate.from('2027-05-15').add({ days: Number(occurrence.split('/')[1]) });
    expect(String(here.toPlainDate())).toBe(String(date));
    expect([10, 11, 12, 13, 14, 15, 16]).toContain(here.hour);
  }
  // The tally was drawn once for its number, and the draft that nobody planned is gone.
  expect(room.of('numbers')).toHaveLength(2);
  expect(await room.db.$count(day, eq(day.name, 'Nobody plans it'))).toBe(0);
});

test('the control: where neither the wake nor the key remembers, the same outage tells twice', async () => {
  await using room = await openRoom();
  await room.plans();
  await room.hosts('wren', 'Lead pipes');
  await room.live('2027-04-17T09:00:00Z');
  expect(roundsOf(room, 'wren')).toEqual([-28]);
  const again = { wakeAt: room.clock.now(), wokenAt: null };
  // A wake that is done again remembers nothing, and yet nobody hears twice.
  await room.db.update(day).set(again);
  await room.settle();
  expect(twice(keys(room))).toEqual([]);
  await room.db.delete(delivery).where(eq(delivery.kind, 'converge.remind'));
  await room.db.update(day).set(again);
  await room.settle();
  expect(roundsOf(room, 'wren')).toEqual([-28, -28]);
});

test('after an outage of weeks only the last round is told, and none that is not true any more', async () => {
  await using room = await openRoom();
  await room.plans();
  await room.hosts('wren', 'Lead pipes');
  await room.live('2027-04-10T00:00:00Z');
  room.clock.set('2027-05-13T12:00:00Z');
  await room.settle();
  expect(roundsOf(room, 'wren')).toEqual([-2]);
  room.clock.set('2027-05-16T00:00:00Z');
  await room.settle();
  // It is over in London: neither “tomorrow” nor “today”.
  expect(roundsOf(room, 'wren')).toEqual([-2]);
  await room.live('2027-06-01T00:00:00Z');
  expect(roundsOf(room, 'wren')).toEqual([-2, 1, 7]);
});

test('a hub that is opened long after planning hears at its own ten o’clock, also when it is the first on earth', async () => {
  await using room = await openRoom('2027-02-01T12:00:00Z', ['Lead pipes']);
  await room.plans();
  await room.live('2027-03-20T00:00:00Z');
  await room.addHub('Lord Howe', 'Australia/Lord_Howe').then((id) => {
    room.hubs['Lord Howe'] = id;
  });
  await room.speaks('kim', 'Lord Howe');
  await room.livesIn('kim', 'Australia/Lord_Howe');
  await room.live('2027-05-02T00:00:00Z');
  expect(room.of('remind', 'kim').map(({ at }) => at)).toEqual(['2027-04-30T23:30:00Z']);
});

test('two replicas that carry out one moment at once tell it once', async () => {
  await using room = await openRoom();
  await room.plans();
  await room.hosts('wren', 'Lead pipes');
  await room.hosts('ben', 'Upriver');
  await room.live('2027-04-17T08:00:00Z');
  room.clock.set('2027-04-17T15:00:00Z');
  const others = [room.replica(), room.replica()];
  await Promise.all(others.map(({ schedule }) => schedule.tick()));
  await Promise.all(others.map(({ worker }) => worker.drain()));
  await room.settle();
  expect(twice(keys(room))).toEqual([]);
  expect(roundsOf(room, 'wren')).toEqual([-28]);
  expect(room.of('round')).toHaveLength(2);
});

test('a day that is moved while its round is told: the round is told for one of both, and everyone told hears once', async () => {
  await using room = await openRoom();
  await room.plans();
  await room.hosts('wren', 'Lead pipes');
  await room.live('2027-04-17T08:00:00Z');
  room.clock.set('2027-04-17T09:00:00Z');
  const other = room.replica();
  const edits = room.type('mara', 'converge edit', { day: '2027-05-22' });
  await Promise.all([other.schedule.tick(), edits]);
  await room.live('2027-06-20T00:00:00Z');
  expect(twice(keys(room))).toEqual([]);
  expect(room.of('changed', 'wren')).toHaveLength(1);
  // What was written for the old date was withdrawn.
  expect(room.of('remind', 'wren').every(({ occurrence }) => occurrence.startsWith('2027-05-22'))).toBe(true);
  expect(roundsOf(room, 'wren')).toEqual([...rounds]);
});

test('other words of a day, changed when its round has come and before it was told, do not cost anybody the round', async () => {
  await using room = await openRoom();
  await room.plans();
  await room.hosts('wren', 'Lead pipes');
  await room.live('2027-04-17T08:00:00Z');
  room.clock.set('2027-04-17T09:00:00Z');
  await room.type('mara', 'converge edit', { ask: 'Bring water.', hubs: 'Lead pipes, Delta' });
  await room.settle();
  expect(roundsOf(room, 'wren')).toEqual([-28]);
});

test('who is asked while it is being moved or cancelled hears of that too; the control: who heard of the new time does not', async () => {
  await using room = await openRoom();
  await room.plans();
  await room.live('2027-02-01T13:00:00Z');
  const { buttons } = await room.type('mara', 'converge show');
  await room.press('mara', buttons['Ask someone'], { hosts: 'Lead pipes' });
  const edits: Promise<unknown>[] = [];
  room.platform.before = ({ effect }) => {
    // The message is on its way, and the platform has not answered yet.
    if (edits.length === 0 && effect.kind === 'post')
      edits.push(room.type('mara', 'converge edit', { day: '2027-05-22' }));
  };
  await room.settle();
  await Promise.all(edits);
  await room.live('2027-02-02T16:00:00Z');
  expect(room.of('asked', 'wren')).toHaveLength(1);
  expect(room.of('changed', 'wren').map(({ text }) => text)[0]).toContain('22 May');
  await room.press('mara', buttons['Ask someone'], { hosts: 'Upriver' });
  await room.live('2027-02-04T00:00:00Z');
  expect(room.of('asked', 'ben')).toHaveLength(1);
  expect(room.of('changed', 'ben')).toEqual([]);
});

test('who steps back while another is named to lead does not take the other’s place away', async () => {
  await using room = await openRoom();
  // The embedded database has one connection: nothing waits for another in it.
  if (room.url === undefined) return;
  await room.speaks('ben', 'Lead pipes');
  await room.plans();
  await room.hosts('wren', 'Lead pipes');
  const { buttons } = await room.type('wren', 'converge show');
  const [one] = await room.db.select().from(day);
  // The day is held while both are under way.
  const { promise: held, resolve: holds } = Promise.withResolvers<void>();
  const { promise: go, resolve: goes } = Promise.withResolvers<void>();
  const isIt = eq(day.id, one?.id ?? '');
  const holder = room.db.transaction(async (tx) => {
    await tx.select().from(day).where(isIt).for('no key update');
    await tx.update(hosting).set({ leadId: room.personId('ben') });
    holds();
    await go;
  });
  await held;
  const stepping = room.press('wren', buttons['Not me']);
  const waiting = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  await vi.waitFor(async () => expect((await room.db.execute(waiting)).rows).toHaveLength(1), 30_000);
  goes();
  await holder;
  const seen = await stepping;
  const [row] = await room.db.select().from(hosting);
  expect([seen.refused ?? false, row?.leadId]).toEqual([true, room.personId('ben')]);
});

test('two who speak for one hub and host at once make one place', async () => {
  await using room = await openRoom();
  await room.plans();
  await room.speaks('ben', 'Lead pipes');
  const both = await Promise.all(['wren', 'ben'].map((who) => room.hosts(who, 'Lead pipes')));
  expect(both.map(({ text }) => text.includes('You host River day'))).toEqual([true, true]);
  expect(await room.db.$count(hosting)).toBe(1);
});

test('moved twice before anybody heard: one message, with the last time and none in between', async () => {
  await using room = await openRoom('2027-02-01T16:00:00Z');
  await room.plans();
  await room.hosts('wren', 'Lead pipes');
  await room.settle();
  await room.type('mara', 'converge edit', { day: '2027-05-22' });
  await room.type('mara', 'converge edit', { day: '2027-05-29' });
  await room.live('2027-02-02T00:00:00Z');
  const told = room.of('changed', 'wren').map(({ text }) => text);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('29 May');
  expect(told[0]).not.toContain('22 May');
  // A third move is told, a fourth within a day is refused.
  expect((await room.type('mara', 'converge edit', { day: '2027-06-05' })).refused).toBeUndefined();
  const fourth = await room.type('mara', 'converge edit', { day: '2027-06-12' });
  expect(fourth.text).toContain('moved three times');
  // A day of which only channels have heard is not moved more often either.
  await room.plans({ name: 'Unheard', day: '2027-07-01' });
  const moves: boolean[] = [];
  for (const date of ['2027-07-02', '2027-07-03', '2027-07-04', '2027-07-05']) {
    const seen = await room.type('mara', 'converge edit', { day: date }, { on: 'Unheard' });
    moves.push(seen.refused ?? false);
  }
  expect(moves).toEqual([false, false, false, true]);
});

test('cancelled before anything went out: what is announced says so itself, and no event is made', async () => {
  await using room = await openRoom();
  await room.plans();
  const cancelled = await room.type('mara', 'converge cancel', { reason: 'A mistake.' });
  expect(cancelled.text).toContain('The spaces are told.');
  await room.live('2027-06-01T00:00:00Z');
  expect(room.of('event')).toEqual([]);
  expect(room.sent.map(({ to }) => to.split(':')[0])).toEqual([
    ...['channel', 'channel', 'delivered', 'delivered'],
  ]);
  expect(room.sent.slice(2).every(({ text }) => text.includes('A mistake.'))).toBe(true);
});

test('who heard of a day is forgotten when nothing more can be told of it', async () => {
  await using room = await openRoom();
  await room.plans();
  await room.hosts('wren', 'Lead pipes');
  const told = async () => await room.db.$count(dayTold);
  expect(await told()).toBe(1);
  await room.live('2027-05-23T00:00:00Z');
  const [one] = await room.db.select().from(day);
  expect([one?.state, await told()]).toEqual(['over', 0]);
  await room.plans({ day: '2027-09-15' });
  await room.hosts('wren', 'Lead pipes');
  expect(await told()).toBe(1);
  await room.type('mara', 'converge cancel', {});
  expect(await told()).toBe(0);
  await room.live('2027-05-24T00:00:00Z');
  expect(room.of('changed', 'wren')).toHaveLength(1);
});

test('a tally that never arrived is posted anew with the next number', async () => {
  await using room = await openRoom('2027-05-14T12:00:00Z');
  await room.plans();
  await room.hosts('wren', 'Lead pipes');
  await room.live('2027-05-15T14:00:00Z');
  const { buttons } = await room.type('wren', 'converge show');
  await room.press('wren', buttons['How many came?'], { count: 10 });
  const gone = { kind: 'refused', code: 'no permission', why: 'setup' } as const;
  room.platform.script(gone, gone);
  await room.live('2027-05-15T14:05:00Z');
  expect(room.of('numbers')).toEqual([]);
  await room.press('wren', buttons['How many came?'], { count: 12 });
  await room.live('2027-05-15T14:30:00Z');
  expect(room.of('numbers').map(({ to }) => to.split(':')[0])).toEqual(['channel', 'channel']);
});

test('what a result shows is remembered: corrected a moment later, the tally says what was shown', async () => {
  await using room = await openRoom('2027-05-14T12:00:00Z');
  await room.plans();
  await room.hosts('wren', 'Lead pipes');
  await room.live('2027-05-16T14:59:30Z');
  const { buttons } = await room.type('wren', 'converge show');
  await room.press('wren', buttons['How many came?'], { count: 5000 });
  // Chicago’s ten o’clock, half a minute before the tally.
  await room.live('2027-05-16T15:00:10Z');
  const result = room.of('round').at(-1)?.text;
  expect(result).toContain('River day, so far: 5,000 people, preliminary');
  // It stays as it is: the tally is what changes.
  expect(result).not.toContain('ten minutes');
  await room.press('wren', buttons['How many came?'], { count: 50 });
  await room.live('2027-05-16T15:20:00Z');
  expect(room.of('numbers').at(-1)?.text).toContain('5,000 was shown before');
});

test('a year ahead the announcement can still be changed, long after its text was forgotten', async () => {
  await using room = await openRoom();
  await room.plans({ day: '2028-01-15' });
  await room.live('2027-02-02T00:00:00Z');
  room.clock.set('2027-11-01T12:00:00Z');
  await room.forgets();
  const announced = and(eq(delivery.kind, 'converge.post'), eq(delivery.state, 'sent'));
  expect(await room.db.$count(delivery, announced)).toBe(2);
  await room.type('mara', 'converge edit', { ask: 'Bring water.' });
  await room.settle();
  const edited = room.of('post').filter(({ text }) => text.includes('Bring water.'));
  expect(edited).toHaveLength(2);
});

test('a round for four hundred hubs that all host takes no more statements than one for four', async () => {
  await using room = await openRoom('2027-02-01T12:00:00Z', []);
  await room.db.update(tables.hub).set({ closedAt: room.clock.now() });
  const names = Array.from({ length: 400 }, (_, at) => `Hub ${at}`);
  const at = room.clock.now();
  const hubs = names.map((name) => ({
    ...{ id: newId(at), coalitionId: room.coalitionId, kind: 'chapter' as const, zone: 'Europe/London' },
    ...{ name, places: `${name} north, ${name} south`, addedAt: at },
  }));
  /** How many statements that touch rows one week before takes, with so many hosts. */
  async function counts(name: string, some: typeof hubs): Promise<number> {
    await room.plans({ name });
    const [one] = await room.db.select().from(day).where(eq(day.name, name));
    await room.db.insert(hosting).values(
      some.map(({ id: hubId }) => ({
        ...{ id: newId(at), coalitionId: room.coalitionId, dayId: one?.id ?? '', hubId },
        ...{ state: 'hosting' as const, place: 'the bridge', leadId: room.personId('ana') },
      })),
    );
    room.clock.set('2027-05-08T15:00:00Z');
    let count = 0;
    const stop = hearStatements(({ text }) => {
      if (touchesRows(text)) count += 1;
    });
    await room.tick();
    stop();
    await room.settle();
    await room.type('mara', 'converge cancel', {}, { on: name });
    room.clock.set('2027-02-01T12:00:00Z');
    await room.settle();
    return count;
  }
  await room.db.insert(tables.hub).values(hubs.slice(0, 4));
  const few = await counts('Few', hubs.slice(0, 4));
  await room.db.insert(tables.hub).values(hubs.slice(4));
  const many = await counts('Many', hubs);
  // The embedded database has no statements to hear.
  if (room.url === undefined) return;
  expect(few).toBeGreaterThan(10);
  expect(many).toBe(few);
});

test('a hub that closes after its day takes nothing back', async () => {
  await using room = await openRoom();
  const own = await room.type('grace', 'converge plan', { ...form, name: 'Delta day', day: '2027-02-20' });
  await room.press('grace', own.buttons['Plan it']);
  await room.hosts('grace', 'Delta');
  await room.live('2027-02-23T00:00:00Z');
  await room.db.update(tables.hub).set({ closedAt: room.clock.now() }).where(eq(tables.hub.name, 'Delta'));
  await room.live('2027-03-02T00:00:00Z');
  expect((await room.db.select().from(day)).map(({ state }) => state)).toEqual(['over']);
  expect(room.of('changed')).toEqual([]);
  expect(room.of('remind', 'grace').at(-1)?.occurrence).toBe('2027-02-20/7');
});

test('a space nobody of whose people are in it any more hears that it is cancelled, and so does its event', async () => {
  await using room = await openRoom();
  await room.plans();
  await room.live('2027-02-02T00:00:00Z');
  await room.type('mara', 'converge edit', { hubs: 'Costa' });
  await room.live('2027-02-03T00:00:00Z');
  const before = room.sent.length;
  await room.type('mara', 'converge cancel', { reason: 'Flood.' });
  await room.live('2027-02-04T00:00:00Z');
  const kinds = room.sent.slice(before).map(({ kind, to }) => `${kind} ${to.split(':')[0]}`);
  expect(kinds.toSorted()).toEqual([
    ...['converge.event delivered', 'converge.event delivered'],
    ...['converge.post channel', 'converge.post channel'],
    ...['converge.post delivered', 'converge.post delivered'],
  ]);
});

test('moved far ahead, what stands in the spaces can still be changed', async () => {
  await using room = await openRoom();
  await room.plans({ day: '2027-02-20' });
  await room.live('2027-02-02T00:00:00Z');
  await room.type('mara', 'converge edit', { day: '2028-01-15' });
  await room.live('2027-02-03T00:00:00Z');
  room.clock.set('2027-11-01T12:00:00Z');
  await room.forgets();
  const before = room.sent.length;
  await room.type('mara', 'converge cancel', { reason: 'Flood.' });
  await room.settle();
  const kinds = room.sent.slice(before).map(({ kind, to }) => `${kind} ${to.split(':')[0]}`);
  expect(kinds.toSorted()).toEqual([
    ...['converge.event delivered', 'converge.event delivered'],
    ...['converge.post channel', 'converge.post channel'],
    ...['converge.post delivered', 'converge.post delivered'],
  ]);
});
