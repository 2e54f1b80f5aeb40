import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { lookUpHubs, tables } from '#directory/index.ts';
import { hubsSpokenFor } from '#hubs/figures.ts';
import { hubButtons, hubs } from '#hubs/index.ts';
import { hubAsk } from '#hubs/tables.ts';
import { createOrganisations } from '#organisations/index.ts';
import { seen } from '#safety/tables.ts';
import type { Db } from '#store/index.ts';
import { type ManualClock, manualClock } from '#time/index.ts';
import { testDatabase } from './support/database.ts';
import { begins, openDesk, wire } from './support/desk.ts';
import { exportedOf } from './support/exported.ts';

const clock = () => manualClock(begins);
const stage = (db: Db, at: ManualClock = clock(), prefix = '') =>
  openDesk(db, hubs, { at, prefix, others: [createOrganisations(() => [])] });

const { hub, hubMember, person, representative, role } = tables;

const named = async (db: Db, coalitionId: string, name: string) => {
  const [row] = await db
    .select()
    .from(hub)
    .where(and(eq(hub.coalitionId, coalitionId), eq(hub.name, name)));
  if (!row) throw new Error(`no hub called ${name}`);
  return row;
};
const speakers = async (db: Db, hubId: string) =>
  (await db.select().from(representative).where(eq(representative.hubId, hubId))).map((row) => row.personId);
const members = async (db: Db, hubId: string) =>
  (await db.select().from(hubMember).where(eq(hubMember.hubId, hubId))).map((row) => row.personId);
const zoneFrom = async (db: Db, personId: string, from: 'coalition' | 'hub' | 'person', zone: string) =>
  await db.update(person).set({ zone, zoneFrom: from }).where(eq(person.id, personId));

test('whoever adds a hub is its first representative and member', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const answer = await play.type(
    'rosa',
    'hub add',
    { kind: 'caucus', zone: 'Denver', places: 'Kansas' },
    { name: 'Plains' },
  );
  expect(answer.text).toContain('Plains is open. You are in it, and you represent it.');
  const made = await named(db, play.coalitionId, 'Plains');
  expect(made).toMatchObject({ kind: 'caucus', zone: 'America/Denver', places: 'Kansas', closedAt: null });
  expect(await speakers(db, made.id)).toEqual([play.personId('rosa')]);
  expect(await members(db, made.id)).toEqual([play.personId('rosa')]);
  expect(await play.audited()).toEqual(['hub.added', 'hub.representative']);
});

test('a hub’s name is its own in any case, and who is not vouched for cannot add one', async () => {
  await using database = await testDatabase();
  const play = await stage(database.db);
  const given = { name: 'DELTA', kind: 'chapter', zone: 'UTC' };
  expect((await play.type('rosa', 'hub add', given)).invalid?.name).toContain('already a hub called');
  const answers = [
    await play.type('paz', 'hub add', given),
    await play.type('paz', 'hub add', given, {}, 'delta'),
  ];
  expect(answers.some((one) => one.text.includes('Nobody has vouched for you yet'))).toBe(true);
  expect(answers.every((one) => one.refused)).toBe(true);
});

test('joining a hub counts once, and gives its time zone only to whoever has not said theirs', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  expect((await play.type('rosa', 'hub join', {}, { hub: 'lead' })).text).toBe('You are in Lead pipes now.');
  expect(await play.person('rosa')).toMatchObject({ zone: 'America/Chicago', zoneFrom: 'person' });
  expect((await play.type('rosa', 'hub join', {}, { hub: 'Lead pipes' })).text).toBe(
    'You are in Lead pipes already.',
  );
  await zoneFrom(db, play.personId('ben'), 'coalition', 'UTC');
  const answer = await play.type('ben', 'hub join', {}, { hub: 'Lead pipes' });
  expect(answer.text).toContain('Your times are shown for America/New_York now');
  expect(await play.person('ben')).toMatchObject({ zone: 'America/New_York', zoneFrom: 'hub' });
});

