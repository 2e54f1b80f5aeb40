import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { is, sql } from 'drizzle-orm';
import { getTableConfig, PgTable, pgTable, uuid } from 'drizzle-orm/pg-core';
import { expect, onTestFinished, test } from 'vitest';
import { action, actionStance } from '#actions/tables.ts';
import { request } from '#amplification/tables.ts';
import { plain, text } from '#chat/index.ts';
import { day, dayResult, hosting } from '#convergence/tables.ts';
import { type Delivery, type Kind, tell } from '#delivery/index.ts';
import { delivery } from '#delivery/tables.ts';
import { joined, tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { organisationStage } from '#network/tables.ts';
import { organisationButtons } from '#organisations/index.ts';
import { leaveWhole } from '#organisations/leave.ts';
import { claim } from '#organisations/tables.ts';
import { columnsOf } from '#privacy/columns.ts';
import { readDeletions } from '#privacy/deletions.ts';
import {
  dropOrganisation,
  exportOrganisation,
  heldOfOrganisation,
  replayDeletions,
  wholeMessage,
} from '#privacy/index.ts';
import { deletion, departure } from '#privacy/tables.ts';
import { writeDepartureDue } from '#privacy/write-down.ts';
import { reportName } from '#report/tables.ts';
import { credit } from '#results/tables.ts';
import { createSchedule } from '#schedule/index.ts';
import { type Db, newId } from '#store/index.ts';
import { testDatabase } from './support/database.ts';
import { begins, openDesk, wire } from './support/desk.ts';
import { dump } from './support/dump.ts';

function never(): never {
  throw new Error('nothing');
}

const features = createFeatures({ embedded: true, platforms: [], pulseKeys: '' });
const [feature = never()] = features.filter(({ name }) => name === 'organisations');
const own = 'Delta Legal Aid';
const canaries = ['kanari about', 'kanari issues', 'kanari place', 'kanari hosts'];

/** A coalition in which every room holds something of one organisation, and of another. */
async function stage(db: Db) {
  const play = await openDesk(db, feature, { others: features });
  const { coalitionId } = play;
  const [id, other] = [play.organisations.get(own) ?? '', play.organisations.get('Plains Newsroom') ?? ''];
  const [hub = ''] = play.hubs.values();
  const [past, ahead] = [begins.subtract({ hours: 24 }), begins.add({ hours: 24 * 30 })];
  await db
    .update(tables.organisation)
    .set({ about: 'kanari about', issues: 'kanari issues', place: 'kanari place', signedAt: past })
    .where(sql`id = ${id}`);
  const asked = { id: newId(begins), coalitionId, personId: play.personId('sam'), organisationId: id };
  await db.insert(claim).values({ ...asked, askedAt: past });
  const posted = {
    ...{ id: newId(begins), coalitionId, announcerId: play.personId('cara'), state: 'posted' as const },
    ...{ title: 'River clean-up', what: '', startsAt: ahead, zone: 'UTC', tactic: 'other' as const },
    ...{ audience: 'coalition' as const, draftedAt: past, postedAt: past, place: '' },
  };
  await db.insert(action).values(posted);
  const called = (name: string, state: 'planned' | 'over', on: string) => ({
    ...{ id: newId(begins), coalitionId, state, name, ask: 'Stand by the river.' },
    ...{ firstDay: on, lastDay: on, fromMinute: 720, untilMinute: 840, linkKey: crypto.randomUUID() },
    ...{ draftedAt: past, plannedAt: past, changedAt: past, roundsFrom: past },
  });
  const [coming, over] = [
    called('River day', 'planned', '2027-06-12'),
    called('First day', 'over', '2027-04-12'),
  ];
  await db.insert(day).values([coming, over]);
  const hosted = (dayId: string, organisationId: string, place: string, hubId: string | null) => ({
    ...{ id: newId(begins), coalitionId, dayId, organisationId, hubId, state: 'hosting' as const, place },
    ...{ what: 'kanari hosts', leadId: play.personId('noor'), hostedAt: past },
  });
  const places = [
    hosted(coming.id, id, 'Houma', hub),
    hosted(over.id, id, 'Thibodaux', hub),
    hosted(over.id, id, 'Lafitte', null),
  ];
  const theirs = { ...hosted(over.id, other, 'Cocodrie', null), what: 'theirs' };
  await db.insert(hosting).values([...places, theirs]);
  await db.insert(dayResult).values(
    [...places.slice(1), theirs].map((place, i) => ({
      ...{ id: newId(begins), coalitionId, dayId: over.id, hostingId: place.id, count: 40 + i },
      ...{ source: 'counted', final: true, reportedAt: past },
    })),
  );
  const asks = {
    ...{ coalitionId, state: 'ended' as const, ask: 'Please share', tactic: 'post', urgent: false },
    ...{ framings: [], endsAt: past, draftedAt: past, openedAt: past },
  };
  for (const organisationId of [id, other]) {
    const of = { coalitionId, organisationId };
    await db.insert(actionStance).values({ ...of, actionId: posted.id, stance: 'support', setAt: begins });
    await db.insert(credit).values({ ...of, actionId: posted.id });
    await db.insert(reportName).values({ ...of, agreedAt: past });
    await db.insert(organisationStage).values({ ...of, stage: 'cooperation', since: past });
    await db.insert(request).values({ ...asks, id: newId(begins), organisationId });
    await db.insert(tables.block).values({
      ...{ id: newId(begins), coalitionId, personId: play.personId('cara'), since: past },
      blockedOrganisationId: organisationId,
    });
  }
  const told = async (subject: string, words: string, state: Delivery['state'] = 'due') => {
    const kind: Kind = {
      ...{ name: 'test.told', lane: 3, quiet: 'ignore', unasked: false },
      ...{ about: { en: 'a test' }, keepFor: { days: 3 } },
    };
    const row = await tell({ tx: db, now: begins }, kind, {
      ...{ coalitionId, subject, occurrence: newId(begins) },
      ...{
        to: { kind: 'person', personId: play.personId('cara') },
        message: { text: text`${words}`, blocks: [] },
      },
    });
    if (state !== 'due') await db.update(delivery).set({ state, endedAt: begins }).where(sql`id = ${row}`);
  };
  await told(posted.id, `${own} supports it`, 'sent');
  await told(posted.id, own);
  await told(id, `About ${own}`);
  await told(id, `Told of ${own}`, 'sent');
  await told(posted.id, 'Plains Newsroom supports it', 'sent');
  return { play, id, other, places, coming, over, posted };
}

/** Where something of it stands, as tables; what is written to its own people last does not count. */
async function standing(db: Db, found: readonly string[]): Promise<readonly string[]> {
  const last = ['organisation.left', 'organisation.taken-out', 'organisation.export'];
  return (await dump(db))
    .filter(({ table, columns }) => table !== 'delivery' || !last.includes(String(columns.kind)))
    .filter((row) => found.some((one) => row.text.includes(one)))
    .map(({ table }) => table);
}

test('an organisation leaves whole: nothing of it stands in any table, its people and everybody else’s rows stay', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { play, id, other, coming, over, places, posted } = await stage(db);
  expect(new Set(await standing(db, [own])).size).toBeGreaterThan(1);
  expect(await heldOfOrganisation({ tx: db }, { id, coalitionId: play.coalitionId })).toBeGreaterThan(12);
  const elsewhere = (await standing(db, [other])).length;
  const intro = await play.context('ben', async (acting) => {
    const command = feature.commands.find(({ verb }) => verb === 'leave');
    return command?.answers === 'form' ? await command.open(acting, {}) : undefined;
  });
  expect(JSON.stringify(intro)).toContain('What stays');

  expect((await play.type('ben', 'organisation leave', { sure: 'leave' })).text).toContain(
    'nothing is kept of it',
  );
  expect(await standing(db, [own, ...canaries])).toEqual([]);
  // An id stays where it was written down that it left: it names nobody.
  expect(new Set(await standing(db, [id]))).toEqual(new Set(['audit', 'privacy_departure', 'delivery']));
  const last = (await play.told('organisation.left')).length + 1;
  expect(await heldOfOrganisation({ tx: db }, { id, coalitionId: play.coalitionId })).toBe(last);
  expect((await standing(db, [other])).length).toBe(elsewhere);
  expect((await play.person('ben')).organisationId).toBeNull();
  expect(await db.select().from(departure)).toMatchObject([{ id, what: 'organisation', writtenAt: null }]);

  // A number that counted for a hub is the hub’s now, its own is gone, and posts and sums are drawn anew.
  expect(await db.select().from(hosting).where(sql`id = ${places[1]?.id}`)).toMatchObject([
    { organisationId: null, hubId: places[1]?.hubId, place: 'Thibodaux', what: '' },
  ]);
  expect((await db.select().from(dayResult)).map(({ count }) => count).toSorted()).toEqual([40, 42]);
  const drawn = await db.select().from(day);
  for (const one of [coming, over]) expect(drawn.find((row) => row.id === one.id)?.countAt).not.toBeNull();
  expect(await db.select().from(action).where(sql`id = ${posted.id}`)).not.toMatchObject([{ countAt: null }]);
  expect((await db.select().from(request)).map(({ organisationId }) => organisationId).toSorted()).toEqual([
    other,
    null,
  ]);
  // Who led there and who looks after the hub hear of it, without its name.
  const uncovered = await play.told('converge.uncovered');
  expect(uncovered.map(({ personId }) => personId)).toContain(play.personId('noor'));
  expect(JSON.stringify(uncovered)).toContain('the organisation that hosted it has left');
});

