import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { Block } from '#chat/index.ts';
import { joined, setConsent, tables } from '#directory/index.ts';
import { countTies as countFigures } from '#introductions/figures.ts';
import { networkButtons } from '#network/buttons.ts';
import { seeded } from '#network/communities.ts';
import { createNetwork } from '#network/index.ts';
import { connected, readNetwork } from '#network/map.ts';
import { fileMessage, mapMessage, pictureOf } from '#network/map-messages.ts';
import { countTies, organisationsTied, peopleTied } from '#network/tied.ts';
import { type Db, newId } from '#store/index.ts';
import { testDatabase } from './support/database.ts';
import { begins, openDesk, wire } from './support/desk.ts';

const network = createNetwork(() => []);

async function stage(db: Db) {
  return await openDesk(db, network);
}

const found = async (db: Db, coalitionId: string, personId: string, answer: string) =>
  await db.transaction((tx) =>
    setConsent({ tx, now: begins }, { id: personId, coalitionId }, 'found', answer),
  );

const ofKind = <K extends Block['kind']>(blocks: readonly Block[], kind: K) =>
  blocks.filter((block): block is Extract<Block, { kind: K }> => block.kind === kind);

/** Many ties more, at random, some of which do not count, and people who hide, left, or belong to nobody. */
async function muddle(db: Db, coalitionId: string, people: readonly string[]): Promise<void> {
  const rng = seeded(11);
  const any = () => people[Math.floor(rng() * people.length)] ?? '';
  for (let at = 0; at < 150; at += 1) {
    const [firstId = '', secondId = ''] = [any(), any()].toSorted();
    if (firstId === secondId) continue;
    const since = rng() < 0.8 ? begins : null;
    await db.insert(tables.tie).values({ coalitionId, firstId, secondId, since }).onConflictDoNothing();
  }
  for (const id of people) {
    const chance = rng();
    if (chance < 0.2) await found(db, coalitionId, id, 'nobody');
    else if (chance < 0.4) await found(db, coalitionId, id, 'weavers');
    else if (chance < 0.45) await db.delete(tables.consent).where(eq(tables.consent.personId, id));
    else if (chance < 0.55)
      await db.update(tables.person).set({ leftAt: begins }).where(eq(tables.person.id, id));
    else if (chance < 0.6)
      await db.update(tables.person).set({ organisationId: null }).where(eq(tables.person.id, id));
  }
  await db
    .update(tables.organisation)
    .set({ listed: false })
    .where(sql`name in (select name from organisation order by name limit 2)`);
}

