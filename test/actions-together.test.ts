import { and, eq } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstSpaces, type Neighbour, neighbours, neighboursOf, type Shared } from '#actions/calls.ts';
import { tactics } from '#actions/choices.ts';
import { countDue, postKind } from '#actions/copies.ts';
import { findAction, mayLead } from '#actions/find.ts';
import { forget } from '#actions/leave.ts';
import { isMuted, keepMutes, mutesOf } from '#actions/mutes.ts';
import { keepNeeds, needsOf, openNeeds, parseNeeds } from '#actions/needs.ts';
import { askOrganiser, confirmOrganising } from '#actions/organise.ts';
import { handOver, organiseKind } from '#actions/organisers.ts';
import { setStance, stancesDue, stancesOf } from '#actions/stances.ts';
import * as rows from '#actions/tables.ts';
import { takeNeed } from '#actions/take-need.ts';
import { words } from '#actions/together-words.ts';
import type { Seeded } from '#cast/index.ts';
import { literal, message, plain, Refusal } from '#chat/index.ts';
import { tell } from '#delivery/index.ts';
import { delivery } from '#delivery/tables.ts';
import { tables } from '#directory/index.ts';
import { type Db, newId } from '#store/index.ts';
import { testDatabase } from './support/database.ts';
import { asJoined, begins, seed } from './support/desk.ts';

// Properties answer with a boolean: thousands of runs with an expectation each take long.
const same = (a: readonly string[], b: readonly string[]) => JSON.stringify(a) === JSON.stringify(b);

// --- needs, pure

const marks = fc.constantFrom('', '- ', '• ', '* ', '–', ' · ', '-- ', '\t');
const plainLine = fc
  .array(fc.constantFrom('8', 'stewards', 'a', 'van', 'Ärzte', '水', 'two-way', 'radios'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((some) => some.join(' '));

/** Whatever marks, blanks and repetitions stand around lines: the lines come out, in order, each once. */
const keepsLines = (parse: typeof parseNeeds) =>
  fc.property(
    fc.array(fc.tuple(marks, plainLine, fc.constantFrom('\n', '\r\n', '\n \n', '\n\n- \n'), fc.boolean())),
    (lines) => {
      const written = lines
        .map(([mark, line, end, loud]) => `${mark}${loud ? line.toUpperCase() : line}  ${end}`)
        .join('');
      const wanted = [...new Set(lines.map(([, line]) => line.toLowerCase()))];
      return same(
        parse(written).map((line) => line.toLowerCase()),
        wanted,
      );
    },
  );

const telling = fc.constantFrom('a', 'A', '-', '•', ' ', '\n', '\r', '\u2028', '\u200b');

const anyUnit = fc.nat(0xffff).map((code) => String.fromCharCode(code));

/** What was read is read the same again, and holds nothing that a line of a list must not. */
const readsAgain = (parse: typeof parseNeeds) =>
  fc.property(fc.string({ unit: fc.oneof(telling, anyUnit), maxLength: 30 }), (written) => {
    const needs = parse(written);
    const isClean = (need: string) => /^[^\s\-–—*•·]([^\r\n\u2028\u2029]*\S)?$/u.test(need);
    const once = new Set(needs.map((need) => need.toLowerCase())).size === needs.length;
    return once && needs.every(isClean) && same(parse(needs.join('\n')), needs);
  });

test('needs are the lines somebody wrote, in order and each once, without the marks of lists', () => {
  expect(parseNeeds(' - 8 stewards\r\n\n• a van\n* A VAN\n–\n2  cooks ')).toEqual([
    '8 stewards',
    'a van',
    '2 cooks',
  ]);
  expect(parseNeeds('\u200b\n \n')).toEqual([]);
  fc.assert(keepsLines(parseNeeds));
  fc.assert(readsAgain(parseNeeds));

  // Controls: parsers that repeat, keep marks or change the order are caught.
  const lines = (written: string) => written.split(/\n/).filter((line) => line.trim() !== '');
  const repeats = (written: string) => lines(written).map((line) => line.replace(/^[\s\-–—*•·]+/, '').trim());
  const marked = (written: string) => [...new Set(lines(written).map((line) => line.trim()))];
  const sorted = (written: string) => [...parseNeeds(written)].sort();
  for (const wrong of [repeats, marked, sorted]) expect(fc.check(keepsLines(wrong)).failed).toBe(true);
  for (const wrong of [repeats, marked]) expect(fc.check(readsAgain(wrong)).failed).toBe(true);
});

// --- neighbours, pure

type Find = typeof neighbours;

const place = fc.constantFrom('Iowa', 'Memphis', 'Tennessee', 'St. Louis', 'Houma', '');
const zone = fc.constantFrom('America/Chicago', 'America/New_York', 'Pacific/Honolulu');
const hubs: fc.Arbitrary<readonly Neighbour[]> = fc
  .array(fc.tuple(fc.uuid(), fc.array(place, { maxLength: 3 }), zone), { maxLength: 7 })
  .map((list) => list.map(([id, places, zoneOf]) => ({ id, places: places.join(', '), zone: zoneOf })))
  .map((list) => [...new Map(list.map((one) => [one.id, one])).values()]);

interface Given {
  readonly list: readonly Neighbour[];
  readonly shared: readonly Shared[];
}

const given: fc.Arbitrary<Given> = hubs.chain((list) =>
  fc.record({
    list: fc.constant(list),
    shared: fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 6 }).map((pairs) =>
      pairs.flatMap(([a, b]): Shared[] => {
        const [one, other] = [list[a], list[b]];
        return one && other && one !== other ? [[one.id, other.id]] : [];
      }),
    ),
  }),
);

