import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { plain, plainText } from '#chat/index.ts';
import { delivery } from '#delivery/tables.ts';
import {
  hasRole,
  type JoinedContext,
  leadsFor,
  leadsNoMore,
  nowLeads,
  secondOperatorMissing,
  tables,
} from '#directory/index.ts';
import { roles } from '#roles/index.ts';
import { createSchedule } from '#schedule/index.ts';
import { manualClock } from '#time/index.ts';
import { type TestDatabase, testDatabase } from './support/database.ts';
import { asJoined, carryOut, begins as now, reads, seed } from './support/desk.ts';
import { exportedOf } from './support/exported.ts';

const seeded = ({ db }: TestDatabase) => seed(db);
const as = <T>({ db }: TestDatabase, who: string, run: (context: JoinedContext) => Promise<T>) =>
  asJoined(db, now, { account: who }, run);
const types = (database: TestDatabase, who: string, verb: string, values: Record<string, string> = {}) =>
  reads(as(database, who, (context) => carryOut(roles, `role ${verb}`, context, values)));

async function told({ db }: TestDatabase, personId: string | undefined): Promise<string[]> {
  const rows = await db
    .select()
    .from(delivery)
    .where(eq(delivery.personId, personId ?? ''))
    .orderBy(delivery.position);
  return rows.map((row) => (row.effect ? plain(row.effect.message) : ''));
}

const rolesOf = async ({ db }: TestDatabase, personId: string | undefined) =>
  await db
    .select()
    .from(tables.role)
    .where(eq(tables.role.personId, personId ?? ''));

test('an operator gives a role, who got it is told by whom, and it can be looked up later who did it', async () => {
  await using database = await testDatabase();
  const { people, coalitionId } = await seeded(database);
  const said = await types(database, 'jonas', 'grant', { person: 'ben', role: 'weaver' });
  expect(said).toBe('Ben Okafor is now a weaver.\nThey are told that you did it.');
  expect(await told(database, people.get('ben'))).toEqual([
    expect.stringContaining('You are now a weaver (connects people): Jonas Weber gave you the role.'),
  ]);
  const [entry] = await database.db
    .select()
    .from(tables.audit)
    .where(and(eq(tables.audit.coalitionId, coalitionId), eq(tables.audit.act, 'role.granted')));
  expect(entry).toMatchObject({
    personId: people.get('jonas'),
    subject: people.get('ben'),
    detail: { role: 'weaver' },
  });
  expect(await as(database, 'ben', async (context) => hasRole(context, 'weaver'))).toBe(true);
});

test('granting twice changes nothing and tells nobody a second time', async () => {
  await using database = await testDatabase();
  const { people } = await seeded(database);
  await types(database, 'jonas', 'grant', { person: 'ben', role: 'weaver' });
  const again = await types(database, 'priya', 'grant', { person: 'ben', role: 'weaver' });
  expect(again).toContain('already is a weaver');
  expect(await rolesOf(database, people.get('ben'))).toHaveLength(1);
  expect(await told(database, people.get('ben'))).toHaveLength(1);
  expect(await database.db.select().from(tables.audit)).toHaveLength(1);
});

test('a role for a hub counts for that hub only, and is taken back for that hub only', async () => {
  await using database = await testDatabase();
  const { people, hubs } = await seeded(database);
  const [delta, upriver] = [hubs.get('Delta') ?? '', hubs.get('Upriver') ?? ''];
  const said = await types(database, 'jonas', 'grant', { person: 'ben', role: 'weaver', hub: delta });
  expect(said).toContain('Ben Okafor is now a weaver for Delta.');
  const holds = (hub?: string) => as(database, 'ben', async (context) => hasRole(context, 'weaver', hub));
  expect([await holds(delta), await holds(upriver), await holds()]).toEqual([true, false, false]);
  expect(await types(database, 'jonas', 'revoke', { person: 'ben', role: 'weaver' })).toContain('Refused');
  expect(await rolesOf(database, people.get('ben'))).toHaveLength(1);
  expect(await types(database, 'jonas', 'revoke', { person: 'ben', role: 'weaver', hub: delta })).toContain(
    'no longer a weaver for Delta',
  );
  expect(await rolesOf(database, people.get('ben'))).toEqual([]);
});

test('an operator is one for the whole coalition, never for a hub', async () => {
  await using database = await testDatabase();
  const { hubs } = await seeded(database);
  const hub = hubs.get('Delta') ?? '';
  expect(await types(database, 'jonas', 'grant', { person: 'ben', role: 'operator', hub })).toContain(
    'Refused: An operator runs the whole coalition',
  );
});

test('a role taken back is gone at once, and the person is told by whom', async () => {
  await using database = await testDatabase();
  const { people } = await seeded(database);
  expect(await types(database, 'ana', 'grant', { person: 'ben', role: 'weaver' })).toContain(
    'Only operators',
  );
  await types(database, 'jonas', 'revoke', { person: 'priya', role: 'operator' });
  expect(await told(database, people.get('priya'))).toEqual([
    expect.stringContaining('You are no longer an operator: Jonas Weber took the role back.'),
  ]);
  expect(await types(database, 'priya', 'grant', { person: 'ben', role: 'weaver' })).toContain(
    'Only operators',
  );
  expect((await rolesOf(database, people.get('priya'))).map((row) => row.role)).toEqual(['weaver']);
});