test('who takes an organisation out gets everything of it, and no name that not everyone may find', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { play, id } = await stage(db);
  const since = begins.subtract({ hours: 1 });
  const speaker = { id: newId(begins), coalitionId: play.coalitionId, organisationId: id, since };
  await db.insert(tables.representative).values({ ...speaker, personId: play.personId('sam') });
  await db
    .update(tables.consent)
    .set({ answer: 'nobody' })
    .where(sql`kind = 'found' and person_id = ${play.personId('sam')}`);
  const name = (await play.person('sam')).name;
  const taken = await play.context('ben', async (acting) => {
    const [gone = never()] = await acting.tx.select().from(tables.organisation).where(sql`id = ${id}`);
    return await exportOrganisation(joined(acting), gone, features);
  });
  const seen = await play.type('ben', 'organisation leave', { sure: 'leave' });
  const [sent] = await play.told('organisation.export');
  expect(seen.text).toContain('on its way to you');
  expect(sent?.personId).toBe(play.personId('ben'));
  const file = JSON.stringify(taken);
  expect(plain(wholeMessage(taken, { language: 'en', coalition: '', name: own, stays: true }))).toContain(
    own,
  );
  const whole = [own, ...canaries, 'River clean-up', 'River day', 'support', 'cooperation', 'Ben'];
  expect(whole.filter((one) => !file.includes(one))).toEqual([]);
  expect(file).not.toContain(name);
  expect(file).not.toContain('theirs');
});

