import { and, eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import type { Given, Message } from '#chat/index.ts';
import { createConvergence, entryAt } from '#convergence/index.ts';
import { rounds } from '#convergence/rounds.ts';
import { day, dayCopy } from '#convergence/tables.ts';
import { tables } from '#directory/index.ts';
import { localHour } from '#time/index.ts';
import { form, openRoom } from './support/convergence.ts';

const labels = ({ blocks }: Message) =>
  blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons.map(({ label }) => label) : []));
const files = ({ blocks }: Message) =>
  blocks.flatMap((block) => (block.kind === 'calendar' ? [block.calendar] : []));

// Months are lived through, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

test('a day is shown back, planned, hosted, reminded at 10:00 where people are, counted and over', async () => {
  await using room = await openRoom();
  const planned = await room.plans({ hosts: 'Upriver', roles: 'first aid\npress' });
  expect(planned.text).toContain('River day is planned, and announced in 2 spaces.');
  await room.live('2027-02-02T12:00:00Z');
  const announced = room.of('post');
  expect(announced).toHaveLength(2);
  expect(announced[0]?.text).toContain('Saturday 15 May 2027, 12:00 to 14:00, wherever you are');
  expect(room.of('asked').map(({ to }) => to)).toEqual(['ben']);

  const hosted = await room.hosts('wren', 'Lead pipes');
  expect(hosted.text).toContain('You host River day: Tower Bridge.');

  await room.live('2027-05-30T00:00:00Z');
  const reminders = room.of('remind');
  const heard = (who: string) => reminders.filter(({ to }) => to === who);
  // Who hosts in London hears every round at 10:00 there, on both sides of 28 March; until it is over nothing is skipped.
  expect(heard('wren').map(({ occurrence }) => occurrence)).toEqual(
    rounds.map((round) => `2027-05-15/${round}`),
  );
  for (const one of heard('wren')) expect(localHour(Temporal.Instant.from(one.at), 'Europe/London')).toBe(10);
  // The file came with hosting it, and comes with the first round; in four hundred letters at once most would be lost.
  const [first, ...later] = heard('wren').map(({ message }) => message);
  expect(first?.blocks.some(({ kind }) => kind === 'calendar')).toBe(true);
  expect(later.flatMap(({ blocks }) => blocks).some(({ kind }) => kind === 'calendar')).toBe(false);
  const offers = heard('wren').map(({ message }) => labels(message).includes('Into my calendar'));
  expect(offers).toEqual([false, true, true, true, true, false, false, false]);
  // Kolkata has no host: from 14 days on who speaks for it hears so, at 10:00 there.
  expect(heard('grace').map(({ occurrence }) => occurrence.split('/')[1])).toEqual(['-14', '-7', '-2', '-1']);
  expect(heard('grace')[0]?.text).toContain('Delta: nobody hosts yet');
  expect(heard('grace')[0]?.at).toBe('2027-05-01T04:30:00Z');
  // Asked, and silent: until the day.
  expect(heard('ben').map(({ occurrence }) => occurrence.split('/')[1])).toEqual([
    '-28',
    '-14',
    '-7',
    '-2',
    '-1',
  ]);
  expect(room.of('round')).toHaveLength(rounds.length * 2);
});

test('who speaks for three hubs hears of a round once', async () => {
  await using room = await openRoom();
  await room.plans();
  for (const hub of ['Upriver', 'Delta', 'Lead pipes']) await room.speaks('ben', hub);
  await room.live('2027-05-14T23:00:00Z');
  const heard = room.of('remind', 'ben');
  expect(heard.map(({ occurrence }) => occurrence.split('/')[1])).toEqual(['-14', '-7', '-2', '-1']);
  expect(heard[0]?.text).toContain('Upriver: nobody hosts yet');
  expect(heard[0]?.text).toContain('Delta: nobody hosts yet');
});