const isSymmetric = (find: Find) =>
  fc.property(given, ({ list, shared }) =>
    list.every(({ id: a }) =>
      list.every(({ id: b }) => find(a, list, shared).has(b) === find(b, list, shared).has(a)),
    ),
  );

const isNeverItself = (find: Find) =>
  fc.property(given, ({ list, shared }) => list.every(({ id }) => !find(id, list, shared).has(id)));

/** Under other ids and in another order the same hubs are found. */
const isBlindToIds = (find: Find) =>
  fc.property(given, fc.infiniteStream(fc.uuid()), ({ list, shared }, ids) => {
    const other = new Map(list.map(({ id }) => [id, ids.next().value]));
    fc.pre(new Set(other.values()).size === list.length);
    const named = (id: string) => other.get(id) ?? '';
    const renamed = list.map((one) => ({ ...one, id: named(one.id) })).toReversed();
    const pairs = shared.map(([a, b]): Shared => [named(b), named(a)]).toReversed();
    return list.every(({ id }) =>
      same([...find(named(id), renamed, pairs)].sort(), [...find(id, list, shared)].map(named).sort()),
    );
  });

/** Whoever shares a place is a neighbour; and nobody is alone who shares anything with anybody. */
const leavesNobodyAlone = (find: Find) =>
  fc.property(given, ({ list, shared }) =>
    list.every((one) => {
      const found = find(one.id, list, shared);
      const others = list.filter(({ id }) => id !== one.id);
      const placesOf = (hub: Neighbour) => hub.places.split(', ').filter((each) => each !== '');
      const near = others.filter((other) => placesOf(one).some((each) => placesOf(other).includes(each)));
      const isTied = others.some(
        ({ id, zone: theirs }) =>
          theirs === one.zone || shared.some((pair) => pair.includes(one.id) && pair.includes(id)),
      );
      return near.every(({ id }) => found.has(id)) && (found.size > 0 || !isTied);
    }),
  );

test('neighbours are each other’s, never oneself, and do not depend on ids or order', () => {
  fc.assert(isSymmetric(neighbours));
  fc.assert(isNeverItself(neighbours));
  fc.assert(isBlindToIds(neighbours));
  fc.assert(leavesNobodyAlone(neighbours));

  // Controls: what looks one way only, sorts by id, counts itself, or stops at places is caught.
  const oneWay: Find = (of, list, shared) => {
    const found = neighbours(of, list, shared);
    const [first] = list.filter(({ id }) => found.has(id));
    return new Set(first ? [first.id] : []);
  };
  const byId: Find = (of, list, shared) => new Set([...neighbours(of, list, shared)].sort().slice(0, 1));
  const itself: Find = (of, list, shared) => new Set([...neighbours(of, list, shared), of]);
  const nobody: Find = () => new Set();
  expect(fc.check(isSymmetric(oneWay)).failed).toBe(true);
  expect(fc.check(isBlindToIds(byId)).failed).toBe(true);
  expect(fc.check(isNeverItself(itself)).failed).toBe(true);
  expect(fc.check(leavesNobodyAlone(nobody)).failed).toBe(true);
});