test('what a feature leaves behind is found, and takes everything back', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { play, id } = await stage(db);
  const given = { id, coalitionId: play.coalitionId };
  const forgets = features.filter(({ name }) => name !== 'convergence');
  const before = await standing(db, [id]);
  await db.execute(
    sql`alter table convergence_hosting drop constraint convergence_hosting_organisation_id_organisation_id_fk`,
  );
  const leaving = db.transaction(async (tx) => await dropOrganisation({ tx, now: begins }, given, forgets));
  await expect(leaving).rejects.toThrow('something is still kept');
  expect(await standing(db, [id])).toEqual(before);
});

test('an organisation that was only marked as having left is deleted by itself', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id } = await stage(db);
  const due = feature.dues?.find(({ name }) => name === 'organisation.drop');
  const drop = () =>
    db.transaction(async (tx) => await due?.carryOut({ tx, now: begins, random: () => 0 }, id));
  await drop();
  expect(await standing(db, [own])).not.toEqual([]);
  await db.update(tables.organisation).set({ leftAt: begins }).where(sql`id = ${id}`);
  await drop();
  expect(await standing(db, [own])).toEqual([]);
});

test('an organisation that left is written into the file, and a restored backup forgets it again', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { play, id } = await stage(db);
  const folder = mkdtempSync(join(tmpdir(), 'weft-departures-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'deletions');
  const replay = () => replayDeletions(db, { path, now: begins, features });
  // A line of somebody, as older releases wrote it, and one that a crash cut off.
  writeFileSync(path, '2027-05-01T00:00:00Z 0192f3a0-0000-7000-8000-00000000dead keep\n2027-05-01T0');
  expect(await replay()).toBe(0);
  await db.insert(departure).values({ id, what: 'organisation', at: begins });
  const write = async () =>
    await db.transaction(
      async (tx) => await writeDepartureDue(path).carryOut({ tx, now: begins, random: () => 0 }, id),
    );
  await write();
  await write();
  expect(readFileSync(path, 'utf8')).toMatch(new RegExp(`\n2027-05-12T17:00:00Z ${id} organisation\n$`));
  expect((await readDeletions(path)).length).toBe(2);
  await db.delete(departure);
  expect(await replay()).toBe(1);
  expect(await standing(db, [own])).toEqual([]);
  // Nobody is told twice, and it is not written down once more.
  expect(await play.told('organisation.left')).toEqual([]);
  expect(await db.select().from(departure)).toMatchObject([{ id, writtenAt: begins }]);
  expect(await replay()).toBe(0);
});

test('what goes along with a line of the file is not written into it', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const folder = mkdtempSync(join(tmpdir(), 'weft-departures-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'deletions');
  const withFile = createFeatures({ embedded: true, platforms: [], pulseKeys: folder, deletions: path });
  await openDesk(db, feature, { others: features });
  const { coalitionId: ended } = await openDesk(db, feature, { others: features, prefix: 'other-' });
  const [space = never()] = await db.select().from(tables.space).where(sql`tenant = 'delta'`);
  const lines = `${begins} ${space.id} space\n${begins} ${ended} coalition\n`;
  writeFileSync(path, lines);
  expect(await replayDeletions(db, { path, now: begins, features: withFile })).toBe(2);
  expect(await db.$count(deletion)).toBeGreaterThan(1);
  const isUnwritten = sql`written_at is null`;
  expect([await db.$count(deletion, isUnwritten), await db.$count(departure, isUnwritten)]).toEqual([0, 0]);
  expect((await db.select().from(departure)).map(({ id }) => id).toSorted()).toEqual(
    [space.id, ended].toSorted(),
  );
  const log = { info() {}, warn() {}, error() {} };
  const dues = withFile
    .flatMap((one) => one.dues ?? [])
    .filter(({ name }) => name.startsWith('privacy.write'));
  expect(dues).toHaveLength(2);
  const clock = { now: () => begins };
  const schedule = createSchedule({ store: database.store, clock, random: Math.random, log, dues });
  await schedule.tick();
  expect(readFileSync(path, 'utf8')).toBe(lines);
  // The control: whatever is not written down yet is, so the tick would have.
  await db.update(deletion).set({ writtenAt: null });
  await schedule.tick();
  expect(readFileSync(path, 'utf8')).not.toBe(lines);
});

test('whoever represents an older organisation since yesterday cannot take it out, and reads from when', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { play, id } = await stage(db);
  const speaker = { id: newId(begins), coalitionId: play.coalitionId, organisationId: id, since: begins };
  await db.insert(tables.representative).values({ ...speaker, personId: play.personId('noor') });
  const leave = () => play.type('noor', 'organisation leave', { sure: 'leave' }, {}, 'delta');
  play.at.advance({ hours: 71 });
  const leaving = wire(organisationButtons.leave, id);
  for (const seen of [await leave(), await play.press('noor', leaving, { sure: 'leave' }, 'delta')]) {
    expect(seen.refused).toBe(true);
    expect(seen.text).toContain('less than three days');
  }
  expect(await db.$count(tables.organisation, sql`id = ${id}`)).toBe(1);
  play.at.advance({ hours: 1 });
  expect((await leave()).text).toContain('has left the coalition');
  // Nor has an organisation waited for that is as new.
  const added = await play.type(
    'noor',
    'organisation add',
    { name: 'Bayou Readers', kind: 'informal' },
    {},
    'delta',
  );
  expect(added.text).toContain('You represent Bayou Readers');
  expect((await leave()).text).toContain('Bayou Readers has left the coalition');
});

test('its other representatives are told at once that it left and by whom, once, wherever they belong', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { play, id } = await stage(db);
  for (const account of ['noor', 'cara']) {
    const speaker = { id: newId(begins), coalitionId: play.coalitionId, organisationId: id, since: begins };
    await db.insert(tables.representative).values({ ...speaker, personId: play.personId(account) });
  }
  const others = ['noor', 'cara'].map(play.personId);
  await play.type('ben', 'organisation leave', { sure: 'leave' });
  const told = await play.told('organisation.taken-out');
  expect(told.map(({ personId }) => personId).toSorted()).toEqual(others.toSorted());
  expect(told.map(({ state }) => state)).toEqual(['due', 'due']);
  expect(told.map(({ effect }) => effect && plain(effect.message))).toEqual(
    Array(2).fill(expect.stringMatching(/^Ben Okafor took .*Delta Legal Aid/)),
  );
  const people = (await play.told('organisation.left')).map(({ personId }) => personId);
  expect(people.filter((one) => one === null || others.includes(one))).toEqual([]);
});