test('ties on the maps are those that plain rows say: consented, here, and of listed organisations', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const { coalitionId } = play;
  await muddle(db, coalitionId, [...play.people.values()]);

  const consents = await db.select().from(tables.consent).where(eq(tables.consent.kind, 'found'));
  const finds = new Set(consents.flatMap((one) => (one.answer === 'nobody' ? [] : [one.personId])));
  const rows = await db.select().from(tables.person);
  const shown = new Map(
    rows.flatMap((one) => (one.leftAt === null && finds.has(one.id) ? [[one.id, one]] : [])),
  );
  const open = new Set(consents.flatMap((one) => (one.answer === 'members' ? [one.personId] : [])));
  const ties = (await db.select().from(tables.tie).where(isNotNull(tables.tie.since))).filter(
    ({ firstId, secondId }) => shown.has(firstId) && shown.has(secondId),
  );
  // Those whom only weavers may find are on no map that members see, and in no sum.
  const openTies = ties.filter(({ firstId, secondId }) => open.has(firstId) && open.has(secondId));
  const organisations = await db
    .select()
    .from(tables.organisation)
    .where(eq(tables.organisation.listed, true));
  const listed = new Set(organisations.map(({ id }) => id));
  const between = new Map<string, number>();
  let across = 0;
  for (const { firstId, secondId } of openTies) {
    const pair = [firstId, secondId].map((id) => shown.get(id)?.organisationId ?? '').toSorted();
    if (pair[0] === pair[1] || !pair.every((id) => listed.has(id))) continue;
    across += 1;
    between.set(pair.join(' '), (between.get(pair.join(' ')) ?? 0) + 1);
  }

  await db.transaction(async (tx) => {
    expect(await countTies({ tx }, coalitionId, 'people')).toBe(ties.length);
    expect(await countTies({ tx }, coalitionId, 'organisations')).toBe(openTies.length);
    const tied = new Set(openTies.flatMap(({ firstId, secondId }) => [firstId, secondId]));
    const findable = [...shown.keys()].filter((id) => open.has(id));
    expect(await countFigures({ tx }, coalitionId)).toEqual({
      ...{ findable: findable.length, ties: openTies.length, tiesAcross: across },
      unconnected: findable.filter((id) => !tied.has(id)).length,
    });
    const people = await peopleTied({ tx }, coalitionId);
    expect(new Set(people.nodes.map(({ id }) => id))).toEqual(new Set(shown.keys()));
    const pairs = ties.map(({ firstId, secondId }) => `${firstId} ${secondId}`);
    expect(people.edges.map(({ from, to }) => `${from} ${to}`).toSorted()).toEqual(pairs.toSorted());
    const { nodes, edges } = await organisationsTied({ tx }, coalitionId);
    expect(new Set(nodes.map(({ id }) => id))).toEqual(listed);
    expect(new Map(edges.map(({ from, to, ties: count }) => [`${from} ${to}`, count]))).toEqual(between);
  });
  expect(between.size).toBeGreaterThan(5);
  // The control: there are ties of both kinds.
  expect(openTies.length).toBeLessThan(ties.length);
  expect(ties.length).toBeLessThan(await db.$count(tables.tie, isNotNull(tables.tie.since)));
});

test('there is no map before thirty ties, and a consent taken back counts at once', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const consents = await db.select().from(tables.consent).where(eq(tables.consent.kind, 'found'));
  const open = new Set(consents.flatMap((one) => (one.answer === 'members' ? [one.personId] : [])));
  const every = await db.select().from(tables.tie);
  const all = every.filter(({ firstId, secondId }) => open.has(firstId) && open.has(secondId));
  expect(all.length).toBeGreaterThan(30);
  for (const one of all.slice(30))
    await db
      .delete(tables.tie)
      .where(and(eq(tables.tie.firstId, one.firstId), eq(tables.tie.secondId, one.secondId)));
  const shown = await play.type('kim', 'network map');
  expect(shown.refused).toBeUndefined();
  expect(shown.text).toContain('groups');
  expect(Object.keys(shown.buttons)).toEqual(['As a table (CSV)', 'For Kumu (JSON)']);
  // Also when weavers may find them still: members may not.
  await found(db, play.coalitionId, all[0]?.firstId ?? '', 'weavers');
  const refused = await play.type('kim', 'network map');
  expect(refused).toMatchObject({ refused: true, buttons: {} });
  expect(refused.text).toContain('before there are 30 ties');
  // Nor a file, by a button from when there was a map.
  expect(await play.press('kim', shown.buttons['As a table (CSV)'])).toMatchObject({ refused: true });
  // The map of people has theirs: it is for weavers.
  expect((await play.type('ana', 'network map', { of: 'people' })).refused).toBeUndefined();
});

test('people are on a map for weavers only, also behind a button', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const people = { of: 'people' };
  for (const who of ['kim', 'mara', 'jonas']) {
    const refused = await play.type(who, 'network map', people);
    expect(refused, who).toMatchObject({ refused: true });
    expect(refused.text).toContain('for weavers');
    for (const id of [networkButtons.peopleCsv, networkButtons.peopleKumu])
      expect(await play.press(who, wire(id, play.coalitionId)), who).toMatchObject({ refused: true });
    expect((await play.type(who, 'network map')).refused).toBeUndefined();
  }
  const shown = await play.type('ana', 'network map', people);
  expect(shown.text).toContain('people');
  expect(shown.text).toContain('By name:');
  expect((await play.press('ana', shown.buttons['As a table (CSV)'])).text).toContain('people-ties.csv');
  expect(await play.audited()).toContain('network.exported');
});