test('a zone that came from a hub goes with it: back to the hub before, then to the coalition’s', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await zoneFrom(db, play.personId('ben'), 'coalition', 'UTC');
  await play.type('ben', 'hub join', {}, { hub: 'Lead pipes' });
  play.at.advance({ hours: 1 });
  await play.type('rosa', 'hub add', { name: 'Isles', kind: 'chapter', zone: 'Pacific/Honolulu' });
  await play.type('ben', 'hub join', {}, { hub: 'Isles' });
  expect(await play.person('ben')).toMatchObject({ zone: 'Pacific/Honolulu', zoneFrom: 'hub' });
  await play.type('ben', 'hub leave', {}, { hub: 'Isles' });
  expect(await play.person('ben')).toMatchObject({ zone: 'America/New_York', zoneFrom: 'hub' });
  await play.type('ben', 'hub leave', {}, { hub: 'Lead pipes' });
  await play.type('ben', 'hub leave');
  expect(await play.person('ben')).toMatchObject({ zone: 'America/Chicago', zoneFrom: 'coalition' });
  expect(await play.type('ben', 'hub leave')).toMatchObject({ refused: true });
});

test('who is in several hubs is asked which one to leave, and leaving ends their speaking for it', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await play.type('rosa', 'hub add', { name: 'Plains', kind: 'caucus', zone: 'UTC' });
  const asked = await play.type('rosa', 'hub leave');
  expect(Object.keys(asked.buttons)).toEqual(['Plains', 'Upriver']);
  const answer = await play.press('rosa', asked.buttons.Plains);
  expect(answer.text).toContain('You are no longer in Plains.');
  expect(answer.text).toContain('You no longer represent Plains either');
  expect(await speakers(db, (await named(db, play.coalitionId, 'Plains')).id)).toEqual([]);
  expect((await play.press('rosa', asked.buttons.Plains)).text).toContain('You are not in Plains');
});

test('a hub is edited by its representatives and operators, and zones that came from it follow', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await play.type('rosa', 'hub add', { name: 'Plains', kind: 'caucus', zone: 'America/Denver' });
  await zoneFrom(db, play.personId('ben'), 'coalition', 'UTC');
  await play.type('ben', 'hub join', {}, { hub: 'Plains' });
  expect(await play.type('ben', 'hub edit', { name: 'Mine' }, { hub: 'Plains' })).toMatchObject({
    refused: true,
  });
  expect((await play.type('rosa', 'hub edit', { name: 'upriver' })).invalid?.name).toContain(
    'already a hub called',
  );
  const answer = await play.type('rosa', 'hub edit', {
    name: 'High Plains',
    zone: 'Phoenix',
    add: 'Ben Okafor',
  });
  expect(answer.text).toContain('High Plains is changed.');
  const changed = await named(db, play.coalitionId, 'High Plains');
  expect(changed.zone).toBe('America/Phoenix');
  expect(await play.person('ben')).toMatchObject({ zone: 'America/Phoenix', zoneFrom: 'hub' });
  expect(await play.person('rosa')).toMatchObject({ zone: 'America/Chicago', zoneFrom: 'person' });
  expect(await speakers(db, changed.id)).toHaveLength(2);
  expect((await play.told('hub.speaks')).map((row) => row.personId)).toEqual([play.personId('ben')]);
  await play.type('priya', 'hub edit', { end: 'Ben Okafor' }, { hub: 'High Plains' });
  expect(await speakers(db, changed.id)).toEqual([play.personId('rosa')]);
});

test('only a member who is vouched for becomes a hub’s representative', async () => {
  await using database = await testDatabase();
  const play = await stage(database.db);
  const edit = async (add: string) => await play.type('jonas', 'hub edit', { add }, { hub: 'Upriver' });
  expect((await edit('Ben Okafor')).invalid?.add).toContain('They are not in Upriver');
  expect((await edit('Rosa Delgado')).text).toContain('Upriver is changed');
  expect((await edit('Rosa Delgado')).invalid?.add).toContain('already');
});

