import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { plainText } from '#chat/index.ts';
import type { Kind } from '#delivery/index.ts';
import {
  type Feature,
  type JoinedContext,
  lookUpOrganisations,
  setConsent,
  tables,
} from '#directory/index.ts';
import { createHome } from '#home/index.ts';
import { createProfile } from '#profile/index.ts';
import { newId } from '#store/index.ts';
import { type TestDatabase, testDatabase } from './support/database.ts';
import { asJoined, carryOut, commandOf, begins as now, personBy, reads, seed } from './support/desk.ts';
import { exportedOf } from './support/exported.ts';

const suggestion: Kind = {
  ...{ name: 'introductions.suggestion', lane: 3, quiet: 'wait', unasked: true, chosen: 'bundle' },
  ...{ about: { en: 'people you may want to meet' }, keepFor: { days: 8 } },
};
const other: Feature = { name: 'other', commands: [], presses: {}, kinds: [suggestion] };
const home = createHome(() => all);
const profile = createProfile({ features: () => all });
const all: readonly Feature[] = [home, profile, other];

const seeded = ({ db }: TestDatabase) => seed(db);
const as = <T>(
  { db }: TestDatabase,
  who: string,
  run: (context: JoinedContext) => Promise<T>,
  at = now,
): Promise<T> => asJoined(db, at, { account: who, tenant: who === 'noor' ? 'delta' : 'clearwater' }, run);
const types = (
  database: TestDatabase,
  who: string,
  verb: string,
  values: Record<string, unknown> = {},
  at = now,
): Promise<string> =>
  reads(as(database, who, (context) => carryOut(profile, `profile ${verb}`, context, values), at));
const personOf = ({ db }: TestDatabase, id: string | undefined) => personBy(db, id);

/** What a form opens with, its organisation resolved as the form would. */
const opened = (database: TestDatabase, who: string): Promise<Record<string, unknown>> =>
  as(database, who, async (context) => {
    const { values = {} } = await commandOf(profile, 'profile edit').open(context, {});
    const found =
      typeof values.organisation === 'string' ? await lookUpOrganisations(context, values.organisation) : [];
    expect(found.length).toBeLessThan(2);
    const yesNo = ['suggested', 'amplify', 'pulse'].flatMap((kind) =>
      values[kind] === undefined ? [] : [[kind, values[kind] === 'yes'] as const],
    );
    const all: Record<string, unknown> = { ...values };
    return { ...all, ...(found[0] && { organisation: found[0].id }), ...Object.fromEntries(yesNo) };
  });

test('the form opens with the profile as it is, and sending it unchanged changes nothing', async () => {
  await using database = await testDatabase();
  const { people } = await seeded(database);
  const before = await personOf(database, people.get('ben'));
  const consents = await database.db.select().from(tables.consent);
  const values = await opened(database, 'ben');
  expect(values).toMatchObject({
    name: 'Ben Okafor',
    zone: 'America/Chicago',
    found: 'members',
    pulse: true,
  });
  expect(await types(database, 'ben', 'edit', values)).toContain('Saved. This is how others see you.');
  expect(await personOf(database, people.get('ben'))).toEqual(before);
  expect(await database.db.select().from(tables.consent)).toEqual(consents);
});

test('what is changed is kept, what is emptied is empty, and a zone one chose counts as one’s own', async () => {
  await using database = await testDatabase();
  const { people } = await seeded(database);
  await database.db
    .update(tables.person)
    .set({ zoneFrom: 'hub' })
    .where(eq(tables.person.id, people.get('ben') ?? ''));
  const { needs: _, ...values } = await opened(database, 'ben');
  await types(database, 'ben', 'edit', { ...values, offers: 'appeals', found: 'nobody' });
  expect(await personOf(database, people.get('ben'))).toMatchObject({
    ...{ offers: 'appeals', needs: '', zoneFrom: 'hub', place: 'Baton Rouge' },
  });
  await types(database, 'ben', 'edit', { ...values, zone: 'Europe/Lisbon' });
  expect(await personOf(database, people.get('ben'))).toMatchObject({
    zone: 'Europe/Lisbon',
    zoneFrom: 'person',
  });
});

