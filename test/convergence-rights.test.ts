// Who may do what when it is done, what cannot be written, what is kept of people, and what fits on every platform.
import { and, eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { plain } from '#chat/index.ts';
import { hostValues } from '#convergence/own-hosts.ts';
import { placeValues } from '#convergence/show.ts';
import { day, dayHub, dayResult, dayRole, dayTold, hosting } from '#convergence/tables.ts';
import { joined, tables } from '#directory/index.ts';
import { renderMessage } from '#platforms/discord/render.ts';
import { convergence, form, openRoom, type Room } from './support/convergence.ts';
import { openDesk } from './support/desk.ts';
import { exportedOf } from './support/exported.ts';

// Months are lived through, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

async function idOf(room: Room): Promise<string> {
  const [one] = await room.db.select().from(day);
  return one?.id ?? '';
}

test('who no longer speaks for a hub when the form comes back hosts nothing in its name, and changes no place of it', async () => {
  await using room = await openRoom();
  await room.plans();
  const hosted = await room.hosts('ben', 'Upriver');
  await room.press('ben', hosted.buttons.Where);
  const shown = await room.type('ben', 'converge show');
  await room.db.delete(tables.representative).where(eq(tables.representative.hubId, room.hubs.Upriver ?? ''));
  const later = await room.hosts('ben', room.hubs.Upriver ?? '', { place: 'elsewhere' });
  expect(Object.keys(later.invalid ?? {})).toEqual(['host']);
  expect((await room.press('ben', hosted.buttons['We cannot'])).text).toContain('represents its host');
  // He leads it all the same, until he says otherwise.
  expect((await room.press('ben', shown.buttons['It is on'])).text).toContain('is on');
  expect((await room.press('wren', shown.buttons['It is on'])).refused).toBe(true);
  expect(await room.db.$count(hosting, eq(hosting.place, 'elsewhere'))).toBe(0);
});

test('a hub’s representative changes a day of the hub and none of the coalition; a draft is its caller’s alone', async () => {
  await using room = await openRoom();
  await room.plans();
  for (const line of ['converge edit', 'converge cancel']) {
    const seen = await room.type('grace', line, { ...form, day: '2027-06-15' });
    expect([line, seen.refused, seen.text.includes('Principals change it')]).toEqual([line, true, true]);
  }
  const own = await room.type('grace', 'converge plan', { ...form, name: 'Delta day', day: '2027-06-01' });
  await expect(room.press('mara', own.buttons['Plan it'])).rejects.toThrow('not yours');
  await room.press('grace', own.buttons['Plan it']);
  const moved = await room.type('grace', 'converge edit', { day: '2027-06-02' }, { on: 'Delta day' });
  expect(moved.refused).toBeUndefined();
  const other = await room.type('wren', 'converge cancel', {}, { on: 'Delta day' });
  expect(other.refused).toBe(true);
  const wider = await room.type('grace', 'converge edit', { hubs: 'Upriver' }, { on: 'Delta day' });
  expect(Object.keys(wider.invalid ?? {})).toEqual(['hubs']);
  const [row] = await room.db.select().from(day).where(eq(day.name, 'Delta day'));
  expect([row?.firstDay, row?.state, row?.hubId]).toEqual(['2027-06-02', 'planned', room.hubs.Delta]);
});

test('nobody of another coalition sees, hosts, changes or counts a day, with or without its id', async () => {
  await using room = await openRoom();
  await room.plans({ roles: 'first aid' });
  const hosted = await room.hosts('wren', 'Lead pipes');
  const other = await openDesk(room.db, convergence, { at: room.clock, prefix: 'x-' });
  const id = await idOf(room);
  expect((await other.type('mara', 'converge list')).text).toContain('No day is planned');
  for (const line of ['converge show', 'converge edit', 'converge cancel', 'converge host']) {
    const seen = await other.type('mara', line, { host: 'Coast and Marsh Alliance', ...form }, { on: id });
    expect([line, seen.refused === true || seen.invalid !== undefined]).toEqual([line, true]);
  }
  const [role] = await room.db.select().from(dayRole);
  const buttons = [
    ...['details', 'host', 'calendar', 'ask', 'edit', 'cancel', 'next'].map((one) => `converge.${one}:${id}`),
    `converge.take:${role?.id}`,
    hosted.buttons['We cannot'],
  ];
  for (const button of buttons)
    expect([button, (await other.press('mara', button, form)).refused]).toEqual([button, true]);
  const [one] = await room.db.select().from(day);
  expect([one?.state, one?.version]).toEqual(['planned', 1]);
  expect(await room.db.$count(day, eq(day.coalitionId, other.coalitionId))).toBe(0);
});

test('what cannot be a day is said at its field, in a sentence that says what can', async () => {
  await using room = await openRoom();
  const long = 'a'.repeat(10_000);
  const bad: readonly (readonly [Readonly<Record<string, string>>, string, RegExp])[] = [
    [{ day: '2027-01-15' }, 'day', /still to come/],
    [{ day: '29 February 2027' }, 'day', /No such day/],
    [{ day: '17 to 15 May 2027' }, 'day', /No such day/],
    [{ day: '2029-05-15' }, 'day', /two years/],
    [{ hours: '14:00-12:00' }, 'hours', /ends before it begins/],
    [{ hours: '14:00-12:00 in Berlin' }, 'hours', /ends before it begins/],
    [{ hours: '19:00 in Atlantis' }, 'hours', /No such time zone/],
    [{ hours: '🎉' }, 'hours', /Not understood/],
    [{ hours: 'من الظهر' }, 'hours', /Not understood/],
    [{ name: long }, 'name', /80/],
    [{ ask: long }, 'ask', /1,?000/],
    [{ hubs: long }, 'hubs', /500/],
    [{ roles: 'a\nb\nc\nd\ne\nf\ng\nh\ni' }, 'roles', /At most 8/],
  ];
  for (const [values, field, words] of bad) {
    const seen = await room.type('mara', 'converge plan', { ...form, ...values });
    expect([field, seen.invalid?.[field]]).toEqual([field, expect.stringMatching(words)]);
  }
  expect(await room.db.$count(day)).toBe(0);
});

test('what people write comes back as they wrote it: several days, other letters, zones in other cases', async () => {
  await using room = await openRoom();
  const shown = async (values: Readonly<Record<string, string>>) => {
    const draft = await room.type('mara', 'converge plan', { ...form, ...values });
    await room.press('mara', draft.buttons.Drop);
    return draft.text;
  };
  expect(await shown({ day: '15 to 17 May' })).toContain('Saturday 15 May 2027 to Monday 17 May 2027');
  expect(await shown({ hours: '12-14' })).toContain('12:00 to 14:00, wherever you are');
  expect(await shown({ hours: '19:00 in EUROPE/berlin' })).toContain('19:00 to 20:00 in Berlin');
  expect(await shown({ hours: '23:30-01:00 in Berlin' })).toContain('23:30 to 01:00 in Berlin');
  const name = 'يوم النهر 🌊 <@U1> *bold*';
  expect(await shown({ name })).toContain(name);
  expect(await shown({ day: '29 February 2028' })).toContain('Tuesday 29 February 2028');
});

test('a hub that was closed is neither planned for, asked, hosted nor counted for', async () => {
  await using room = await openRoom();
  const closes = async (name: string, closedAt: Temporal.Instant | null) =>
    await room.db.update(tables.hub).set({ closedAt }).where(eq(tables.hub.name, name));
  const draft = await room.type('mara', 'converge plan', { ...form, hubs: 'Delta' });
  await closes('Delta', room.clock.now());
  expect((await room.press('mara', draft.buttons['Plan it'])).text).toContain('That hub is closed.');
  const hubs = await room.type('mara', 'converge plan', { ...form, hubs: 'Delta' });
  expect(hubs.invalid?.hubs).toContain('There is no “Delta” here');
  // An organisation has “Delta” in its name, and is meant by it; nothing is called “Lead pipes” but a hub.
  await closes('Lead pipes', room.clock.now());
  const hosts = await room.type('mara', 'converge plan', { ...form, hosts: 'Lead pipes' });
  expect(hosts.invalid?.hosts).toContain('There is no “Lead pipes” here');
  await closes('Lead pipes', null);
  const own = await room.type('grace', 'converge plan', form);
  expect(own.invalid?.hubs).toContain('one hub that you represent');
  await room.plans();
  const counted = await room.hosts('ben', 'Delta Legal Aid', { hub: room.hubs.Delta ?? '' });
  expect(Object.keys(counted.invalid ?? {})).toEqual(['hub']);
  await room.live('2027-05-02T00:00:00Z');
  const gaps = room.of('remind', 'mara').at(-1)?.text;
  expect(gaps).toContain('Upriver: nobody hosts yet');
  expect(gaps).not.toContain('Delta:');
});

test('somebody who left leads nothing, is told nothing, and nothing of them is exported or kept', async () => {
  await using room = await openRoom();
  await room.plans({ roles: 'first aid' });
  const details = await room.type('wren', 'converge show');
  await room.press('wren', details.buttons['I take: first aid']);
  await room.hosts('wren', 'Lead pipes');
  const act = { tx: room.db, now: room.clock.now() };
  const wren = await room.person('wren');
  const held = async () => JSON.stringify(await exportedOf(room.db, wren, convergence));
  for (const part of ['River day', 'Tower Bridge', 'first aid']) expect(await held()).toContain(part);
  await room.db.transaction(async (tx) => await convergence.left?.({ ...act, tx }, wren));
  expect(await held()).not.toMatch(/River day|Tower Bridge|first aid/);
  expect(await room.db.$count(dayTold, eq(dayTold.personId, wren.id))).toBe(0);
  const [place] = await room.db.select().from(hosting);
  expect([place?.state, place?.leadId]).toEqual(['hosting', null]);
  const free = and(eq(dayRole.name, 'first aid'), eq(dayRole.takenById, wren.id));
  expect(await room.db.$count(dayRole, free)).toBe(0);
});

test('being asked by another person is as unasked as a suggestion: two who ask one person in one day write to them once', async () => {
  await using room = await openRoom('2027-02-01T16:00:00Z');
  await room.plans();
  const { buttons } = await room.type('mara', 'converge show');
  const asks = async (who: string, whom: string) =>
    await room.press(who, buttons['Ask someone'], { person: room.personId(whom) });
  expect((await asks('mara', 'elena')).text).toContain('1 invitation is on the way');
  expect((await asks('mara', 'elena')).text).toContain('have been asked');
  expect((await asks('mara', 'mara')).text).toContain('have been asked');
  await asks('ana', 'elena');
  await room.live('2027-02-02T12:00:00Z');
  expect(room.of('invited', 'elena')).toHaveLength(1);
  const lena = await room.press('lena', buttons['Ask someone'], { hosts: 'Upriver' });
  expect(lena.refused).toBe(true);
});

test('the longest letter keeps all its buttons on Discord, and says what it leaves out', async () => {
  await using room = await openRoom();
  for (let at = 0; at < 8; at += 1) await room.addHub(`Hub ${at}`, 'Europe/London');
  await room.plans({ roles: 'a\nb\nc\nd\ne\nf\ng\nh' });
  for (let at = 0; at < 6; at += 1)
    await room.hosts('mara', 'Coast and Marsh Alliance', { place: `bridge ${at}`, what: 'x'.repeat(300) });
  await room.live('2027-05-02T00:00:00Z');
  const letter = room.of('remind', 'mara').at(-1)?.message;
  if (!letter) throw new Error('no letter');
  expect(plain(letter)).toContain('And 3 places more');
  const wanted = letter.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
  const drawn = JSON.stringify(renderMessage(letter));
  expect(wanted.filter(({ press, subject }) => !drawn.includes(`${press}:${subject}`))).toEqual([]);
});

test('a place that is pressed to be changed is changed, whatever is written of it, and not made a second time', async () => {
  await using room = await openRoom();
  await room.plans();
  await room.hosts('wren', 'Lead pipes', { place: 'Tower Bridge' });
  const [one] = await room.db.select().from(hosting);
  const changed = await room.press('wren', `converge.accept:${one?.id}`, { place: 'London Bridge' });
  expect(changed.text).toContain('London Bridge');
  // Forms that hold a look-up hold its name, which people can read.
  if (!one) throw new Error('no place');
  const filled = await room.context('wren', (context) => placeValues(joined(context), one));
  const only = await room.context('wren', hostValues);
  expect([filled.host, only.host]).toEqual(['Lead pipes', 'Lead pipes']);
  const rows = await room.db.select().from(hosting);
  expect(rows.map(({ id, place, what }) => [id, place, what])).toEqual([
    [one?.id, 'London Bridge', 'We sing.'],
  ]);
  // Who asks for a number of a place that was only asked for gets none.
  const details = await room.type('mara', 'converge show');
  await room.press('mara', details.buttons['Ask someone'], { hosts: 'Delta' });
  const [asked] = await room.db.select().from(hosting).where(eq(hosting.state, 'asked'));
  expect((await room.press('grace', `converge.confirm:${asked?.id}`)).refused).toBe(true);
  expect((await room.press('grace', `converge.came:${asked?.id}`, { count: 3 })).refused).toBe(true);
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

test('where somebody leads a place is read by who arranges it, and by the vouched once they said so themselves', async () => {
  await using room = await openRoom();
  await room.plans();
  const wren = room.personId('wren');
  await room.db.update(tables.person).set({ name: 'Wren Whereabouts' }).where(eq(tables.person.id, wren));
  await room.speaks('ben', 'Lead pipes');
  await room.hosts('ben', 'Lead pipes', { lead: wren });
  const sees = async (who: string) =>
    (await room.type(who, 'converge show')).text.includes('Wren Whereabouts');
  const all = async () => [await sees('elena'), await sees('ben'), await sees('mara'), await sees('wren')];
  expect(await all()).toEqual([false, true, true, true]);
  const { buttons } = await room.type('wren', 'converge show');
  await room.press('wren', buttons['It is on']);
  expect([await all(), await sees('milo')]).toEqual([[true, true, true, true], false]);
  // Another who is named has not said so.
  await room.hosts('ben', 'Lead pipes', { lead: room.personId('grace') });
  await room.hosts('ben', 'Lead pipes', { lead: wren });
  expect(await sees('elena')).toBe(false);
});

test('who speaks for a hub that was opened again has no right to what was hosted before; its lead keeps it', async () => {
  await using room = await openRoom('2027-05-14T12:00:00Z');
  await room.plans();
  await room.hosts('wren', 'Lead pipes');
  await room.live('2027-05-15T14:00:00Z');
  await room.db
    .update(tables.hub)
    .set({ addedAt: room.clock.now() })
    .where(eq(tables.hub.name, 'Lead pipes'));
  await room.speaks('ben', 'Lead pipes');
  const [one] = await room.db.select().from(hosting);
  const came = async (who: string) => await room.press(who, `converge.came:${one?.id}`, { count: 9000 });
  expect((await came('ben')).text).toContain('Whoever leads this place does that');
  expect((await room.hosts('ben', 'Lead pipes')).refused).toBe(true);
  expect((await room.press('ben', `converge.withdraw:${one?.id}`)).refused).toBe(true);
  expect((await came('wren')).refused).toBeUndefined();
  const again = await room.hosts('ben', 'Lead pipes', { place: 'the new quay' });
  expect(again.text).toContain('the new quay');
  expect(await room.db.$count(hosting)).toBe(2);
});

test('an organisation’s place counts for a hub only where who hosts is part of it', async () => {
  await using room = await openRoom();
  await room.plans();
  const { hubMember } = tables;
  const elena = room.personId('elena');
  await room.db.delete(hubMember).where(eq(hubMember.personId, elena));
  const hub = room.hubs.Costa ?? '';
  const foreign = await room.hosts('elena', 'Mothers for Clean Taps', { hub });
  expect(foreign.invalid?.hub).toContain('not part of that hub');
  const joinedAt = room.clock.now();
  const of = { hubId: hub, personId: elena, coalitionId: room.coalitionId, joinedAt };
  await room.db.insert(hubMember).values(of);
  expect((await room.hosts('elena', 'Mothers for Clean Taps', { hub })).invalid).toBeUndefined();
});

test('who may change the day takes a place back: its host is told, and it is in the audit', async () => {
  await using room = await openRoom('2027-02-01T16:00:00Z');
  await room.plans();
  const hosted = await room.hosts('wren', 'Lead pipes');
  expect((await room.press('grace', hosted.buttons['We cannot'])).refused).toBe(true);
  const { buttons } = await room.type('mara', 'converge show');
  const [label = ''] = Object.keys(buttons).filter((one) => one.startsWith('Withdraw: '));
  expect((await room.press('mara', buttons[label])).text).toContain('Withdrawn.');
  await room.settle();
  expect(room.of('uncovered', 'wren').map(({ text }) => text)[0]).toContain(
    'is no longer part of River day: who may change the day withdrew it.',
  );
  const act = eq(tables.audit.act, 'convergence.withdrawn');
  expect(await room.db.$count(tables.audit, act)).toBe(1);
});

test('two roles are all that one person takes; who may change the day reads who has one and frees it, and only they are told', async () => {
  await using room = await openRoom('2027-02-01T16:00:00Z');
  await room.plans({ roles: 'first aid\npress\nmusic' });
  const roles = await room.db.select().from(dayRole);
  const press = (name: string) => `converge.take:${roles.find((one) => one.name === name)?.id}`;
  for (const name of ['first aid', 'press'])
    expect((await room.press('wren', press(name))).text).toContain('Yours');
  expect((await room.press('wren', press('music'))).text).toContain('two roles of this day already');
  const wren = await room.person('wren');
  expect((await room.type('elena', 'converge show')).text).not.toContain(`press: ${wren.name}`);
  const shown = await room.type('mara', 'converge show');
  expect(shown.text).toContain(`press: ${wren.name}`);
  const leave = press('press').replace('take', 'leave');
  expect((await room.press('grace', leave)).text).toContain('Nothing changed');
  expect((await room.press('mara', shown.buttons['Free again: press'])).text).toContain(
    'press is free again',
  );
  await room.settle();
  expect(room.of('uncovered').map(({ to }) => to)).toEqual(['wren']);
});

test('of somebody who is deleted no words are left of places, sources and reasons, and the rows are', async () => {
  await using room = await openRoom('2027-05-14T12:00:00Z');
  await room.plans();
  await room.hosts('wren', 'Lead pipes', { bring: 'My grandmother’s drum', place: 'My garden' });
  await room.hosts('wren', 'Lead pipes', { place: 'My other garden' });
  await room.live('2027-05-15T14:00:00Z');
  for (const { id } of await room.db.select().from(hosting))
    for (const source of ['my cousin', 'my aunt'])
      await room.press('wren', `converge.came:${id}`, { count: 4, source });
  const wren = await room.person('wren');
  await room.db.transaction(async (tx) => await convergence.deletes?.({ tx, now: room.clock.now() }, wren));
  const rows = [...(await room.db.select().from(hosting)), ...(await room.db.select().from(dayResult))];
  expect(rows).toHaveLength(6);
  expect(JSON.stringify(rows)).not.toMatch(/garden|drum|sing|cousin|aunt/);
  expect((await room.type('mara', 'converge show')).text).toContain('somewhere');
});

test('what is uncovered is shown from two weeks before, of one’s own hub; principals see it always, and everybody their own places first', async () => {
  await using room = await openRoom();
  await room.plans();
  const gapsOf = async (who: string) =>
    (await room.type(who, 'converge show')).text.match(/.*: nobody hosts yet/g);
  expect([await gapsOf('grace'), (await gapsOf('mara'))?.length]).toEqual([null, 4]);
  await room.hosts('wren', 'Lead pipes');
  await room.hosts('ben', 'Upriver', { place: 'Zambezi' });
  const lines = (await room.type('wren', 'converge show')).text
    .split('\n')
    .filter((one) => one.includes(': We sing'));
  expect(lines[0]).toContain('Tower Bridge');
  const bens = (await room.type('ben', 'converge show')).text
    .split('\n')
    .filter((one) => one.includes(': We sing'));
  expect(bens[0]).toContain('Zambezi');
  await room.live('2027-05-02T00:00:00Z');
  expect((await gapsOf('grace'))?.map((one) => one.replace(/^\W+/, ''))).toEqual(['Delta: nobody hosts yet']);
});