test('a place in common comes before members in common, and those before the zone', () => {
  const list: readonly Neighbour[] = [
    { id: 'delta', places: 'Tennessee, Louisiana', zone: 'America/Chicago' },
    { id: 'pipes', places: 'Missouri, Tennessee', zone: 'America/New_York' },
    { id: 'upriver', places: 'Iowa', zone: 'America/Chicago' },
    { id: 'island', places: 'Oahu', zone: 'Pacific/Honolulu' },
  ];
  const of = (id: string, shared: readonly Shared[] = []) => [...neighbours(id, list, shared)].sort();
  // Upriver has only its zone, and what it finds finds it.
  expect(of('delta')).toEqual(['pipes', 'upriver']);
  expect(of('pipes')).toEqual(['delta']);
  expect(of('upriver')).toEqual(['delta']);
  expect(of('island')).toEqual([]);
  expect(of('island', [['upriver', 'island']])).toEqual(['upriver']);
  expect(of('upriver', [['upriver', 'island']])).toEqual(['island']);
});

// --- with a database

/** An action of the cast that was posted, without its copies. */
async function posted(
  db: Db,
  { coalitionId, people }: Seeded,
  by: string,
  more: Partial<typeof rows.action.$inferInsert> = {},
): Promise<string> {
  const id = newId(begins);
  await db.insert(rows.action).values({
    ...{ id, coalitionId, announcerId: people.get(by) ?? null, state: 'posted', title: 'River clean-up' },
    ...{
      what: 'Bring boots.',
      startsAt: begins.add({ hours: 72 }),
      zone: 'America/Chicago',
      place: 'Dubuque',
    },
    ...{ tactic: 'care', audience: 'coalition', draftedAt: begins, postedAt: begins },
    ...more,
  });
  return id;
}

const here = (seeded: Seeded, id: string) => ({ id, coalitionId: seeded.coalitionId });

/** What a refusal says, or nothing. */
async function refused(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return '';
  } catch (error) {
    if (error instanceof Refusal) return plain(error.answer);
    throw error;
  }
}

test('an edit keeps who took a need whose words stay, and two who press at once do not both take it', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const seeded = await seed(db);
  const one = here(seeded, await posted(db, seeded, 'cara'));
  const keep = async (...needs: string[]) =>
    await db.transaction((tx) => keepNeeds({ tx, now: begins }, one, needs));
  await keep('8 stewards', 'a van');
  const [, van] = await needsOf({ tx: db }, one);
  const takes = (account: string) =>
    refused(asJoined(db, begins, { account }, (context) => takeNeed(context, van?.id ?? '')));
  const said = await Promise.all(['ben', 'iris', 'elena'].map(takes));
  expect(said.filter((each) => each === '')).toHaveLength(1);
  expect(said.filter((each) => each.includes('Somebody has taken this already'))).toHaveLength(2);
  const parts = await db.select().from(rows.actionPart);
  const [, taken] = await needsOf({ tx: db }, one);
  // Whoever came too late is not in either.
  expect(parts).toMatchObject([{ personId: taken?.takenById, how: 'help' }]);

  await keep('A van', 'soup', '8 stewards');
  expect(await needsOf({ tx: db }, one)).toMatchObject([
    { id: van?.id, words: 'A van', takenById: taken?.takenById },
    { words: 'soup', takenById: null },
    { words: '8 stewards', takenById: null },
  ]);
  await keep('soup');
  expect(await needsOf({ tx: db }, one)).toMatchObject([{ words: 'soup', place: 0 }]);
});