test('moved and cancelled: everyone who had heard is told once, and nobody else', async () => {
  await using room = await openRoom();
  await room.plans({ hosts: 'Upriver' });
  await room.hosts('wren', 'Lead pipes');
  await room.live('2027-02-03T00:00:00Z');
  const moved = await room.type('mara', 'converge edit', { day: '2027-05-22' });
  expect(moved.text).toContain('2 people are told');
  await room.live('2027-02-04T00:00:00Z');
  const changes = () => room.of('changed');
  expect(
    changes()
      .map(({ to }) => to)
      .toSorted(),
  ).toEqual(['ben', 'wren']);
  expect(changes()[0]?.text).toContain('Saturday 22 May 2027');
  const cancelled = await room.type('mara', 'converge cancel', { reason: 'Flood warning.' });
  expect(cancelled.text).toContain('2 people are told');
  await room.live('2027-06-10T00:00:00Z');
  expect(changes()).toHaveLength(4);
  expect(room.of('remind')).toEqual([]);
  const posts = room.sent.filter(
    ({ kind, text }) => kind === 'converge.post' && text.includes('Flood warning.'),
  );
  // In each of two spaces the announcement is struck and a message says so, and calendars read it.
  expect(posts).toHaveLength(4);
  expect(posts.flatMap(({ message }) => files(message).map(({ state }) => state))).toEqual([
    ...['cancelled', 'cancelled', 'cancelled', 'cancelled'],
  ]);
  // An edit without the file would take it away where it replaces files.
  expect(room.of('post').every(({ message }) => files(message).length === 1)).toBe(true);
});

test('the last host of a hub withdraws: who looks after it hears the same day', async () => {
  await using room = await openRoom();
  await room.plans();
  const hosted = await room.hosts('grace', 'Delta');
  await room.press('grace', hosted.buttons['We cannot']);
  // It is six in the morning in Chicago: the same day, and not at night.
  await room.live('2027-02-01T14:00:00Z');
  const told = room.of('uncovered');
  expect(told.find(({ to }) => to === 'mara')?.at).toBe('2027-02-01T14:00:00Z');
  expect(told.map(({ to }) => to)).toContain('mara');
  expect(told.every(({ text }) => text.includes('Delta has nobody hosting River day any more.'))).toBe(true);
});

test('a tally is posted, edited at most every ten minutes, goes on in a new message where the old one is too old, and never shrinks silently', async () => {
  await using room = await openRoom('2027-05-14T12:00:00Z');
  await room.plans();
  const hosted = await room.hosts('wren', 'Lead pipes');
  await room.live('2027-05-15T14:00:00Z');
  const show = async () => await room.type('wren', 'converge show');
  const came = async (count: number) =>
    await room.press('wren', (await show()).buttons['How many came?'], { count, source: 'stewards' });
  expect(hosted.invalid).toBeUndefined();
  expect((await came(120)).text).toContain('Kept for River day: 120 people, preliminary.');
  const tallies = () => room.of('numbers');
  await room.live('2027-05-15T14:01:00Z');
  expect(tallies()).toHaveLength(2);
  expect(tallies()[0]?.text).toContain('Lead pipes: 120 people, preliminary (1 of 1 place). From: stewards.');
  await came(80);
  await room.live('2027-05-15T14:10:30Z');
  expect(tallies()).toHaveLength(2);
  await room.live('2027-05-15T14:11:00Z');
  expect(tallies()).toHaveLength(4);
  expect(tallies().at(-1)?.text).toContain('120 was shown before');
  expect(tallies().at(-1)?.to).toContain('delivered:');
  await came(90);
  room.clock.set('2027-05-15T14:21:00Z');
  const old = { kind: 'later', code: 'old', seconds: 600, scope: 'conversation' } as const;
  room.platform.script(old, old);
  await room.settle();
  const fresh = tallies().slice(4);
  expect(fresh.map(({ to }) => to.split(':')[0])).toEqual(['channel', 'channel']);
  expect(fresh[0]?.text).toContain('120 was shown before');
});

test('a recurring call that has been proposes the hour that evens out who sat up', async () => {
  await using room = await openRoom('2027-05-10T12:00:00Z');
  await room.plans({
    day: '2027-05-12',
    hours: '18:00 in London',
    repeats: '2',
    hubs: 'Upriver, Delta, Lead pipes, Costa',
  });
  await room.live('2027-05-14T00:00:00Z');
  const [call] = room.of('call');
  expect(call?.to).toBe('mara');
  // At 18:00 in London it is 03:00 in Sydney and 22:30 in Kolkata; next time others sit up, or nobody.
  expect(call?.text).toMatch(/Proposed: /);
  expect(call?.text).not.toContain('Upriver');
});