test('whoever takes their consent back is on no map, in no table and in no file', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const everything = async () =>
    await play.context('ana', async (context) => {
      const me = joined(context);
      const read = await readNetwork(me, 'people');
      return [
        JSON.stringify(mapMessage(read, 'people', me.coalition, 'en')),
        JSON.stringify(await fileMessage(read, 'people', 'csv', 'en')),
        JSON.stringify(await fileMessage(read, 'people', 'kumu', 'en')),
      ];
    });
  await db
    .insert(tables.tie)
    .values(
      ['ben', 'cara', 'grace', 'ada', 'leo', 'dov', 'hugo', 'noor'].map((who) => {
        const [firstId = '', secondId = ''] = [play.personId('kim'), play.personId(who)].toSorted();
        return { coalitionId: play.coalitionId, firstId, secondId, since: begins };
      }),
    )
    .onConflictDoNothing();
  const { name } = await play.person('priya');
  for (const one of await everything()) expect(one).toContain(name);
  await found(db, play.coalitionId, play.personId('priya'), 'nobody');
  for (const one of await everything()) expect(one).not.toContain(name);
  // A tie both have taken back is gone as well, and the two stay.
  await db
    .update(tables.tie)
    .set({ since: null })
    .where(eq(tables.tie.firstId, [play.personId('uma'), play.personId('rosa')].toSorted()[0] ?? ''));
  const [, csv = ''] = await everything();
  const [uma, rosa] = [(await play.person('uma')).name, (await play.person('rosa')).name];
  expect(csv).not.toMatch(new RegExp(`${uma},${rosa}|${rosa},${uma}`));
});

test('who weaves for a hub sees its people and whom those know, and nothing between others', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const { coalitionId, hubs } = play;
  const hubId = hubs.get('Delta') ?? '';
  await db.delete(tables.role).where(eq(tables.role.personId, play.personId('kim')));
  const held = { id: newId(begins), coalitionId, personId: play.personId('kim'), grantedAt: begins };
  await db.insert(tables.role).values({ ...held, role: 'weaver', hubId });
  const members = await db.select().from(tables.hubMember).where(eq(tables.hubMember.hubId, hubId));
  const own = new Set(members.map(({ personId }) => personId));
  const read = async (who: string) =>
    await play.context(who, async (context) => await readNetwork(joined(context), 'people'));
  const [whole, theirs] = [await read('ana'), await read('kim')];
  expect(theirs.nodes.length).toBeLessThan(whole.nodes.length);
  expect(theirs.edges.every(({ from, to }) => own.has(from) || own.has(to))).toBe(true);
  expect(theirs.edges.length).toBe(whole.edges.filter(({ from, to }) => own.has(from) || own.has(to)).length);
  const near = theirs.nodes.find(({ id, community }) => community >= 0 && !own.has(id));
  expect(near).toBeDefined();
  // Somebody outside of the hub whom only their weavers may find is not among its neighbours.
  await found(db, coalitionId, near?.id ?? '', 'weavers');
  expect((await read('kim')).nodes.map(({ id }) => id)).not.toContain(near?.id);
  expect((await read('ana')).nodes.map(({ id }) => id)).toContain(near?.id);
});