test('open needs are found by words, of actions to come that one may see and did not mute', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const seeded = await seed(db);
  const add = async (title: string, need: string, more: Partial<typeof rows.action.$inferInsert> = {}) => {
    const one = here(seeded, await posted(db, seeded, 'cara', { title, ...more }));
    await db.transaction((tx) => keepNeeds({ tx, now: begins }, one, [need]));
    return one;
  };
  await add('Farm day', 'somebody with a trailer');
  await add('Blockade', 'trailers', { tactic: 'picket' });
  await add('For others', 'a trailer', { audience: 'hubs' });
  await add('Yesterday', 'a trailer', { startsAt: begins.subtract({ hours: 24 }) });
  await add('Called off', 'a trailer', { state: 'cancelled' });
  const finds = async (like?: string) =>
    (await asJoined(db, begins, { account: 'ben' }, (context) => openNeeds(context, like)))
      .map(({ action }) => action.title)
      .sort();
  expect(await finds('tractors, trailers')).toEqual(['Blockade', 'Farm day']);
  expect(await finds()).toEqual(['Blockade', 'Farm day']);
  expect(await finds('soup')).toEqual([]);
  expect(await finds('the & !(')).toEqual([]);
  await asJoined(db, begins, { account: 'ben' }, (context) => keepMutes(context, ['picket']));
  expect(await finds('trailers')).toEqual(['Farm day']);
});

test('a stance is refused for somebody else’s organisation, and for one that would show it to nobody', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const seeded = await seed(db);
  const id = await posted(db, seeded, 'cara');
  const organisation = seeded.organisations.get('Delta Legal Aid') ?? '';
  const says = (account: string, stance: 'run' | 'none') =>
    refused(asJoined(db, begins, { account }, (context) => setStance(context, id, { organisation, stance })));
  const shown = async () =>
    (await stancesOf({ tx: db }, here(seeded, id))).map(({ name, stance }) => `${name}: ${stance}`);
  expect(await says('elena', 'run')).toContain('You do not represent that organisation');
  expect(await says('rosa', 'run')).toContain('Only representatives say where an organisation stands');
  expect(await shown()).toEqual([]);
  expect(await says('ben', 'run')).toBe('');
  expect(await shown()).toEqual(['Delta Legal Aid: run']);
  expect(await says('elena', 'none')).toContain('You do not represent that organisation');
  expect(await shown()).toEqual(['Delta Legal Aid: run']);

  const set = (more: Partial<typeof tables.organisation.$inferInsert>) =>
    db.update(tables.organisation).set(more).where(eq(tables.organisation.id, organisation));
  await set({ listed: false });
  expect(await shown()).toEqual([]);
  expect(await says('ben', 'run')).toContain('Delta Legal Aid is unlisted');
  await set({ listed: true, leftAt: begins });
  expect(await shown()).toEqual([]);
  // It comes back, and starts anew.
  await set({ leftAt: null, addedAt: begins.add({ hours: 1 }) });
  expect(await shown()).toEqual([]);
  await set({ addedAt: begins });
  expect(await shown()).toEqual(['Delta Legal Aid: run']);
});

test('what an organisation said ends in every copy once it leaves or is unlisted, and of nobody else', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const seeded = await seed(db);
  const { coalitionId } = seeded;
  const id = await posted(db, seeded, 'cara');
  const [space] = await db.select().from(tables.space);
  const spaceId = space?.id ?? '';
  const deliveryId = await db.transaction((tx) =>
    tell({ tx, now: begins }, postKind, {
      ...{ coalitionId, subject: id, message: message(literal('River clean-up')) },
      to: { kind: 'channel', spaceId, channel: 'actions' },
    }),
  );
  await db
    .insert(rows.actionCopy)
    .values({ actionId: id, spaceId, coalitionId, deliveryId: deliveryId ?? null });
  for (const account of ['ben', 'cara'])
    await asJoined(db, begins, { account }, (context) => setStance(context, id, { stance: 'run' }));
  const edits = async () =>
    (
      await db
        .select()
        .from(delivery)
        .where(eq(delivery.edits, deliveryId ?? ''))
        .orderBy(delivery.position)
    ).map(({ effect }) => JSON.stringify(effect));
  // Two who spoke within a minute: every post is drawn anew once, and not before.
  expect(await edits()).toEqual([]);
  const shown = async () => {
    await db.transaction((tx) =>
      countDue.carryOut({ tx, now: begins.add({ minutes: 2 }), random: () => 0.5 }, id),
    );
    return (await edits()).at(-1);
  };
  expect(await shown()).toContain('Delta Legal Aid and Upriver Farmers Union');

  const { organisation } = tables;
  const due = async () =>
    (await db.select().from(organisation).where(stancesDue.where)).map(({ name }) => name);
  expect(await due()).toEqual([]);
  await db.update(organisation).set({ listed: false }).where(eq(organisation.name, 'Delta Legal Aid'));
  await db.update(organisation).set({ leftAt: begins }).where(eq(organisation.name, 'Plains Newsroom'));
  expect(await due()).toEqual(['Delta Legal Aid']);
  await db.transaction((tx) =>
    stancesDue.carryOut(
      { tx, now: begins.add({ minutes: 1 }), random: () => 0.5 },
      seeded.organisations.get('Delta Legal Aid') ?? '',
    ),
  );
  expect(await due()).toEqual([]);
  expect(await findAction({ tx: db }, coalitionId, id)).toMatchObject({
    countAt: begins.add({ minutes: 12 }),
  });
  expect(await shown()).not.toContain('Delta Legal Aid');
  expect(await shown()).toContain('Upriver Farmers Union');
});