test('an organisation leaves once: whoever comes second is told, and nothing is written or sent again', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { play, id } = await stage(db);
  const [organisation = never()] = await db.select().from(tables.organisation).where(sql`id = ${id}`);
  const leave = () =>
    play.context('ben', (acting) => leaveWhole(joined(acting), organisation, { sure: 'leave', features }));
  await leave();
  const after = [await play.audited(), (await play.told('organisation.export')).length];
  await expect(leave()).rejects.toMatchObject({ answer: { text: expect.anything() } });
  expect([await play.audited(), (await play.told('organisation.export')).length]).toEqual(after);
});

test('suspending its only representative hands an organisation to no operator', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { play, id } = await stage(db);
  await db.delete(claim);
  const suspend = (at: Temporal.Instant | null) =>
    db
      .update(tables.person)
      .set({ suspendedAt: at })
      .where(sql`id = ${play.personId('ben')}`);
  await suspend(begins);
  const asked = await play.press('noor', wire(organisationButtons.represent, id), {}, 'delta');
  expect(asked.text).toContain('The representatives of');
  expect(await play.told('organisation.asked')).toEqual([]);
  const [open = never()] = await db.select().from(claim);
  const confirm = wire(organisationButtons.confirm, open.id);
  expect((await play.press('priya', confirm)).text).toContain('its representatives confirm others');
  await suspend(null);
  expect((await play.press('ben', confirm)).text).toContain('represents');
});

