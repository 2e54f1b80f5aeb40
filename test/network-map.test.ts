import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { type Block, plain } from '#chat/index.ts';
import { joined, setConsent, tables } from '#directory/index.ts';
import { groupsApart } from '#introductions/apart.ts';
import { countTies as countFigures } from '#introductions/figures.ts';
import { networkButtons } from '#network/buttons.ts';
import { seeded } from '#network/communities.ts';
import { createNetwork } from '#network/index.ts';
import { connected, readNetwork } from '#network/map.ts';
import { fileMessage, mapMessage, pictureOf } from '#network/map-messages.ts';
import { organisationsTied, peopleTied } from '#network/tied.ts';
import { type Db, newId } from '#store/index.ts';
import { tieAcross } from './support/across.ts';
import { testDatabase } from './support/database.ts';
import { begins, openDesk, wire } from './support/desk.ts';

const network = createNetwork(() => []);

/** A desk where just as many ties as it takes stand on the map of organisations. */
async function stage(db: Db, ties?: number) {
  const play = await openDesk(db, network);
  await tieAcross(db, play.coalitionId, begins, ties);
  return play;
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

test('there is no map before thirty ties stand on it, and a consent taken back counts at once', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const shown = await play.type('kim', 'network map');
  expect(shown.refused).toBeUndefined();
  expect(shown.text).toContain('12 organisations, 30 ties between them,');
  expect(Object.keys(shown.buttons)).toEqual(['As a table (CSV)', 'For Kumu (JSON)']);
  // Also when weavers may find them still: members may not.
  const people = new Map((await db.select().from(tables.person)).map((one) => [one.id, one]));
  const organisationOf = (id: string) => people.get(id)?.organisationId;
  const across = (await db.select().from(tables.tie)).find(
    ({ firstId, secondId }) => organisationOf(firstId) !== organisationOf(secondId),
  );
  await found(db, play.coalitionId, across?.firstId ?? '', 'weavers');
  const refused = await play.type('kim', 'network map');
  expect(refused).toMatchObject({ refused: true, buttons: {} });
  expect(refused.text).toMatch(
    /no map before there are 30 ties between organisations; so far there are 2\d\./,
  );
  // Nor a file, by a button from when there was a map.
  expect(await play.press('kim', shown.buttons['As a table (CSV)'])).toMatchObject({ refused: true });
  // The map of people has theirs: it is for weavers.
  expect((await play.type('ana', 'network map', { of: 'people' })).refused).toBeUndefined();
});

test('ties that are not drawn open no map: within one organisation, to one that is unlisted, outside of a hub', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await openDesk(db, network);
  const { coalitionId } = play;
  await db.update(tables.consent).set({ answer: 'members' }).where(eq(tables.consent.kind, 'found'));
  await db.delete(tables.tie);
  const people = await db.select().from(tables.person).orderBy(tables.person.name);
  const tie = async (isTied: (one: (typeof people)[number], other: (typeof people)[number]) => boolean) => {
    const pairs = people.flatMap((one) =>
      people
        .filter((other) => one.id < other.id && isTied(one, other))
        .map((other) => [one.id, other.id] as const),
    );
    await db
      .insert(tables.tie)
      .values(
        pairs.slice(0, 40).map(([firstId, secondId]) => ({ coalitionId, firstId, secondId, since: begins })),
      );
    expect(pairs.length).toBeGreaterThanOrEqual(30);
  };
  await tie((one, other) => one.organisationId !== null && one.organisationId === other.organisationId);
  expect((await play.type('kim', 'network map')).text).toContain('so far there are 0.');
  const [first, second] = [...Map.groupBy(people, ({ organisationId }) => organisationId ?? '')]
    .filter(([id]) => id !== '')
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([id]) => id);
  await tie(
    (one, other) => [one, other].filter(({ organisationId }) => organisationId === first).length === 1,
  );
  const isFirst = eq(tables.organisation.id, first ?? '');
  await db.update(tables.organisation).set({ listed: false }).where(isFirst);
  expect((await play.type('kim', 'network map')).text).toContain('so far there are 0.');
  // The control: listed, it is on the map.
  await db.update(tables.organisation).set({ listed: true }).where(isFirst);
  expect((await play.type('kim', 'network map')).refused).toBeUndefined();

  // A weaver of a hub of nobody but somebody who has no tie sees none of the others’.
  const [hubId = ''] = [...play.hubs.values()];
  const tied = new Set((await db.select().from(tables.tie)).flatMap((one) => [one.firstId, one.secondId]));
  const alone = people.find(({ id, organisationId }) => !tied.has(id) && organisationId !== second);
  if (!alone) throw new Error('everybody is tied');
  await db.delete(tables.hubMember);
  await db.insert(tables.hubMember).values({ coalitionId, hubId, personId: alone.id, joinedAt: begins });
  const kim = { coalitionId, personId: play.personId('kim'), grantedAt: begins, role: 'weaver' as const };
  await db.delete(tables.role).where(eq(tables.role.personId, kim.personId));
  await db.insert(tables.role).values({ ...kim, id: newId(begins), hubId });
  const ofHub = await play.type('kim', 'network map', { of: 'people' });
  expect(ofHub.text).toContain('30 ties between people; so far there are 0.');
  expect((await play.type('ana', 'network map', { of: 'people' })).refused).toBeUndefined();
});