test('of what somebody announced who leaves, the first who confirmed carries on and is told', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const seeded = await seed(db);
  const id = await posted(db, seeded, 'cara');
  const idOf = (who: string) => seeded.people.get(who) ?? '';
  for (const who of ['iris', 'ben', 'elena'])
    await asJoined(db, begins, { account: 'cara' }, (context) => askOrganiser(context, id, idOf(who)));
  const asks = await db.select().from(rows.actionOrganiser);
  const confirms = async (who: string, minutes: number) =>
    await asJoined(db, begins.add({ minutes }), { account: who }, (context) =>
      confirmOrganising(context, asks.find(({ personId }) => personId === idOf(who))?.id ?? ''),
    );
  await confirms('ben', 1);
  await confirms('iris', 2);
  const leaves = async (who: string) => {
    const [person] = await db
      .select()
      .from(tables.person)
      .where(eq(tables.person.id, idOf(who)));
    if (person) await db.transaction((tx) => handOver({ tx, now: begins.add({ minutes: 3 }) }, person));
    return await findAction({ tx: db }, seeded.coalitionId, id);
  };
  const handed = await leaves('cara');
  expect(handed?.announcerId).toBe(idOf('ben'));
  if (!handed) return;
  expect(await mayLead({ tx: db }, handed, idOf('iris'))).toBe(true);
  // Asked, and no answer: no right.
  expect(await mayLead({ tx: db }, handed, idOf('elena'))).toBe(false);
  const told = and(eq(delivery.kind, 'action.organised'), eq(delivery.personId, idOf('ben')));
  expect(JSON.stringify(await db.select().from(delivery).where(told))).toContain('You carry on with ');
  expect((await leaves('iris'))?.announcerId).toBe(idOf('ben'));
  // Nobody is left who could: it stays as it is.
  expect((await leaves('ben'))?.announcerId).toBe(idOf('ben'));
  const before = await db.$count(delivery, eq(delivery.kind, 'action.organised'));

  // Nobody is told to carry on with what is over.
  const over = await posted(db, seeded, 'dov', { title: 'Over', startsAt: begins.add({ minutes: 2 }) });
  await db.insert(rows.actionOrganiser).values({
    ...{ id: newId(begins), coalitionId: seeded.coalitionId, actionId: over, personId: idOf('rosa') },
    ...{ askedAt: begins, confirmedAt: begins },
  });
  await leaves('dov');
  const [past] = await db.select().from(rows.action).where(eq(rows.action.id, over));
  expect(past?.announcerId).toBe(idOf('dov'));
  expect(await db.$count(delivery, eq(delivery.kind, 'action.organised'))).toBe(before);
});