test('closing a hub ends its roles, representatives and membership, and tells its members in the bundle', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const id = play.hubs.get('Delta') ?? '';
  await play.type('jonas', 'hub edit', { add: 'Ben Okafor' }, { hub: 'Delta' });
  await db.insert(role).values({
    id: crypto.randomUUID(),
    coalitionId: play.coalitionId,
    personId: play.personId('sam'),
    role: 'weaver',
    hubId: id,
    grantedAt: play.at.now(),
  });
  const all = await db.select().from(role);
  await zoneFrom(db, play.personId('mara'), 'hub', 'America/Anchorage');
  const were = await members(db, id);
  expect(await play.press('mara', wire(hubButtons.close, id), { sure: 'yes' })).toMatchObject({
    refused: true,
  });
  expect((await play.press('ben', wire(hubButtons.close, id), { sure: 'no' })).text).toContain('stays open');
  expect((await play.press('ben', wire(hubButtons.close, id), { sure: 'yes' })).text).toContain(
    'Delta is closed.',
  );
  expect((await named(db, play.coalitionId, 'Delta')).closedAt).toEqual(play.at.now());
  expect(await speakers(db, id)).toEqual([]);
  expect(await members(db, id)).toEqual([]);
  expect((await db.select().from(role)).length).toBe(all.length - 1);
  expect(await play.person('mara')).toMatchObject({ zone: 'America/Chicago', zoneFrom: 'coalition' });
  const told = await play.told('hub.closed');
  expect(told.map((row) => row.personId).sort()).toEqual(
    were.filter((one) => one !== play.personId('ben')).sort(),
  );
  expect(hubs.kinds?.find((one) => one.name === 'hub.closed')?.chosen).toBe('bundle');
  expect(await play.press('rosa', wire(hubButtons.join, id))).toMatchObject({ stale: true });
  expect((await play.type('rosa', 'hub join', {}, { hub: 'Delta' })).text).toContain('No hub in the list');
  expect(await play.audited()).toContain('hub.closed');
});

test('a hub in no list that closed is opened again by nobody who adds its name', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const id = play.hubs.get('Delta') ?? '';
  await db.update(tables.hub).set({ listed: false, closedAt: play.at.now() }).where(eq(tables.hub.id, id));
  const given = { name: 'Delta', kind: 'chapter', zone: 'UTC' };
  expect((await play.type('rosa', 'hub add', given)).invalid?.name).toContain('already a hub called');
  expect(await named(db, play.coalitionId, 'Delta')).toMatchObject({
    id,
    listed: false,
    closedAt: play.at.now(),
  });
  expect(await speakers(db, id)).not.toContain(play.personId('rosa'));
});

test('a hub that closed opens again under its name, for whoever adds it', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await play.type('jonas', 'hub close', { sure: 'yes' }, { hub: 'Delta' });
  play.at.advance({ days: 1 });
  await play.type('rosa', 'hub add', { name: 'delta', kind: 'chapter', zone: 'UTC' });
  const again = await named(db, play.coalitionId, 'Delta');
  expect(again).toMatchObject({ id: play.hubs.get('Delta'), kind: 'chapter', closedAt: null });
  expect(await members(db, again.id)).toEqual([play.personId('rosa')]);
});

test('the list says which hubs one is in, has a button for each, and names only whom one may find', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await play.type('jonas', 'hub edit', { add: 'Cara Lindqvist' }, { hub: 'Upriver' });
  const answer = await play.type('rosa', 'hub list');
  expect(answer.text).toContain('There are 3 hubs.');
  expect(answer.text.split('\n')[1]).toMatch(
    /Upriver: district, Minnesota, Iowa, Nebraska · America\/Chicago · \d+ members · represented by Cara Lindqvist · you are in it/,
  );
  expect(Object.keys(answer.buttons)).toEqual(['Leave Upriver', 'Join Delta', 'Join Lead pipes']);
  expect((await play.press('rosa', answer.buttons['Join Delta'])).text).toContain('You are in Delta now.');
  await db
    .update(tables.consent)
    .set({ answer: 'weavers' })
    .where(and(eq(tables.consent.personId, play.personId('cara')), eq(tables.consent.kind, 'found')));
  const hidden = await play.type('rosa', 'hub list', { words: 'iowa' });
  expect(hidden.text).toContain('has a representative');
  expect(hidden.text).not.toContain('Cara');
  expect((await play.type('ana', 'hub list', { words: 'iowa' })).text).toContain('Cara');
});