test('the last operator cannot give up the role, the last but one can', async () => {
  await using database = await testDatabase();
  const { people } = await seeded(database);
  expect(await types(database, 'jonas', 'revoke', { person: 'jonas', role: 'operator' })).toContain(
    'no longer',
  );
  const last = await types(database, 'priya', 'revoke', { person: 'priya', role: 'operator' });
  expect(last).toBe(
    'Refused: There would be no operator left. Make somebody else one first, with /weft role grant.',
  );
  expect(await rolesOf(database, people.get('priya'))).toHaveLength(2);
});

test('an operator whose account is gone does not count as another', async () => {
  await using database = await testDatabase();
  const { people } = await seeded(database);
  await database.db
    .update(tables.account)
    .set({ goneAt: now })
    .where(eq(tables.account.personId, people.get('priya') ?? ''));
  expect(await types(database, 'jonas', 'revoke', { person: 'jonas', role: 'operator' })).toContain(
    'Refused',
  );
});

test('two operators who give up the role at the same moment do not leave the coalition without one', async () => {
  await using database = await testDatabase();
  const { coalitionId } = await seeded(database);
  for (let round = 0; round < 5; round += 1) {
    const said = await Promise.all(
      ['jonas', 'priya'].map((who) => types(database, who, 'revoke', { person: who, role: 'operator' })),
    );
    expect(said.filter((one) => one.startsWith('Refused'))).toHaveLength(1);
    const left = await database.db
      .select({ personId: tables.role.personId, who: tables.account.external })
      .from(tables.role)
      .innerJoin(tables.account, eq(tables.account.personId, tables.role.personId))
      .where(and(eq(tables.role.coalitionId, coalitionId), eq(tables.role.role, 'operator')));
    expect(new Set(left.map((one) => one.personId)).size).toBe(1);
    const stayed = left[0]?.who ?? '';
    await types(database, stayed, 'grant', {
      person: stayed === 'jonas' ? 'priya' : 'jonas',
      role: 'operator',
    });
  }
});

test('whoever is trusted with a role is thereby vouched for, and the operator is told so', async () => {
  await using database = await testDatabase();
  await seeded(database);
  const vouched = () => as(database, 'milo', async (context) => context.vouched);
  expect(await vouched()).toBe(false);
  expect(await types(database, 'jonas', 'grant', { person: 'milo', role: 'driver' })).toContain(
    'That also vouches for Milo',
  );
  expect(await vouched()).toBe(true);
});

test('a role is given to people who joined, and the refusal says what they must do', async () => {
  await using database = await testDatabase();
  await seeded(database);
  const said = await types(database, 'jonas', 'grant', { person: 'finn', role: 'weaver' });
  expect(said).toContain('Refused: That person has not joined');
  expect(said).toContain('/weft coalition join');
});

test('a role that was taken back before the message went out is not announced', async () => {
  await using database = await testDatabase();
  const { people } = await seeded(database);
  await types(database, 'jonas', 'grant', { person: 'ben', role: 'weaver' });
  const [row] = await database.db
    .select()
    .from(delivery)
    .where(eq(delivery.personId, people.get('ben') ?? ''));
  const kind = roles.kinds?.find((one) => one.name === 'role.granted');
  const wanted = () => database.db.transaction(async (tx) => row && (await kind?.wanted?.({ tx, now }, row)));
  expect(await wanted()).toBe(true);
  await types(database, 'jonas', 'revoke', { person: 'ben', role: 'weaver' });
  expect(await wanted()).toBe(false);
});

test('everyone who joined sees who holds which role, in plain names', async () => {
  await using database = await testDatabase();
  const { hubs } = await seeded(database);
  await types(database, 'jonas', 'grant', { person: 'ben', role: 'weaver', hub: hubs.get('Delta') ?? '' });
  const list = await types(database, 'milo', 'list');
  expect(list).toContain('Principal, lead organiser: Mara Whitfield');
  expect(list).toContain('Weaver, connects people: Ana Reyes, Ben Okafor (Delta), Priya Nair');
  expect(list).toContain('Operator, runs the infrastructure: Jonas Weber, Priya Nair');
  expect(list).toContain('Supporter, everyone who joined: 57 people');
  expect(list).not.toContain('no second operator');
});

test('a second operator from another organisation is asked for, and one from the same does not do', async () => {
  await using database = await testDatabase();
  const { coalitionId } = await seeded(database);
  const missing = () => database.db.transaction((tx) => secondOperatorMissing(tx, coalitionId));
  const remarks = () =>
    as(database, 'jonas', async (context) =>
      ((await roles.status?.(context)) ?? []).map((remark) => plainText(remark.text)),
    );
  expect([await missing(), await remarks()]).toEqual([false, []]);
  await types(database, 'jonas', 'revoke', { person: 'priya', role: 'operator' });
  await types(database, 'jonas', 'grant', { person: 'iris', role: 'operator' });
  expect(await missing()).toBe(true);
  expect(await remarks()).toEqual([expect.stringContaining('no second operator from another organisation')]);
  expect(await types(database, 'milo', 'list')).toContain('no second operator');
});