test('what cannot be planned is said at its field', async () => {
  await using room = await openRoom();
  const bad: readonly (readonly [Given, string])[] = [
    [{ day: '2027-01-15' }, 'day'],
    [{ day: '29 February 2027' }, 'day'],
    [{ day: '2029-05-15' }, 'day'],
    [{ day: '2027-05-01 to 2027-05-20' }, 'day'],
    [{ hours: '14:00-12:00' }, 'hours'],
    [{ hours: '19:00 in Atlantis' }, 'hours'],
    [{ day: '2027-05-15 to 2027-05-16', hours: '19:00 in Berlin' }, 'hours'],
    [{ repeats: '2' }, 'repeats'],
    [{ hubs: 'Nowhere' }, 'hubs'],
    [{ hosts: 'Nobody at all' }, 'hosts'],
  ];
  for (const [values, field] of bad) {
    const seen = await room.type('mara', 'converge plan', { ...form, ...values });
    expect([values, Object.keys(seen.invalid ?? {})]).toEqual([values, [field]]);
  }
});

test('hosting after it, a closed hub, a day of somebody else’s hub and planning without a role are refused', async () => {
  await using room = await openRoom();
  expect((await room.type('lena', 'converge plan', form).catch(() => ({ refused: true }))).refused).toBe(
    true,
  );
  const own = await room.type('grace', 'converge plan', { ...form, name: 'Delta day' });
  expect(own.text).toContain('Not planned yet: Delta day');
  const other = await room.type('grace', 'converge plan', { ...form, hubs: 'Upriver' });
  expect(other.invalid?.hubs).toContain('hubs that you represent');
  await room.plans();
  await room.db.update(tables.hub).set({ closedAt: room.clock.now() }).where(eq(tables.hub.name, 'Delta'));
  expect(Object.keys((await room.hosts('grace', 'Delta')).invalid ?? {})).toEqual(['host']);
  await room.db.update(tables.hub).set({ closedAt: null }).where(eq(tables.hub.name, 'Delta'));
  await room.live('2027-05-17T12:00:00Z');
  const late = await room.type(
    'grace',
    'converge host',
    { host: 'Delta', what: 'We walk.', place: 'the ghats' },
    { on: 'River day' },
  );
  expect(late.text).toContain('River day is over.');
});

test('a hub that moves west while a round goes round the world hears it once, who hosts after 10:00 hears the next, and a place without its lead is named to its host', async () => {
  await using room = await openRoom();
  await room.plans();
  await room.hosts('ben', 'Upriver');
  const heardBy = (who: string) =>
    room.sent
      .filter(({ kind, to }) => kind === 'converge.remind' && to === who)
      .map(({ occurrence }) => occurrence.split('/')[1]);
  // Sydney has had its 10:00 of a week before, London is to have it.
  await room.live('2027-05-08T07:00:00Z');
  await room.db.update(tables.hub).set({ zone: 'Europe/London' }).where(eq(tables.hub.name, 'Upriver'));
  await room.live('2027-05-08T09:30:00Z');
  await room.hosts('wren', 'Lead pipes');
  await room.live('2027-05-14T12:00:00Z');
  expect(heardBy('ben')).toEqual(['-28', '-14', '-7', '-2', '-1']);
  expect(heardBy('wren')).toEqual(['-14', '-7', '-2', '-1']);
  expect(room.sent.findLast(({ to, kind }) => to === 'wren' && kind === 'converge.remind')?.text).toContain(
    'Is it still on?',
  );

  await room.speaks('ben', 'Lead pipes');
  const details = await room.type('wren', 'converge show');
  expect((await room.press('wren', details.buttons['Not me'])).text).toContain('You no longer lead it.');
  // It is night in Sydney, and the day does not begin before the morning.
  await room.live('2027-05-14T21:59:00Z');
  expect(room.of('uncovered', 'ben')).toEqual([]);
  await room.live('2027-05-14T22:00:00Z');
  const told = room.of('uncovered', 'ben');
  expect(told.map(({ text }) => text)[0]).toContain(
    'Nobody leads Lead pipes, Tower Bridge for River day any more.',
  );
});