test('the list stops at ten and counts the rest', async () => {
  await using database = await testDatabase();
  const play = await stage(database.db);
  for (let index = 0; index < 9; index++)
    await play.type('rosa', 'hub add', { name: `Hub ${index}`, kind: 'caucus', zone: 'UTC' });
  const answer = await play.type('rosa', 'hub list');
  expect(answer.text).toContain('There are 12 hubs.');
  expect(answer.text).toContain('And 2 more.');
  expect(answer.text.split('\n').filter((line) => line.startsWith('•'))).toHaveLength(10);
});

test('a hub of another coalition cannot be reached by name, option or button', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const at = clock();
  const play = await stage(db, at);
  const others = await stage(db, at, 'x-');
  const theirs = others.hubs.get('Delta') ?? '';
  expect((await play.type('rosa', 'hub join', {}, { hub: theirs })).invalid?.hub).toContain(
    'cannot be chosen',
  );
  expect((await play.type('jonas', 'hub close', { sure: 'yes' }, { hub: theirs })).invalid?.hub).toContain(
    'cannot be chosen',
  );
  for (const verb of ['join', 'leave', 'edit', 'close'] as const) {
    const answer = await play.press('jonas', wire(hubButtons[verb], theirs), { sure: 'yes' });
    expect(answer).toMatchObject({ refused: true });
  }
  expect((await named(db, others.coalitionId, 'Delta')).closedAt).toBe(null);
  expect(await members(db, theirs)).not.toContain(play.personId('jonas'));
  // The control: their own operator closes it, and ours stays open.
  await others.press('jonas', wire(hubButtons.close, theirs), { sure: 'yes' });
  expect((await named(db, others.coalitionId, 'Delta')).closedAt).not.toBe(null);
  expect((await named(db, play.coalitionId, 'Delta')).closedAt).toBe(null);
});

test('who leaves is in no hub and speaks for none, and operators see which hub has nobody to speak for it', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  for (const one of ['Upriver', 'Lead pipes', 'Delta'])
    await play.type('jonas', 'hub join', {}, { hub: one });
  for (const one of ['Upriver', 'Lead pipes', 'Delta'])
    await play.type('priya', 'hub edit', { add: 'Jonas Weber' }, { hub: one });
  expect(await play.remarks('priya')).toEqual([]);
  const jonas = await play.person('jonas');
  const act = (tx: Db) => ({ tx, now: play.at.now() });
  const held = await db.transaction(async (tx) => await exportedOf(tx, jonas, hubs));
  expect(held['For whom you may speak']).toContainEqual(expect.objectContaining({ hub: 'Delta' }));
  await db.transaction(async (tx) => await hubs.left?.(act(tx), jonas));
  expect(await db.select().from(hubMember).where(eq(hubMember.personId, jonas.id))).toEqual([]);
  expect(await play.remarks('priya')).toEqual([
    expect.stringContaining('1 hub has nobody to speak for it: Upriver.'),
  ]);
});

