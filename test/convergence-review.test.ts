import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { day, dayHub, hosting } from '#convergence/tables.ts';
import { tables } from '#directory/index.ts';
import { form, openRoom } from './support/convergence.ts';

vi.setConfig({ testTimeout: 120_000 });

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

test('a day whose hubs were closed does not become everybody’s by a change of words', async () => {
  await using room = await openRoom();
  await room.plans({ hubs: 'Costa' });
  await room.db.update(tables.hub).set({ closedAt: room.clock.now() }).where(eq(tables.hub.name, 'Costa'));
  const seen = await room.type('mara', 'converge edit', { ask: 'Other.' });
  expect(seen.invalid?.hubs).toContain('There is no “Costa” here.');
  expect(await room.db.$count(dayHub)).toBe(1);
});

test('another representative who changes a place does not become its lead', async () => {
  await using room = await openRoom();
  await room.speaks('ben', 'Lead pipes');
  await room.plans();
  await room.hosts('wren', 'Lead pipes');
  await room.hosts('ben', 'Lead pipes', { what: 'We dance.' });
  const [row] = await room.db.select().from(hosting);
  expect([row?.leadId, row?.what]).toEqual([room.personId('wren'), 'We dance.']);
});