test('whoever is asked to lead an action and said no, or blocked somebody who leads it, is not asked again', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const seeded = await seed(db);
  const id = await posted(db, seeded, 'cara');
  const idOf = (who: string) => seeded.people.get(who) ?? '';
  const { coalitionId } = seeded;
  await db.insert(tables.block).values({
    id: newId(begins),
    coalitionId,
    personId: idOf('elena'),
    blockedPersonId: idOf('cara'),
    since: begins,
  });
  const asks = async (who: string) => {
    const { person } = await asJoined(db, begins, { account: 'cara' }, (context) =>
      askOrganiser(context, id, idOf(who)),
    );
    return person.id;
  };
  const asked = async () => (await db.select().from(rows.actionOrganiser)).map(({ personId }) => personId);
  const told = async () =>
    (await db.select().from(delivery)).filter(({ kind }) => kind === 'action.organise').length;
  expect(await asks('elena')).toBe(idOf('elena'));
  expect([await asked(), await told()]).toEqual([[], 0]);
  expect(await asks('ben')).toBe(idOf('ben'));
  expect([await asked(), await told()]).toEqual([[idOf('ben')], 1]);
  await db.delete(rows.actionOrganiser);
  expect(await asks('ben')).toBe(idOf('ben'));
  expect([await asked(), await told()]).toEqual([[], 1]);
  // Also when its time, place or task has changed.
  await db.update(rows.action).set({ version: 2 }).where(eq(rows.action.id, id));
  await asks('ben');
  expect([await asked(), await told()]).toEqual([[], 1]);

  // Whoever blocks while the ask waits does not hear it.
  await asks('iris');
  const [row] = (await db.select().from(delivery)).filter(({ personId }) => personId === idOf('iris'));
  const isWanted = async () =>
    row && (await db.transaction(async (tx) => await organiseKind.wanted?.({ tx, now: begins }, row)));
  expect(await isWanted()).toBe(true);
  await db.insert(tables.block).values({
    ...{ id: newId(begins), coalitionId, since: begins },
    ...{ personId: idOf('iris'), blockedPersonId: idOf('cara') },
  });
  expect(await isWanted()).toBe(false);
});

test('the spaces of a hub that calls and of its neighbours come first, and none where nobody calls', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const seeded = await seed(db);
  const { coalitionId } = seeded;
  const hub = (name: string) => ({ id: seeded.hubs.get(name) ?? '', coalitionId });
  const near = async (name: string) => (await neighboursOf({ tx: db }, hub(name))).map((one) => one.name);
  expect(await near('Delta')).toEqual(['Lead pipes', 'Upriver']);
  expect(await near('Lead pipes')).toEqual(['Delta']);
  // One without places and in no other's zone, until somebody is in both.
  const plains = newId(begins);
  await db.insert(tables.hub).values({
    ...{ id: plains, coalitionId, name: 'Plains', kind: 'caucus', zone: 'Pacific/Honolulu', addedAt: begins },
  });
  const ofPlains = async () =>
    (await neighboursOf({ tx: db }, { id: plains, coalitionId })).map(({ name }) => name);
  expect(await ofPlains()).toEqual([]);
  const cara = { personId: seeded.people.get('cara') ?? '', coalitionId, joinedAt: begins };
  await db.insert(tables.hubMember).values({ ...cara, hubId: plains });
  expect(await ofPlains()).toEqual(['Upriver']);
  expect(await near('Upriver')).toEqual(['Plains']);
  expect(await near('Delta')).toEqual(['Lead pipes']);
  await db.delete(tables.hub).where(eq(tables.hub.id, plains));

  const spaces = await db.select().from(tables.space);
  const first = async (callingHubId: string | null) => {
    const found = await firstSpaces({ tx: db }, { coalitionId, callingHubId }, spaces);
    return spaces.filter(({ id }) => found.has(id)).map(({ name }) => name);
  };
  expect(await first(null)).toEqual([]);
  // Only Ben speaks for the Delta, in the hall; everyone else has left the hubs.
  const keep = seeded.people.get('ben') ?? '';
  for (const { personId } of await db.select().from(tables.hubMember))
    if (personId !== keep) await db.delete(tables.hubMember).where(eq(tables.hubMember.personId, personId));
  expect(await first(hub('Delta').id)).toEqual(['Clearwater hall']);
  await db.insert(tables.hubMember).values({
    hubId: hub('Upriver').id,
    personId: seeded.people.get('grace') ?? '',
    coalitionId,
    joinedAt: begins,
  });
  expect((await first(hub('Delta').id)).sort()).toEqual(['Clearwater hall', 'Delta kitchen table']);
  await db
    .update(tables.hub)
    .set({ closedAt: begins })
    .where(eq(tables.hub.id, hub('Upriver').id));
  expect(await first(hub('Delta').id)).toEqual(['Clearwater hall']);
});