test('by ties of people whom nobody may find no two groups are said to have met', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await openDesk(db, network);
  const { coalitionId } = play;
  await db.update(tables.consent).set({ answer: 'members' }).where(eq(tables.consent.kind, 'found'));
  const apart = async () =>
    await db.transaction(async (tx) => await groupsApart({ tx }, coalitionId, undefined));
  const ofKind = async (kind: string) =>
    (await apart()).filter((one) => one.kind === kind).map(({ one, other }) => `${one.name}, ${other.name}`);
  const memberOf = async (kind: string, id: string) =>
    kind === 'organisation'
      ? await db
          .select({ id: tables.person.id })
          .from(tables.person)
          .where(eq(tables.person.organisationId, id))
      : await db
          .select({ id: tables.hubMember.personId })
          .from(tables.hubMember)
          .where(eq(tables.hubMember.hubId, id));
  await db.delete(tables.hubMember);
  const all = await db.select().from(tables.person).orderBy(tables.person.name);
  const [north = '', south = ''] = [...play.hubs.values()];
  await db.insert(tables.hubMember).values(
    all.slice(0, 12).map(({ id }, at) => ({
      ...{ coalitionId, personId: id, hubId: at < 6 ? north : south, joinedAt: begins },
    })),
  );
  await db.delete(tables.tie);
  // Enough ties, none of them between two organisations, or two hubs.
  const within = all
    .slice(12)
    .flatMap(({ id: firstId, organisationId }) =>
      all.flatMap(({ id: secondId, organisationId: other }) =>
        firstId < secondId && organisationId !== null && organisationId === other
          ? [{ firstId, secondId }]
          : [],
      ),
    );
  await db.insert(tables.tie).values(within.map((pair) => ({ ...pair, coalitionId, since: begins })));
  for (const kind of ['hub', 'organisation']) {
    const [pair] = (await apart()).filter((one) => one.kind === kind);
    if (!pair) throw new Error(`no two ${kind}s are apart`);
    const before = await ofKind(kind);
    const [one = { id: '' }] = await memberOf(kind, pair.one.id);
    const [other = { id: '' }] = await memberOf(kind, pair.other.id);
    const [firstId = '', secondId = ''] = [one.id, other.id].toSorted();
    await db.insert(tables.tie).values({ coalitionId, firstId, secondId, since: begins });
    await found(db, coalitionId, one.id, 'nobody');
    expect(await ofKind(kind)).toEqual(before);
    // The control: weavers may find them, and the two have met.
    await found(db, coalitionId, one.id, 'weavers');
    expect(await ofKind(kind)).not.toEqual(before);
  }
  // Nor do they make thirty ties.
  await db.update(tables.consent).set({ answer: 'nobody' }).where(eq(tables.consent.kind, 'found'));
  expect(await apart()).toEqual([]);
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
  // A tie both have taken back is gone as well.
  const [uma, rosa] = [(await play.person('uma')).name, (await play.person('rosa')).name];
  const isTied = async () => {
    const [, csv = ''] = await everything();
    return [`${uma}\\",\\"${rosa}`, `${rosa}\\",\\"${uma}`].some((pair) => csv.includes(pair));
  };
  expect(await isTied()).toBe(true);
  await db
    .update(tables.tie)
    .set({ since: null })
    .where(eq(tables.tie.firstId, [play.personId('uma'), play.personId('rosa')].toSorted()[0] ?? ''));
  expect(await isTied()).toBe(false);
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
  // Enough of them for a map of their own.
  const findable = await db
    .select()
    .from(tables.consent)
    .where(and(eq(tables.consent.kind, 'found'), inArray(tables.consent.personId, [...own])));
  const ends = findable.flatMap(({ personId, answer }) => (answer === 'nobody' ? [] : [personId])).sort();
  const pairs = ends.flatMap((firstId, at) => ends.slice(at + 1).map((secondId) => ({ firstId, secondId })));
  const tied = pairs.slice(0, 30).map((pair) => ({ ...pair, coalitionId, since: begins }));
  await db.insert(tables.tie).values(tied).onConflictDoNothing();
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
    // Who does not see it hears the words beside it, once: how many there are, each group, and how many are alone.
    expect(shown?.alt).toBe('A map of organisations and their ties. The words here say what it shows.');
    const words = plain(message);
    const said = [
      `${read.nodes.length} organisations, ${read.edges.reduce((sum, { ties }) => sum + ties, 0)} ties`,
      ...read.communities.map(
        (size, at) => `Group ${at + 1}, ${size} organisations${size > 3 ? '. Best connected: ' : ': '}`,
      ),
      `${read.isolates} ${read.isolates === 1 ? 'is' : 'are'} not connected yet.`,
    ];
    for (const one of said) expect(words.split(one), one).toHaveLength(2);
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