/** Every table of the project. */
const allTables = async (): Promise<readonly PgTable[]> => {
  const files = globSync('src/*/tables.ts').map((file) => file.split('/')[1] ?? '');
  const rooms = await Promise.all(
    files.map(async (room): Promise<object> => await import(`../src/${room}/tables.ts`)),
  );
  const all = rooms.flatMap((room) =>
    Object.values(room).filter((table): table is PgTable => is(table, PgTable)),
  );
  return [...new Set(all)];
};

/** References to an organisation that are somebody else’s to take, or go when it leaves. */
const notIts = ['person', 'block', 'representative_claim', 'signing'];

function unknownReferences(of: readonly PgTable[]): readonly string[] {
  const kept = features.flatMap((one) => one.keepsOfOrganisations ?? []);
  return of.flatMap((table) =>
    columnsOf(table)
      .filter(({ refersTo }) => refersTo === tables.organisation)
      .filter(({ column }) => !kept.some(({ organisationId }) => organisationId === column))
      .map(() => getTableConfig(table).name),
  );
}

test('every column that refers to an organisation is in its export or known to be another’s, and the proof finds it', async () => {
  const all = await allTables();
  expect(unknownReferences(all).toSorted()).toEqual(notIts.toSorted());
  const diary = pgTable('diary', { about: uuid('about').references(() => tables.organisation.id) });
  expect(unknownReferences([diary])).toEqual(['diary']);
  const unproved = (of: readonly PgTable[]) =>
    of.flatMap((table) =>
      columnsOf(table)
        .filter(({ refersTo, key }) => refersTo === tables.organisation && !/organisationId$/i.test(key))
        .map(({ key }) => `${getTableConfig(table).name}.${key}`),
    );
  expect(unproved(all)).toEqual([]);
  expect(unproved([diary])).toEqual(['diary.about']);
});