test('a tactic is muted for whoever muted it, in the order of forms, and for nobody else', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const seeded = await seed(db);
  await posted(db, seeded, 'cara', { tactic: 'march' });
  await asJoined(db, begins, { account: 'ben' }, (context) => keepMutes(context, ['picket', 'march']));
  await asJoined(db, begins, { account: 'iris' }, (context) => keepMutes(context, ['picket']));
  const { person } = tables;
  const muting = await db
    .select({ id: person.id })
    .from(person)
    .innerJoin(rows.action, eq(rows.action.coalitionId, person.coalitionId))
    .where(isMuted(person.id));
  expect(muting).toEqual([{ id: seeded.people.get('ben') }]);
  const of = async (who: string) =>
    await mutesOf({ tx: db }, { id: seeded.people.get(who) ?? '', coalitionId: seeded.coalitionId });
  expect(await of('ben')).toEqual(['march', 'picket']);
  await asJoined(db, begins, { account: 'ben' }, (context) => keepMutes(context, []));
  expect(await of('ben')).toEqual([]);
  expect(await of('iris')).toEqual(['picket']);
});

test('what people read of a tactic fits its button, and every label and hint fits its place', () => {
  const say = words.en;
  for (const tactic of tactics) expect(say.lessOf(tactic).length).toBeLessThanOrEqual(40);
  for (const label of Object.values(say.label)) expect(label.length).toBeLessThanOrEqual(45);
  for (const hint of Object.values(say.hint)) expect(hint.length).toBeLessThanOrEqual(100);
});

test('who takes part in a draft is nobody, its announcer included', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const seeded = await seed(db);
  for (const state of ['draft', 'posting', 'posted'] as const) {
    const id = await posted(db, seeded, 'cara', { state });
    await db.transaction((tx) => keepNeeds({ tx, now: begins }, here(seeded, id), ['a van']));
    const [need] = await needsOf({ tx: db }, here(seeded, id));
    const takes = asJoined(db, begins, { account: 'cara' }, (context) => takeNeed(context, need?.id ?? ''));
    const isIn = state === 'posted';
    expect({ state, refused: (await refused(takes)) !== '' }).toEqual({ state, refused: !isIn });
    expect(await db.$count(rows.actionPart)).toBe(isIn ? 1 : 0);
    expect(await db.$count(delivery, eq(delivery.subject, id))).toBe(isIn ? 2 : 0);
  }
});

test('of whoever wants nothing kept no words are left in what they announced, and stances name nobody', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const seeded = await seed(db);
  const past = { startsAt: begins.subtract({ hours: 24 }), lesson: 'Bring gloves.', exactPlace: 'Ramp 4' };
  const id = await posted(db, seeded, 'ben', past);
  const other = await posted(db, seeded, 'cara', past);
  for (const one of [id, other]) {
    await db.transaction((tx) => keepNeeds({ tx, now: begins }, here(seeded, one), ['a van']));
    await db.insert(rows.actionStance).values({
      ...{ actionId: one, coalitionId: seeded.coalitionId, stance: 'support' as const, setAt: begins },
      organisationId: seeded.organisations.get('Delta Legal Aid') ?? '',
      setById: seeded.people.get('ben') ?? null,
    });
  }
  const [ben] = await db
    .select()
    .from(tables.person)
    .where(eq(tables.person.id, seeded.people.get('ben') ?? ''));
  if (!ben) throw new Error('ben is nowhere');
  await db.transaction((tx) => forget({ tx, now: begins }, ben));
  expect(await findAction({ tx: db }, seeded.coalitionId, id)).toMatchObject({
    ...{ title: 'An action that was deleted', what: '', place: '', exactPlace: '', link: null, lesson: '' },
    announcerId: null,
  });
  expect(await needsOf({ tx: db }, here(seeded, id))).toEqual([]);
  // What others announced stays as it is, and so does where their organisation stands.
  expect(await findAction({ tx: db }, seeded.coalitionId, other)).toMatchObject({ lesson: 'Bring gloves.' });
  expect(await needsOf({ tx: db }, here(seeded, other))).toHaveLength(1);
  const stances = await db.select({ setById: rows.actionStance.setById }).from(rows.actionStance);
  expect(stances).toEqual([{ setById: null }, { setById: null }]);
});