test('who leaves leads nothing and is told nothing; a hub’s own day ends when the hub is closed', async () => {
  await using room = await openRoom();
  await room.plans();
  await room.hosts('wren', 'Lead pipes');
  const own = await room.type('grace', 'converge plan', { ...form, name: 'Delta day', day: '2027-04-10' });
  await room.press('grace', own.buttons['Plan it']);
  await room.live('2027-02-10T00:00:00Z');
  const wren = await room.person('wren');
  await room.db.transaction(async (tx) => {
    await createConvergence(undefined).left?.({ tx, now: room.clock.now() }, wren);
    await tx.update(tables.person).set({ leftAt: room.clock.now() }).where(eq(tables.person.id, wren.id));
    await tx.delete(tables.representative).where(eq(tables.representative.personId, wren.id));
    await tx.update(tables.hub).set({ closedAt: room.clock.now() }).where(eq(tables.hub.name, 'Delta'));
  });
  await room.live('2027-05-02T00:00:00Z');
  expect(room.of('remind', 'wren')).toEqual([]);
  const [gap] = room.of('remind', 'mara');
  expect(gap?.text).toContain('Lead pipes, Tower Bridge: nobody leads it yet');
  expect(gap?.text).not.toContain('Delta: nobody hosts yet');
  const ended = room.sent.filter(({ text }) => text.includes('Its hub was closed.'));
  expect(ended.length).toBeGreaterThan(0);
  expect((await room.type('mara', 'converge list')).text).not.toContain('Delta day');
});

test('in one’s own calendar a day has the hours of one’s own zone; what channels get is on whole days', async () => {
  await using room = await openRoom();
  const planned = await room.plans();
  await room.settle();
  const [announced] = room.sent.flatMap(({ message }) => files(message));
  expect([announced?.when.kind, announced?.name, announced?.sequence]).toEqual([
    'days',
    'River day, 12:00–14:00',
    0,
  ]);
  const mine = await room.press('mara', planned.buttons['Into my calendar']);
  expect(mine.text).toContain('https://weft.example/calendar/');
  await room.type('mara', 'converge cancel', {});
  const [row] = await room.db.select().from(day);
  const entry = await entryAt({ tx: room.db, now: room.clock.now() }, row?.linkKey ?? '');
  expect([entry?.state, entry?.sequence, entry?.uid]).toEqual(['cancelled', 1, `${row?.id}@weft`]);
  expect(
    await entryAt({ tx: room.db, now: room.clock.now().add({ hours: 24 * 31 }) }, row?.linkKey ?? ''),
  ).toBeUndefined();
});

test('a change of an event that was refused is said to who may change the day, and to operators; one that was taken is not', async () => {
  await using room = await openRoom();
  await room.plans();
  await room.settle();
  const { perform } = room.platform;
  const shows = async () => [
    (await room.type('mara', 'converge show')).text,
    (await room.remarks('jonas')).join(),
  ];
  const changes = async (ask: string) => {
    await room.type('mara', 'converge edit', { ask });
    await room.settle();
    return await shows();
  };
  for (const text of await changes('Bring water.')) expect(text).not.toContain('event');
  room.platform.perform = async (attempt) =>
    attempt.effect.kind === 'event'
      ? { kind: 'refused', code: '10070', why: 'gone' }
      : await perform(attempt);
  for (const text of await changes('Bring tea.'))
    expect(text).toContain(
      'The event of River day in Clearwater hall could not be changed: somebody deleted it',
    );
  expect((await room.type('grace', 'converge show')).text).not.toContain('could not be changed');
  // Cancelled, its event stands there still: operators read so until the day is over.
  await room.type('mara', 'converge cancel', {});
  await room.settle();
  const remarks = async () => (await room.remarks('jonas')).join();
  expect(await remarks()).toContain('The event of River day in Clearwater hall could not be changed');
  room.clock.set('2027-05-17T12:00:00Z');
  expect(await remarks()).not.toContain('River day');
});