test('a hub in no list is seen by its members and operators only', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const { id } = await named(db, play.coalitionId, 'Lead pipes');
  const sees = async (who: string) => ({
    listed: (await play.type(who, 'hub list', {}, { words: 'pipes' })).text.includes('Lead pipes'),
    found: await play.context(who, async (me) => (await lookUpHubs(me, 'Lead')).length > 0),
  });
  // Ana is a principal and not in it, Jonas an operator, Xavi speaks for it.
  const out = (await members(db, id)).includes(play.personId('ana')) ? 'rosa' : 'ana';
  const all = { listed: true, found: true };
  expect(await sees(out)).toEqual(all);
  expect((await play.press(out, wire(hubButtons.unlist, id))).refused).toBe(true);
  expect((await play.press('xavi', wire(hubButtons.unlist, id))).text).toContain('in no list any more');
  expect([await sees('xavi'), await sees('jonas')]).toEqual([all, all]);
  expect(await sees(out)).toEqual({ listed: false, found: false });
  expect((await play.press(out, wire(hubButtons.join, id))).refused).toBe(true);
  const names = (await db.transaction((tx) => hubsSpokenFor({ tx }, play.coalitionId))).map(
    ({ name }) => name,
  );
  expect(names).not.toContain('Lead pipes');
  await play.press('xavi', wire(hubButtons.relist, id));
  expect(await sees(out)).toEqual(all);
  expect(await play.audited()).toEqual(['hub.edited', 'hub.edited']);
});

test('who names a hub in no list is answered as if there were none, and is in once somebody who speaks for it lets them', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const { id } = await named(db, play.coalitionId, 'Lead pipes');
  await play.press('xavi', wire(hubButtons.unlist, id));
  const asks = async (who: string, name: string) => await play.type(who, 'hub join', {}, { hub: name });
  const none = await asks('rosa', 'No such hub');
  expect(await asks('rosa', 'lead PIPES')).toEqual(none);
  expect(none.text).toContain('No hub in the list is called that');
  // A part of its name is not its name, and asking again is told once a week.
  for (const name of ['Lead', 'Lead pipes']) expect(await asks('rosa', name)).toEqual(none);
  const told = await play.told('hub.asked');
  expect(told.map((row) => row.personId)).toEqual([play.personId('xavi')]);
  expect(await members(db, id)).not.toContain(play.personId('rosa'));
  const [asked] = await db.select().from(hubAsk);
  const letIn = wire(hubButtons.letIn, asked?.id);
  expect((await play.press('ben', letIn)).refused).toBe(true);
  expect((await play.press('rosa', letIn)).refused).toBe(true);
  expect((await play.press('xavi', letIn)).text).toContain('is in Lead pipes now');
  expect(await members(db, id)).toContain(play.personId('rosa'));
  expect((await play.told('hub.let-in')).map((row) => row.personId)).toEqual([play.personId('rosa')]);
  expect((await play.press('xavi', letIn)).stale).toBe(true);
  expect((await asks('rosa', 'Lead pipes')).text).toBe('You are in Lead pipes already.');
});

test('where nobody speaks for a hub in no list, operators let people in; who was suspended or left is not', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const { id } = await named(db, play.coalitionId, 'Lead pipes');
  await play.press('xavi', wire(hubButtons.unlist, id));
  const suspend = async (who: string, suspendedAt: Temporal.Instant | null) =>
    await db
      .update(person)
      .set({ suspendedAt })
      .where(eq(person.id, play.personId(who)));
  await suspend('xavi', begins);
  await play.type('rosa', 'hub join', {}, { hub: 'Lead pipes' });
  const told = (await play.told('hub.asked')).map((row) => row.personId);
  expect(told).toContain(play.personId('jonas'));
  expect(told).not.toContain(play.personId('xavi'));
  const [asked] = await db.select().from(hubAsk);
  await suspend('rosa', begins);
  expect((await play.press('jonas', wire(hubButtons.letIn, asked?.id))).refused).toBe(true);
  await suspend('rosa', null);
  expect((await play.press('jonas', wire(hubButtons.letIn, asked?.id))).text).toContain(
    'is in Lead pipes now',
  );
  expect(await db.select().from(hubAsk)).toEqual([]);
});