test('whoever leaves holds no role any more, and an export says which one holds', async () => {
  await using database = await testDatabase();
  const { people } = await seeded(database);
  await as(database, 'priya', async ({ tx, person }) => {
    expect((await exportedOf(tx, person, roles))['Your roles']).toContainEqual({
      ...{ role: 'weaver', grantedAt: expect.any(String) },
    });
    await roles.left?.({ tx, now }, person);
  });
  expect(await rolesOf(database, people.get('priya'))).toEqual([]);
  expect(await rolesOf(database, people.get('ana'))).toHaveLength(1);
});

/** The clock, and all that is due in roles under it. */
function scheduled({ store }: TestDatabase) {
  const clock = manualClock(now);
  const log = { info() {}, warn() {}, error() {} };
  const schedule = createSchedule({ store, clock, log, random: () => 0.5, dues: roles.dues ?? [] });
  return { clock, schedule };
}
const days = (count: number) => now.add({ hours: count * 24 });

test('whoever leads an action is a driver for 180 days, another one begins them anew, and nobody is told', async () => {
  await using database = await testDatabase();
  const { people, coalitionId } = await seeded(database);
  const { clock, schedule } = scheduled(database);
  const ben = people.get('ben') ?? '';
  const leads = (personId = ben) =>
    database.db.transaction((tx) => nowLeads({ tx, now: clock.now() }, coalitionId, personId));
  await leads();
  await leads();
  expect(await rolesOf(database, ben)).toMatchObject([{ role: 'driver', hubId: null, grantedById: null }]);
  expect(await types(database, 'milo', 'list')).toContain('Driver, leads actions: Ben Okafor, Dov Abrams');
  expect(leadsFor).toEqual({ hours: 180 * 24 });

  // Dov became one forty days before the rest begins.
  expect(await schedule.next()).toEqual(days(140));
  clock.set(days(100));
  await leads();
  expect(await schedule.tick()).toBe(0);
  clock.set(days(140));
  expect(await schedule.tick()).toBe(1);
  expect(await rolesOf(database, people.get('dov'))).toEqual([]);
  expect(await schedule.next()).toEqual(days(280));
  clock.set(days(280).subtract({ milliseconds: 1 }));
  expect(await schedule.tick()).toBe(0);
  expect(await rolesOf(database, ben)).toHaveLength(1);
  clock.set(days(280));
  expect(await schedule.tick()).toBe(1);
  expect(await rolesOf(database, ben)).toEqual([]);
  // The others' roles, which nobody gave them either, have no end.
  expect(await rolesOf(database, people.get('jonas'))).toHaveLength(1);
  expect(await schedule.next()).toBeUndefined();

  const audits = await database.db.select().from(tables.audit).where(eq(tables.audit.subject, ben));
  expect(audits.map(({ act, personId, detail }) => [act, personId, detail])).toEqual([
    ['role.granted', ben, { role: 'driver' }],
    ['role.revoked', null, { role: 'driver' }],
  ]);
  expect(await told(database, ben)).toEqual([]);
});

test('a driver whom an operator made stays one, also when they were one by themselves before', async () => {
  await using database = await testDatabase();
  const { people, coalitionId, hubs } = await seeded(database);
  const { clock, schedule } = scheduled(database);
  const [ben, cara, leo] = ['ben', 'cara', 'leo'].map((who) => people.get(who) ?? '');
  const act = <T>(run: (given: Parameters<typeof nowLeads>[0]) => Promise<T>) =>
    database.db.transaction((tx) => run({ tx, now: clock.now() }));
  for (const one of [ben, leo]) await act((given) => nowLeads(given, coalitionId, one ?? ''));
  expect(await types(database, 'jonas', 'grant', { person: 'ben', role: 'driver' })).toContain(
    'Ben Okafor is now a driver.',
  );
  expect(await types(database, 'jonas', 'grant', { person: 'ben', role: 'driver' })).toContain('already is');
  const hub = hubs.get('Delta') ?? '';
  await types(database, 'jonas', 'grant', { person: 'cara', role: 'driver', hub });
  await act((given) => nowLeads(given, coalitionId, ben ?? ''));
  // Only what came by itself is given up by oneself.
  expect(await act((given) => leadsNoMore(given, coalitionId, ben ?? ''))).toBe(false);
  clock.set(days(400));
  expect(await schedule.tick()).toBe(2);
  expect(await rolesOf(database, ben)).toMatchObject([{ role: 'driver' }]);
  expect(await rolesOf(database, cara)).toMatchObject([{ role: 'driver', hubId: hub }]);
  expect(await rolesOf(database, leo)).toEqual([]);
});
