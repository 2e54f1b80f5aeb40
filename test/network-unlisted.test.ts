import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { action, actionStance } from '#actions/tables.ts';
import { request } from '#amplification/tables.ts';
import { countDays, daysAhead, gapsIn } from '#convergence/figures.ts';
import { day, hosting } from '#convergence/tables.ts';
import { readersOf } from '#digest/readers.ts';
import { type Act, type Figures, joined, tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { countFigures } from '#network/count.ts';
import { readCoverage } from '#network/coverage.ts';
import { createNetwork } from '#network/index.ts';
import { readNetwork } from '#network/map.ts';
import { fileMessage } from '#network/map-messages.ts';
import { readStages, setStages } from '#network/standings.ts';
import { organisationStage } from '#network/tables.ts';
import { type Db, newId } from '#store/index.ts';
import { tieAcross } from './support/across.ts';
import { testDatabase } from './support/database.ts';
import { begins, openDesk } from './support/desk.ts';
import { fillCoalition } from './support/filled.ts';
import { pulseKeys } from './support/pulse-keys.ts';

const features = createFeatures({ embedded: false, platforms: ['slack'], pulseKeys });

const act = async <T>(db: Db, run: (act: Act) => Promise<T>): Promise<T> =>
  await db.transaction(async (tx) => await run({ tx, now: begins }));

/** A filled coalition, and an organisation that asks, hosts, takes stances and has ties. */
async function stage(db: Db) {
  const play = await openDesk(
    db,
    createNetwork(() => features),
  );
  await fillCoalition(db, play, begins, 2);
  const { coalitionId } = play;
  const kim = await play.person('kim');
  const organisationId =
    [...play.organisations.values()].slice(0, 6).find((id) => id !== kim.organisationId) ?? '';
  const isIt = eq(tables.organisation.id, organisationId);
  await db.update(tables.consent).set({ answer: 'members' }).where(eq(tables.consent.kind, 'found'));
  // Of ties with it none is missed: without them there is a map as well.
  await tieAcross(db, coalitionId, begins, 60);
  await db.update(request).set({ organisationId }).where(eq(request.state, 'open'));
  // One day is hosted by it alone.
  const [one] = await db.select().from(day).where(eq(day.name, 'Day 1'));
  await db.delete(hosting).where(eq(hosting.dayId, one?.id ?? ''));
  await db.insert(hosting).values({
    ...{ id: newId(begins), coalitionId, dayId: one?.id ?? '', organisationId, state: 'hosting' },
    hostedAt: begins,
  });
  // One action is run by it and one other.
  const actionId = newId(begins);
  const nearly = begins.subtract({ hours: 24 });
  await db.insert(action).values({
    ...{ id: actionId, coalitionId, state: 'posted', title: 'Walk', what: 'We walk.', zone: 'UTC' },
    ...{ tactic: 'march', audience: 'coalition', draftedAt: nearly, postedAt: nearly, startsAt: begins },
  });
  const other = [...play.organisations.values()].findLast((id) => id !== organisationId) ?? '';
  await db.insert(actionStance).values(
    [organisationId, other].map((id) => ({
      ...{ actionId, organisationId: id, coalitionId, stance: 'run' as const, setAt: nearly },
    })),
  );
  const read = async () => ({
    figures: await act(db, async (one) => await countFigures(one, features, coalitionId)),
    texts: [
      (await play.type('kim', 'network health')).text,
      (await play.type('kim', 'network map')).text,
      ...(await play.context('kim', async (context) => {
        const network = await readNetwork(joined(context), 'organisations');
        return await Promise.all(
          (['csv', 'kumu'] as const).map(async (format) =>
            JSON.stringify(await fileMessage(network, 'organisations', format, 'en')),
          ),
        );
      })),
    ],
  });
  return { ...play, organisationId, isIt, read };
}

/** How many organisations the stages in `network health` count. */
const staged = ([health = '']: readonly string[]) =>
  [...(health.split('How closely')[1] ?? '').matchAll(/^• .*: (\d+)$/gm)].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );

const differing = (one: Figures, other: Figures) =>
  Object.keys(one)
    .filter((name) => one[name as keyof Figures] !== other[name as keyof Figures])
    .sort();