test('a time zone that does not exist is said at its field, and nothing is written', async () => {
  await using database = await testDatabase();
  const { people } = await seeded(database);
  const values = await opened(database, 'ben');
  const said = await types(database, 'ben', 'edit', { ...values, name: 'Other', zone: 'Mars/Olympus' });
  expect(said).toMatch(/^Invalid: {"zone":"Not a time zone\./);
  expect((await personOf(database, people.get('ben'))).name).toBe('Ben Okafor');
});

test('whoever changes organisation stays vouched for and no longer speaks for the old one', async () => {
  await using database = await testDatabase();
  const { people, organisations } = await seeded(database);
  const represents = () => as(database, 'ben', async (context) => context.represents.length);
  const values = await opened(database, 'ben');
  await types(database, 'ben', 'edit', values);
  expect(await represents()).toBe(1);
  const said = await types(database, 'ben', 'edit', {
    ...values,
    organisation: organisations.get('Headwaters Fund'),
  });
  expect(said).toContain('You no longer speak for Delta Legal Aid');
  expect(await represents()).toBe(0);
  expect((await personOf(database, people.get('ben'))).vouchedAt).not.toBeNull();
  const entries = await database.db
    .select()
    .from(tables.audit)
    .where(
      and(
        eq(tables.audit.act, 'representative.ended'),
        eq(tables.audit.subject, organisations.get('Delta Legal Aid') ?? ''),
      ),
    );
  expect(entries).toHaveLength(1);
});

test('an organisation of another coalition cannot be chosen', async () => {
  await using database = await testDatabase();
  await seeded(database);
  const [coalitionId, organisation] = [newId(now), newId(now)];
  await database.db.insert(tables.coalition).values({ id: coalitionId, name: 'Elsewhere', createdAt: now });
  await database.db
    .insert(tables.organisation)
    .values({ id: organisation, coalitionId, name: 'Theirs', kind: 'formal', addedAt: now });
  const values = await opened(database, 'ben');
  expect(await types(database, 'ben', 'edit', { ...values, organisation })).toMatch(
    /^Invalid: {"organisation"/,
  );
});

test('a consent nobody spoke about is not ticked for them, and stays unsaid until they answer', async () => {
  await using database = await testDatabase();
  const { people } = await seeded(database);
  const id = people.get('ben') ?? '';
  await database.db.delete(tables.consent).where(eq(tables.consent.personId, id));
  const values = await opened(database, 'ben');
  expect(Object.keys(values)).not.toEqual(expect.arrayContaining(['found']));
  await types(database, 'ben', 'edit', { ...values, pulse: true, reach: 'thread' });
  const said = await database.db.select().from(tables.consent).where(eq(tables.consent.personId, id));
  expect(Object.fromEntries(said.map((row) => [row.kind, row.answer]))).toEqual({
    pulse: 'yes',
    reach: 'thread',
  });
  const shown = await types(database, 'ben', 'show');
  expect(shown).toContain('Found by: Nobody (not said yet, so as little as possible)');
  expect(shown).toContain('Answers the pulse: Yes\n');
});

test('a profile is seen by whom its person allowed, and to others it might as well not be there', async () => {
  await using database = await testDatabase();
  const { people, coalitionId, hubs } = await seeded(database);
  const ben = people.get('ben') ?? '';
  await database.db.insert(tables.role).values({
    ...{ id: newId(now), coalitionId, personId: people.get('kim') ?? '', role: 'weaver' },
    ...{ hubId: hubs.get('Upriver') ?? null, grantedAt: now },
  });
  const seenBy: Record<string, boolean[]> = {};
  for (const answer of ['nobody', 'weavers', 'members']) {
    await database.db.transaction((tx) => setConsent({ tx, now }, { id: ben, coalitionId }, 'found', answer));
    seenBy[answer] = [];
    // nobody vouched for them, a member, a weaver of a hub that Ben is not in, a weaver, an operator, oneself
    for (const who of ['milo', 'rosa', 'kim', 'ana', 'jonas', 'ben']) {
      seenBy[answer].push((await types(database, who, 'show', { person: ben })).includes('zoning law'));
    }
  }
  expect(seenBy).toEqual({
    nobody: [false, false, false, false, false, true],
    weavers: [false, false, false, true, false, true],
    members: [false, true, true, true, true, true],
  });
  const hidden = await types(database, 'milo', 'show', { person: ben });
  expect(hidden).toBe(await types(database, 'milo', 'show', { person: newId(now) }));
  expect(hidden).toContain('Refused: There is nobody here whom you can see.');
});

test('others see what one offers and needs, not what one agreed to', async () => {
  await using database = await testDatabase();
  const { people } = await seeded(database);
  const seen = await types(database, 'rosa', 'show', { person: people.get('priya') });
  expect(seen).toContain('Priya Nair, Tenants Together');
  expect(seen).toContain('Offers: door knocking, tenant meetings');
  expect(seen).toContain('Roles: operator, weaver');
  expect(seen).toContain('Hubs: Lead pipes');
  expect(seen).not.toContain('Found by');
  const own = await types(database, 'priya', 'show');
  expect(own).toContain('Found by: All members');
  expect(own).toContain('Organisation: Tenants Together');
});

test('an unlisted organisation is named to its own people only', async () => {
  await using database = await testDatabase();
  const { people } = await seeded(database);
  const named = async (who: string) =>
    (await types(database, who, 'show', { person: people.get('ben') })).includes('Delta Legal Aid');
  expect([await named('ana'), await named('noor')]).toEqual([true, true]);
  await database.db
    .update(tables.organisation)
    .set({ listed: false })
    .where(eq(tables.organisation.name, 'Delta Legal Aid'));
  expect([await named('ana'), await named('noor'), await named('ben')]).toEqual([false, true, true]);
});

test('a pause lasts until the moment one wrote, in one’s own zone, and shows in the profile', async () => {
  await using database = await testDatabase();
  const { people } = await seeded(database);
  const until = async () => (await personOf(database, people.get('ben'))).snoozedUntil?.toString();
  expect(await types(database, 'ben', 'snooze', { until: 'in 3 weeks' })).toContain(
    'Paused until 2027-06-02',
  );
  expect(await until()).toBe('2027-06-02T17:00:00Z');
  expect(await types(database, 'ben', 'show')).toContain('Paused until: 2027-06-02');
  await types(database, 'ben', 'snooze', { until: '2027-07-01 09:00' });
  expect(await until()).toBe('2027-07-01T14:00:00Z');
  expect(
    await types(database, 'ben', 'show', {}, Temporal.Instant.from('2027-07-02T00:00:00Z')),
  ).not.toContain('Paused');
});

test('“off” ends a pause and says so; a moment that has passed, nonsense and ten years change nothing', async () => {
  await using database = await testDatabase();
  const { people } = await seeded(database);
  const until = async () => (await personOf(database, people.get('ben'))).snoozedUntil;
  expect(await types(database, 'ben', 'snooze', { until: 'Off' })).toContain('You were not paused');
  await types(database, 'ben', 'snooze', { until: 'in 3 weeks' });
  for (const past of ['2027-05-01', 'yesterday']) {
    expect(await types(database, 'ben', 'snooze', { until: past })).toMatch(
      /^Invalid: {"until":"That moment has passed/,
    );
    expect(await types(database, 'ben', 'snooze', { until: 'when pigs fly' })).toMatch(
      /^Invalid: {"until":"Not a date/,
    );
    expect(await types(database, 'ben', 'snooze', { until: 'in 10 years' })).toMatch(
      /^Invalid: {"until":"At most a year/,
    );
    expect(await until()).not.toBeNull();
  }
  expect(await types(database, 'ben', 'snooze', { until: 'off' })).toContain('The pause is over');
  expect(await until()).toBeNull();
});

test('every kind of message is listed with how it comes, and one can be changed', async () => {
  await using database = await testDatabase();
  await seeded(database);
  const before = await types(database, 'ben', 'notifications');
  expect(before).toContain('People you may want to meet: In the weekly message');
  expect(before).toContain('The weekly message that holds what could wait: At once');
  const set = { kind: suggestion.name, manner: 'never' };
  expect(await types(database, 'ben', 'notifications', set)).toContain('Never again');
  expect(await types(database, 'ben', 'notifications')).toContain('People you may want to meet: Never');
  expect(await types(database, 'cara', 'notifications')).toBe(before);
});

test('half a change of notifications says what is lacking, and the weekly message is not put in itself', async () => {
  await using database = await testDatabase();
  await seeded(database);
  expect(await types(database, 'ben', 'notifications', { kind: suggestion.name })).toMatch(
    /^Invalid: {"manner"/,
  );
  expect(await types(database, 'ben', 'notifications', { kind: 'no.such', manner: 'now' })).toMatch(
    /^Invalid: {"kind"/,
  );
  expect(await types(database, 'ben', 'notifications', { kind: 'home.bundle', manner: 'bundle' })).toMatch(
    /^Invalid: {"manner":"The weekly message cannot/,
  );
  expect(await database.db.select().from(tables.notification)).toEqual([]);
});

test('a kind is looked up by what it is about, and is found as itself', async () => {
  await using database = await testDatabase();
  await seeded(database);
  const look = (written: string) =>
    as(database, 'ben', async (context) => await profile.lookups?.notification?.(context, written));
  const found = { id: suggestion.name, label: 'people you may want to meet' };
  expect(await look('want to MEET')).toEqual([found]);
  expect(await look(suggestion.name)).toEqual([found]);
  expect(await look('100%')).toEqual([]);
});

test('an export holds what somebody said, and a deletion leaves none of it', async () => {
  await using database = await testDatabase();
  const { people } = await seeded(database);
  await types(database, 'ben', 'notifications', { kind: suggestion.name, manner: 'never' });
  const exported = () =>
    as(database, 'ben', async (context) =>
      JSON.stringify(await exportedOf(context.tx, context.person, profile)),
    );
  const said = ['Ben Okafor', 'Delta Legal Aid', 'zoning law, reading permits', suggestion.name];
  for (const one of [...said, '"kind":"found","answer":"members"']) expect(await exported()).toContain(one);
  const cara = await personOf(database, people.get('cara'));
  await as(database, 'ben', async (context) => await profile.deletes?.(context, context.person));
  expect(await exported()).not.toMatch(/"offers"|"needs"|"place"|"answer"|"manner"/);
  expect(await personOf(database, people.get('cara'))).toEqual(cara);
});

test('the first thing to do here is said', () => {
  expect(plainText(profile.first?.('en') ?? [])).toContain('/weft profile edit');
});