test('a space that gets its channel after the announcement hears the next round, and that the day is cancelled', async () => {
  await using room = await openRoom();
  const actions = and(eq(tables.spaceChannel.use, 'actions'), eq(tables.spaceChannel.channel, 'actions'));
  const [one] = await room.db.select().from(tables.spaceChannel).where(actions);
  if (!one) throw new Error('no channel');
  const isThis = and(actions, eq(tables.spaceChannel.spaceId, one.spaceId));
  await room.db.delete(tables.spaceChannel).where(isThis);
  const draft = await room.type('mara', 'converge plan', form);
  expect(draft.text).toContain('No channel for it in');
  await room.press('mara', draft.buttons['Plan it']);
  await room.live('2027-02-02T00:00:00Z');
  await room.db.insert(tables.spaceChannel).values(one);
  await room.live('2027-04-20T00:00:00Z');
  const here = () =>
    room.sent.filter(({ to, kind }) => to === `channel:${one.spaceId}:actions` && kind !== 'converge.event');
  expect(here().map(({ occurrence }) => occurrence)).toEqual(['2027-05-15/-28']);
  await room.type('mara', 'converge cancel', { reason: 'Flood warning.' });
  await room.live('2027-04-21T00:00:00Z');
  expect(here().at(-1)?.text).toContain('Flood warning.');
});

test('who leads a place of an organisation, or of a hub the day is not for, hears every round at their ten o’clock', async () => {
  await using room = await openRoom();
  await room.livesIn('elena', 'Asia/Tokyo');
  await room.livesIn('leo', 'Pacific/Honolulu');
  await room.plans({ hubs: 'Upriver', hosts: 'Headwaters Fund' });
  await room.hosts('elena', 'Mothers for Clean Taps', { place: 'Shibuya' });
  await room.hosts('grace', 'Delta');
  await room.live('2027-05-24T23:00:00Z');
  const of = (who: string) => room.of('remind', who).map(({ occurrence }) => occurrence.split('/')[1]);
  const all = ['-28', '-14', '-7', '-2', '-1', '0', '1', '7'];
  expect([of('elena'), of('grace'), of('leo')]).toEqual([all, all, all.slice(0, 5)]);
  expect(room.of('remind', 'elena')[0]?.at).toBe('2027-04-17T01:00:00Z');
});

test('a draft that comes again only after it was changed is a call of its own series', async () => {
  await using room = await openRoom('2027-05-10T12:00:00Z');
  const values = { ...form, day: '2027-05-12', hours: '18:00 in London' };
  const draft = await room.type('mara', 'converge plan', values);
  await room.press('mara', draft.buttons.Change, { ...values, repeats: '1' });
  const [one] = await room.db.select().from(day);
  expect(one?.seriesId).toBe(one?.id);
});

test('a hub that loses its last host in the night is told in the morning, and at once where the day begins before that', async () => {
  await using room = await openRoom();
  await room.plans();
  const hosted = await room.hosts('grace', 'Delta');
  await room.live('2027-05-12T05:00:00Z');
  await room.press('grace', hosted.buttons['We cannot']);
  await room.live('2027-05-12T14:00:00Z');
  // Midnight in Chicago, and half past ten in the morning in Kolkata.
  expect(room.of('uncovered', 'mara').map(({ at }) => at)).toEqual(['2027-05-12T13:00:00Z']);
  await room.plans({ name: 'Dawn', day: '2027-05-13', hours: '06:00-07:00' });
  const dawn = await room.hosts('grace', 'Delta', {}, 'Dawn');
  await room.live('2027-05-13T05:00:00Z');
  await room.press('grace', dawn.buttons['We cannot']);
  await room.settle();
  expect(room.of('uncovered', 'mara').map(({ at }) => at)[1]).toBe('2027-05-13T05:00:00Z');
});