test('what members read of an unlisted organisation is what they would read without it', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const { organisationId, isIt } = play;
  await act(db, async (one) => await setStages({ ...one }, features, play.coalitionId));
  const listed = await play.read();

  // Its stage does not wait for Monday.
  await db.update(tables.organisation).set({ listed: false }).where(isIt);
  const atOnce = await play.read();
  expect(staged(atOnce.texts)).toBe(staged(listed.texts) - 1);
  // That of those who led something with it alone does: an action with nobody who is listed is their own.
  await act(db, async (one) => await setStages({ ...one }, features, play.coalitionId));
  const unlisted = await play.read();
  expect(unlisted.figures).toEqual(atOnce.figures);
  expect(staged(unlisted.texts)).toBe(staged(atOnce.texts));
  expect(await db.$count(organisationStage, eq(organisationStage.organisationId, organisationId))).toBe(0);

  // Nothing of it is left.
  await db.update(tables.organisation).set({ leftAt: begins }).where(isIt);
  const { person } = tables;
  await db.update(person).set({ organisationId: null }).where(eq(person.organisationId, organisationId));
  await db.update(request).set({ organisationId: null }).where(eq(request.organisationId, organisationId));
  await db.delete(actionStance).where(eq(actionStance.organisationId, organisationId));
  await db.delete(hosting).where(eq(hosting.organisationId, organisationId));
  const without = await play.read();
  expect(differing(unlisted.figures, without.figures)).toEqual([]);
  expect(unlisted.texts).toEqual(without.texts);

  // The control: each of these counts it while it is listed, and every text shows it.
  expect(differing(listed.figures, unlisted.figures)).toEqual([
    ...['dayGaps', 'daysHosted', 'ledTogether', 'organisations', 'organisationsAsking'],
    ...['organisationsSupported', 'signed', 'tiesAcross'],
  ]);
  for (const [at, text] of listed.texts.entries()) expect(text, String(at)).not.toBe(unlisted.texts[at]);
});

test('stages count the listed organisations, each once', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const sum = async () =>
    await act(db, async (one) => {
      const { at } = await readStages(one, play.coalitionId, begins);
      return Object.values(at).reduce((all, count) => all + count, 0);
    });
  await act(db, async (one) => await setStages({ ...one }, features, play.coalitionId));
  const all = await sum();
  expect(all).toBe(
    (await db.$count(tables.organisation, eq(tables.organisation.listed, true))) -
      (await db.$count(tables.organisation, eq(tables.organisation.name, 'Gone'))),
  );
  await db.update(tables.organisation).set({ listed: false }).where(play.isIt);
  expect(await sum()).toBe(all - 1);
});

test('health and the digest count the same gaps, of the convergence days of the next four weeks', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const { coalitionId } = play;
  const convergence = features.find(({ name }) => name === 'convergence');
  const both = async () =>
    await act(db, async (one) => {
      const [coalition] = await one.tx.select().from(tables.coalition);
      if (!coalition) throw new Error('no coalition');
      const reading = { coalition, reader: 'operator', language: 'en', zone: 'UTC', since: begins } as const;
      const [section] = (await convergence?.digest?.(one, reading)) ?? [];
      const told = (section?.items ?? []).map(({ text }) => {
        const words = text.map((part) => ('words' in part ? part.words : '')).join('');
        return [...words.matchAll(/(\d+) (?:hub|place|role)s?\b/g)].reduce(
          (sum, [, count]) => sum + Number(count),
          0,
        );
      });
      const figures = await countDays(one, { coalitionId, since: begins.subtract({ hours: 24 * 28 }) });
      return { days: told.length, gaps: told.reduce((sum, count) => sum + count, 0), figures };
    });
  const first = await both();
  expect(first.days).toBe(2);
  expect(first.gaps).toBeGreaterThan(0);
  expect(first.figures).toMatchObject({ daysToCome: first.days, dayGaps: first.gaps });
  // A day further away is in neither; the control: nearer, it is in both.
  await db.delete(hosting);
  const bare = await both();
  expect(bare.figures).toMatchObject({ daysToCome: 2, dayGaps: bare.gaps });
  const near = { firstDay: '2027-06-08', lastDay: '2027-06-08' };
  await db.update(day).set(near).where(eq(day.name, 'Day 3'));
  const nearer = await both();
  expect(nearer.days).toBe(3);
  expect(nearer.gaps).toBeGreaterThan(bare.gaps);
  expect(nearer.figures).toMatchObject({ daysToCome: 3, dayGaps: nearer.gaps });
  await act(db, async (one) => {
    const sum = (await daysAhead(one, coalitionId)).reduce((all, day) => all + gapsIn(day), 0);
    expect(sum).toBe(nearer.gaps);
  });
});

test('a hub in no list is not counted, and who is suspended is counted and written to nowhere', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await openDesk(
    db,
    createNetwork(() => features),
  );
  const { coalitionId } = play;
  const reads = async () =>
    await act(db, async (acting) => {
      const { hubs, supporters, roles } = await readCoverage(acting, coalitionId, begins);
      const readers = await readersOf(acting, coalitionId, 'operator');
      return {
        hubs: hubs.map(({ name }) => name),
        speakers: hubs.reduce((sum, { speakers }) => sum + speakers, 0),
        ...{ supporters, operators: roles.operator.holders, readers: readers.length },
      };
    });
  const before = await reads();
  expect(before.hubs).toContain('Delta');
  const { person, hub } = tables;
  for (const who of ['jonas', 'xavi'])
    await db
      .update(person)
      .set({ suspendedAt: begins })
      .where(eq(person.id, play.personId(who)));
  const { supporters, operators, readers, speakers } = before;
  expect(await reads()).toEqual({
    ...before,
    ...{ supporters: supporters - 2, operators: operators - 1, readers: readers - 1, speakers: speakers - 1 },
  });
  await db.update(hub).set({ listed: false }).where(eq(hub.name, 'Delta'));
  expect((await reads()).hubs).toEqual(before.hubs.filter((name) => name !== 'Delta'));
});