test('the words say what the picture shows, and members read no name of who is alone', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  // An organisation whose only tie is taken away is alone.
  const { organisationId } = await play.person('leo');
  const people = await db
    .select()
    .from(tables.person)
    .where(eq(tables.person.organisationId, organisationId ?? ''));
  for (const { id } of people) await found(db, play.coalitionId, id, 'nobody');
  await db
    .insert(tables.tie)
    .values(
      ['ana', 'cara', 'grace', 'ada'].map((who) => {
        const [firstId = '', secondId = ''] = [play.personId('kim'), play.personId(who)].toSorted();
        return { coalitionId: play.coalitionId, firstId, secondId, since: begins };
      }),
    )
    .onConflictDoNothing();
  const [organisation] = await db
    .select()
    .from(tables.organisation)
    .where(eq(tables.organisation.id, organisationId ?? ''));
  const name = organisation?.name ?? '';
  await play.context('kim', async (context) => {
    const me = joined(context);
    const read = await readNetwork(me, 'organisations');
    expect(read.isolates).toBeGreaterThan(0);
    const message = mapMessage(read, 'organisations', me.coalition, 'en');
    const [shown] = ofKind(message.blocks, 'picture');
    const map = pictureOf(read, 'Title', 'Alone');
    expect(shown?.picture).toMatchObject({ kind: 'map', nodes: map.nodes, edges: map.edges });
    expect(map.nodes.filter(({ community }) => community < 0).every(({ label }) => label === '')).toBe(true);
    // What one hears who does not see it: how many there are, each group, and how many are alone.
    const alt = shown?.alt ?? '';
    expect(alt).toContain(`${read.nodes.length} organisations`);
    expect(alt).toContain(`${read.edges.reduce((sum, { ties }) => sum + ties, 0)} ties`);
    for (const [at, size] of read.communities.entries())
      expect(alt).toContain(
        `Group ${at + 1}, ${size} organisations${size > 3 ? '. Best connected: ' : ': '}`,
      );
    expect(alt).toContain(`${read.isolates} ${read.isolates === 1 ? 'is' : 'are'} not connected yet.`);
    const files = await Promise.all(
      (['csv', 'kumu'] as const).map((format) => fileMessage(read, 'organisations', format, 'en')),
    );
    for (const one of [message, ...files]) expect(JSON.stringify(one)).not.toContain(name);
    expect(connected(read).nodes.length).toBe(read.nodes.length - read.isolates);
    // The control: it is there, and a file of everybody would name it.
    expect(JSON.stringify(read.nodes)).toContain(name);
    expect(JSON.stringify(await fileMessage(read, 'people', 'kumu', 'en'))).toContain(name);
  });
});

test('a picture holds the best connected of more people than it has room for', () => {
  const nodes = Array.from({ length: 4000 }, (_, at) => ({
    ...{ id: String(at), label: `P ${at}`, community: at % 7, ties: at },
  }));
  const edges = Array.from({ length: 3999 }, (_, at) => ({ from: String(at), to: String(at + 1), ties: 1 }));
  const map = pictureOf({ nodes, edges, communities: [4000], isolates: 0, bridges: [] }, 'T', '');
  expect(map.nodes).toHaveLength(1500);
  expect(Math.min(...map.nodes.map(({ ties }) => ties))).toBe(2500);
  expect(map.edges).toHaveLength(1499);
  for (const [from, to] of map.edges) expect(map.nodes[to]?.ties).toBe((map.nodes[from]?.ties ?? 0) + 1);
});

test('those without a tie are dots while they are few, and a number when they are many', () => {
  const network = (alone: number) => ({
    nodes: Array.from({ length: alone + 2 }, (_, at) => ({
      ...{ id: String(at), label: `P ${at}`, community: at < 2 ? 0 : -1, ties: at < 2 ? 1 : 0 },
    })),
    ...{ edges: [{ from: '0', to: '1', ties: 1 }], communities: [2], isolates: alone, bridges: [] },
  });
  expect(pictureOf(network(120), 'T', '120 people').nodes).toHaveLength(122);
  const many = pictureOf(network(121), 'T', '121 people');
  expect(many.nodes).toHaveLength(2);
  expect(many.alone).toBe('121 people');
});
