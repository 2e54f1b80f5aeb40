import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { setConsent, tables } from '#directory/index.ts';
import { createFind } from '#find/index.ts';
import { wordsOf } from '#find/match.ts';
import { newId } from '#store/index.ts';
import { type TestDatabase, testDatabase } from './support/database.ts';
import { carryOut, begins as now, reads, seed, within } from './support/desk.ts';

const find = createFind();
const seeded = ({ db }: TestDatabase) => seed(db);
const types = (
  { db }: TestDatabase,
  who: string,
  verb: 'people' | 'organisations',
  values: Record<string, string>,
  at = now,
): Promise<string> =>
  reads(within(db, at, { account: who }, (context) => carryOut(find, `find ${verb}`, context, values)));

const people = (database: TestDatabase, who: string, words: string) =>
  types(database, who, 'people', { words });

/** The names in an answer, in the order in which they are shown. */
const names = (said: string) => [...said.matchAll(/^• ([^:\n]+)/gm)].map((match) => match[1]);

async function letBeFound({ db }: TestDatabase, personId: string, answer: string, coalitionId: string) {
  await db.transaction((tx) => setConsent({ tx, now }, { id: personId, coalitionId }, 'found', answer));
}

test('people are found by what they offer, with who they are and what one can do next', async () => {
  await using database = await testDatabase();
  await seeded(database);
  const said = await people(database, 'cara', 'zoning law');
  expect(names(said)[0]).toBe('Ben Okafor');
  expect(said).toContain('Ben Okafor: Delta Legal Aid · Baton Rouge · offers zoning law, reading permits');
  expect(said).toContain('/weft intro ask');
  expect(said).not.toContain('Cara Lindqvist');
});

test('whoever fits more of the words comes first, and words that say nothing are left out', async () => {
  await using database = await testDatabase();
  await seeded(database);
  const said = await people(database, 'cara', 'someone who can help with permits in Houma');
  expect(names(said)[0]).toBe('Hugo Fontenot');
  expect(names(said)).toContain('Ben Okafor');
  expect(wordsOf('Someone who knows ZONING law, zoning!', ['someone', 'who', 'knows'])).toEqual([
    'zoning',
    'law',
  ]);
});

test('a word fits where a word begins with it', async () => {
  await using database = await testDatabase();
  await seeded(database);
  expect(names(await people(database, 'cara', 'permit'))).toContain('Ben Okafor');
  expect(await people(database, 'cara', 'oning')).toContain('Nobody fits');
  expect(names(await people(database, 'cara', 'St. Louis')).length).toBe(5);
});

test('only people who may be seen are found, by everyone as much as they allowed', async () => {
  await using database = await testDatabase();
  const { people: ids, coalitionId, hubs } = await seeded(database);
  await database.db.insert(tables.role).values({
    ...{ id: newId(now), coalitionId, personId: ids.get('kim') ?? '', role: 'weaver' },
    ...{ hubId: hubs.get('Upriver') ?? null, grantedAt: now },
  });
  const sees = async (who: string) => names(await people(database, who, 'zoning')).includes('Ben Okafor');
  const seenBy: Record<string, boolean[]> = {};
  for (const answer of ['nobody', 'weavers', 'members']) {
    await letBeFound(database, ids.get('ben') ?? '', answer, coalitionId);
    seenBy[answer] = [];
    // a member, a representative, a weaver of a hub that Ben is not in, a weaver, an operator
    for (const who of ['rosa', 'cara', 'kim', 'ana', 'jonas']) seenBy[answer].push(await sees(who));
  }
  expect(seenBy).toEqual({
    nobody: [false, false, false, false, false],
    weavers: [false, false, false, true, false],
    members: [true, true, true, true, true],
  });
  await database.db.delete(tables.consent).where(eq(tables.consent.personId, ids.get('ben') ?? ''));
  expect([await sees('rosa'), await sees('ana')]).toEqual([false, false]);
});

test('nobody is searched by people whom nobody vouched for, and nobody is found who left', async () => {
  await using database = await testDatabase();
  const { people: ids } = await seeded(database);
  expect(await people(database, 'milo', 'zoning')).toContain('Refused: Nobody has vouched for you yet');
  expect(await people(database, 'finn', 'zoning')).toContain('Refused: You have not joined yet');
  await database.db
    .update(tables.person)
    .set({ leftAt: now })
    .where(eq(tables.person.id, ids.get('ben') ?? ''));
  expect(names(await people(database, 'cara', 'zoning'))).not.toContain('Ben Okafor');
});

test('another coalition is never searched', async () => {
  await using database = await testDatabase();
  const { people: ids } = await seeded(database);
  const other = newId(now);
  await database.db.insert(tables.coalition).values({ id: other, name: 'Elsewhere', createdAt: now });
  await database.db
    .update(tables.person)
    .set({ coalitionId: other })
    .where(eq(tables.person.id, ids.get('ben') ?? ''));
  await database.db.insert(tables.organisation).values({
    ...{ id: newId(now), coalitionId: other, name: 'Zoning Elsewhere', kind: 'formal', addedAt: now },
  });
  expect(names(await people(database, 'ana', 'zoning'))).not.toContain('Ben Okafor');
  expect(await types(database, 'ana', 'organisations', { words: 'zoning' })).not.toContain('Elsewhere');
});