test('ten names a day that fit no hub one sees are passed on; after that the answer is one refusal, whether there is one or not', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const { id } = await named(db, play.coalitionId, 'Lead pipes');
  const other = await named(db, play.coalitionId, 'Delta');
  for (const one of [id, other.id]) await db.update(hub).set({ listed: false }).where(eq(hub.id, one));
  const asks = async (who: string, name: string) => await play.type(who, 'hub join', {}, { hub: name });
  const none = await asks('rosa', 'Guess 1');
  expect(none.refused).toBe(undefined);
  for (let guess = 2; guess < 10; guess += 1) expect(await asks('rosa', `Guess ${guess}`)).toEqual(none);
  // The same name counts once, however it is written, and the tenth may be one that there is.
  for (const again of ['guess 1', ' GUESS 2 ', 'Guess 9', 'Lead pipes', 'lead PIPES'])
    expect([again, await asks('rosa', again)]).toEqual([again, none]);
  expect(await db.$count(hubAsk)).toBe(1);
  const refused = await asks('rosa', 'Guess 11');
  expect(refused).toMatchObject({ refused: true, text: expect.stringContaining('You have named ten hubs') });
  expect(await asks('rosa', 'Delta')).toEqual(refused);
  expect(await db.$count(hubAsk)).toBe(1);
  // What was tried before is answered as before, and others and other hubs are not held up.
  for (const before of ['Guess 3', 'Lead pipes']) expect(await asks('rosa', before)).toEqual(none);
  expect((await asks('rosa', 'Upriver')).text).toContain('You are in Upriver already');
  expect(await asks('ben', 'Guess 11')).toEqual(none);
  // Nothing says which of them fitted, and none of them is a person who was shown.
  const [noted] = await db
    .select()
    .from(seen)
    .where(eq(seen.personId, play.personId('rosa')));
  expect(noted?.people).toBe(0);
  expect(new Set(noted?.marks.map((mark) => mark.length))).toEqual(new Set([13]));
  expect(JSON.stringify(noted).toLowerCase()).not.toMatch(/guess|pipes/);
  // Whoever sees it anyway presses, and has named nothing.
  await play.press('jonas', wire(hubButtons.join, id));
  expect(await db.$count(seen, eq(seen.personId, play.personId('jonas')))).toBe(0);
  play.at.advance({ hours: 24 });
  expect(await asks('rosa', 'Guess 11')).toEqual(none);
});

test('a hub may be in no list from the moment it is added; its first member is in it and speaks for it', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const given = { kind: 'chapter', zone: 'UTC' };
  const sees = async (who: string) => (await play.type(who, 'hub list', {}, { words: 'plains' })).text;
  const answer = await play.type('rosa', 'hub add', { ...given, name: 'Plains', listed: 'no' });
  expect(answer.text).toContain('It is in no list: only its members and operators see it.');
  expect(answer.text).not.toContain('Others join with /weft hub join.');
  const made = await named(db, play.coalitionId, 'Plains');
  expect(made.listed).toBe(false);
  expect(await members(db, made.id)).toEqual([play.personId('rosa')]);
  expect(await speakers(db, made.id)).toEqual([play.personId('rosa')]);
  expect([await sees('rosa'), await sees('jonas')]).toEqual([
    expect.stringContaining('Plains: chapter'),
    expect.stringContaining('Plains: chapter'),
  ]);
  expect(await sees('ben')).toContain('No hub here');
  // Unless that is said, a hub is in lists, also one that is opened again.
  await play.type('rosa', 'hub add', { ...given, name: 'High Plains' });
  expect(await sees('ben')).toContain('High Plains: chapter');
  await play.press('rosa', wire(hubButtons.close, (await named(db, play.coalitionId, 'High Plains')).id), {
    sure: 'yes',
  });
  await play.type('cara', 'hub add', { ...given, name: 'high plains', listed: 'no' });
  expect(await named(db, play.coalitionId, 'High Plains')).toMatchObject({ listed: false, closedAt: null });
  expect(await sees('ben')).toContain('No hub here');
});