test('an event that was refused for how its space is set up is tried again with the next round; one that is too late is not', async () => {
  await using room = await openRoom();
  await room.plans();
  const { perform } = room.platform;
  const refuses = (code: string) => {
    room.platform.perform = async (attempt) =>
      attempt.effect.kind === 'event' ? { kind: 'refused', code, why: 'setup' } : await perform(attempt);
  };
  refuses('50013');
  await room.live('2027-02-02T00:00:00Z');
  const codes = async () => (await room.db.select().from(dayCopy)).map(({ eventCode }) => eventCode);
  expect(await codes()).toEqual(['50013', '50013']);
  refuses('past');
  await room.live('2027-04-18T00:00:00Z');
  expect(await codes()).toEqual(['past', 'past']);
  room.platform.perform = perform;
  await room.live('2027-05-09T00:00:00Z');
  expect(await codes()).toEqual(['past', 'past']);
  await room.db.update(dayCopy).set({ eventCode: 'full' });
  await room.live('2027-05-14T00:00:00Z');
  expect(await codes()).toEqual([null, null]);
});

test('numbers stay when their host has gone; a day with numbers moves no more, and a place takes ten sources', async () => {
  await using room = await openRoom('2027-05-14T12:00:00Z');
  await room.plans();
  await room.hosts('wren', 'Lead pipes');
  await room.live('2027-05-15T14:00:00Z');
  const { buttons } = await room.type('wren', 'converge show');
  const came = async (count: number, source: string) =>
    await room.press('wren', buttons['How many came?'], { count, source });
  for (let at = 0; at < 10; at += 1) expect((await came(40, `gate ${at}`)).invalid).toBeUndefined();
  expect((await came(40, 'gate 11')).invalid?.source).toContain('10 sources already');
  expect((await came(41, 'gate 3')).invalid).toBeUndefined();
  const moved = await room.type('mara', 'converge edit', { day: '2027-05-22' });
  expect(moved.text).toContain('has numbers already');
  await room.press('wren', buttons['Not me']);
  await room.db
    .update(tables.hub)
    .set({ closedAt: room.clock.now() })
    .where(eq(tables.hub.name, 'Lead pipes'));
  expect((await room.type('mara', 'converge show')).text).toContain('40 to 41 people');
});

test('words of a day are changed five times within a day, and then no more until the next', async () => {
  await using room = await openRoom();
  await room.plans();
  const changes = async (ask: string) => (await room.type('mara', 'converge edit', { ask })).text;
  for (let at = 0; at < 5; at += 1) expect(await changes(`Bring ${at}.`)).toContain('Changed: River day.');
  expect(await changes('Bring six.')).toContain('changed five times within a day');
  room.clock.set('2027-02-02T12:00:01Z');
  expect(await changes('Bring six.')).toContain('Changed: River day.');
});

test('a list counts every day that is ahead, shows twelve, and of one date the coalition’s before a hub’s', async () => {
  await using room = await openRoom();
  const own = await room.type('grace', 'converge plan', { ...form, name: 'Delta day', hours: '06:00-07:00' });
  await room.press('grace', own.buttons['Plan it']);
  await room.plans({ name: 'River day' });
  const [one] = await room.db.select().from(day).where(eq(day.name, 'River day'));
  if (!one) throw new Error('no day');
  const more = Array.from({ length: 28 }, (_, at) => ({
    ...{ ...one, id: crypto.randomUUID(), linkKey: crypto.randomUUID(), name: `Later ${at}` },
    ...{ firstDay: '2027-06-01', lastDay: '2027-06-01' },
  }));
  await room.db.insert(day).values(more);
  const { text } = await room.type('mara', 'converge list');
  expect(text).toContain('30 days are planned.');
  expect(text).toContain('and 18 more');
  expect(text.match(/, called by /g)).toHaveLength(12);
  expect(text).toMatch(/River day, called by (?!Delta).*[\s\S]*Delta day, called by Delta: /);
});

test('a calendar file is served for sixty days after the day, and then no more', async () => {
  await using room = await openRoom();
  await room.plans({ day: '2027-02-10' });
  const [one] = await room.db.select().from(day);
  const served = async (at: string) =>
    (await entryAt({ tx: room.db, now: Temporal.Instant.from(at) }, one?.linkKey ?? '')) !== undefined;
  expect(await served('2027-04-11T00:00:00Z')).toBe(true);
  expect(await served('2027-04-13T00:00:00Z')).toBe(false);
});