test('nothing in the words is read as a pattern or as SQL', async () => {
  await using database = await testDatabase();
  await seeded(database);
  for (const words of ['%', '_', '%%%', '\\', "'", '"', '“”', '* . ?', '\0']) {
    expect(await people(database, 'cara', words)).toContain('Refused: Say whom you look for');
  }
  for (const words of ['%zzz%', 'z_ning', "x' or '1'='1", '\\zoning\\x', 'zzz"; drop table person; --']) {
    expect(names(await people(database, 'cara', words))).not.toContain('Iris Kowalski');
  }
  expect(names(await people(database, 'cara', "zoning%' --"))).toContain('Ben Okafor');
  expect(await people(database, 'cara', 'x'.repeat(40_000))).toContain('Nobody fits');
  expect(names(await people(database, 'cara', `${'reading '.repeat(6_000)}`))).toContain('Ben Okafor');
  expect(await people(database, 'cara', '🙂 \uD800 水')).not.toContain('Iris');
});

test('words are letters and digits, few and short, whatever was written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (written) => {
      const found = wordsOf(written);
      return found.length <= 8 && found.every((word) => [...word].length <= 40 && !/[%_\\'"\s\0]/.test(word));
    }),
  );
});

test('every option must fit: skill, issue, place, language, role, hub', async () => {
  await using database = await testDatabase();
  const { hubs } = await seeded(database);
  const found = async (values: Record<string, string>) =>
    names(await types(database, 'cara', 'people', values));
  expect(await found({ skill: 'translation', language: 'Vietnamese' })).toEqual(['Grace Tran']);
  expect(await found({ skill: 'translation', place: 'Memphis' })).toEqual(['Omar Castillo']);
  expect(await found({ role: 'weaver', place: 'Memphis' })).toEqual(['Priya Nair']);
  expect(await found({ words: 'zoning', place: 'Memphis' })).toEqual([]);
  expect((await found({ issue: 'permits', words: 'zoning' }))[0]).toBe('Ben Okafor');
  expect(await found({ skill: 'zoning', hub: hubs.get('Delta') ?? '' })).toEqual(['Ben Okafor']);
  expect(await found({ skill: 'zoning', hub: hubs.get('Upriver') ?? '' })).toEqual([]);
  expect(await types(database, 'cara', 'people', {})).toContain('Refused: Say whom you look for');
});

test('at most five are shown, the rest is counted, and who is among equals changes from day to day', async () => {
  await using database = await testDatabase();
  await seeded(database);
  const said = await people(database, 'cara', 'english');
  expect(names(said)).toHaveLength(5);
  const [, total] = /^(\d+) people fit/.exec(said) ?? [];
  expect(said).toContain(`And ${Number(total) - 5} more: add a word`);
  const onDay = async (days: number) =>
    names(await types(database, 'cara', 'people', { words: 'english' }, now.add({ hours: 24 * days })));
  const shown = await Promise.all([0, 0, 1, 2, 3].map(onDay));
  expect(shown[0]).toEqual(shown[1]);
  expect(new Set(shown.flat()).size).toBeGreaterThan(5);
});

test('an empty answer says what to try', async () => {
  await using database = await testDatabase();
  await seeded(database);
  const nobody = await people(database, 'cara', 'submarines');
  expect(nobody).toContain('Nobody fits');
  expect(nobody).toContain('/weft intro ask');
  const none = await types(database, 'cara', 'organisations', { words: 'submarines' });
  expect(none).toContain('/weft organisation list');
  expect(await types(database, 'cara', 'organisations', {})).toContain('Refused: Say what you look for');
});

test('organisations are found by words, issue and place, also by people nobody vouched for', async () => {
  await using database = await testDatabase();
  await seeded(database);
  const found = async (values: Record<string, string>) =>
    names(await types(database, 'milo', 'organisations', values)).toSorted();
  expect(await found({ words: 'water testing' })).toEqual([
    'River Science Collective',
    'Student Water Watch',
  ]);
  expect(await found({ issue: 'lead pipes', place: 'Memphis' })).toEqual(['Tenants Together']);
});

test('an unlisted organisation is neither found nor named, but to its own people', async () => {
  await using database = await testDatabase();
  await seeded(database);
  await database.db
    .update(tables.organisation)
    .set({ listed: false })
    .where(eq(tables.organisation.name, 'Delta Legal Aid'));
  expect(await types(database, 'cara', 'organisations', { words: 'zoning' })).toContain(
    'No organisation fits',
  );
  expect(names(await types(database, 'ben', 'organisations', { words: 'zoning' }))).toEqual([
    'Delta Legal Aid',
  ]);
  expect(await people(database, 'cara', 'zoning')).not.toContain('Delta Legal');
  expect(names(await people(database, 'cara', 'zoning'))).toEqual(['Ben Okafor']); // for what he offers himself
  expect(names(await people(database, 'cara', 'delta legal aid'))).not.toContain('Ben Okafor');
  expect(await people(database, 'ben', 'tenant law')).toContain('Noor Rahman: Delta Legal Aid');
});
