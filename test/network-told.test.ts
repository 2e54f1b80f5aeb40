import { and, eq, isNull } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { action } from '#actions/tables.ts';
import { askedFor, request } from '#amplification/tables.ts';
import { plainText } from '#chat/index.ts';
import { type DigestSection, joined, type Reading, tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { countFigures } from '#network/count.ts';
import { createNetwork } from '#network/index.ts';
import { organisationStage } from '#network/tables.ts';
import { type Db, newId } from '#store/index.ts';
import { tieAcross } from './support/across.ts';
import { testDatabase } from './support/database.ts';
import { begins, openDesk } from './support/desk.ts';
import { exportedOf } from './support/exported.ts';
import { pulseKeys } from './support/pulse-keys.ts';

const features = createFeatures({ embedded: false, platforms: ['slack'], pulseKeys });
const network = createNetwork(() => features);

async function stage(db: Db) {
  const play = await openDesk(db, network);
  const { coalitionId } = play;
  const sections = async (given: Partial<Reading> = {}): Promise<readonly DigestSection[]> =>
    await db.transaction(async (tx) => {
      const [coalition] = await tx
        .select()
        .from(tables.coalition)
        .where(eq(tables.coalition.id, coalitionId));
      if (!coalition) throw new Error('no coalition');
      const since = begins.subtract({ hours: 24 * 7 });
      const reading = {
        coalition,
        reader: 'operator',
        language: 'en',
        zone: 'UTC',
        since,
        ...given,
      } as const;
      const all: DigestSection[] = [];
      for (const feature of features)
        all.push(...((await feature.digest?.({ tx, now: begins }, reading)) ?? []));
      return all;
    });
  const ofNetwork = async (given: Partial<Reading> = {}) =>
    (await sections(given)).find(({ name }) => name === 'network');
  return { ...play, sections, map: ofNetwork };
}

test('the operators’ digest carries the map of organisations in the same words, from thirty ties on, and a weaver’s does not', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await tieAcross(db, play.coalitionId, begins);
  const told = await play.map();
  const shown = await play.type('kim', 'network map');
  const lead = plainText(told?.lead ?? []);
  expect(lead).toMatch(/^12 organisations, \d+ ties between them, \d groups\./);
  expect(shown.text).toContain(lead);
  expect(told?.blocks?.[0]?.kind).toBe('picture');
  for (const block of told?.blocks ?? [])
    if (block.kind === 'items') for (const line of block.items) expect(shown.text).toContain(plainText(line));
  expect(told?.items).toEqual([]);
  expect(await play.map({ reader: 'weaver', personId: play.personId('ana') })).toBeUndefined();
  // In a channel it is the same: no person is on it.
  expect(await play.map({ inChannel: true })).toEqual(told);
  // The control: of fewer ties there is neither lead nor picture, however many are within organisations.
  await db.delete(tables.consent).where(eq(tables.consent.personId, play.personId('kim')));
  expect(await db.$count(tables.tie)).toBeGreaterThan(30);
  expect(await play.map()).toEqual({ name: 'network', items: [] });
});

test('the operators’ digest tells which listed organisations moved in the week, and nothing older', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const rows = await db.select().from(tables.organisation).orderBy(tables.organisation.name);
  const [closer, further, older, fresh, hidden, small] = rows;
  if (!closer || !further || !older || !fresh || !hidden || !small) throw new Error('too few organisations');
  const people = await db.select().from(tables.person).orderBy(tables.person.name);
  const belong = async (some: typeof people, organisationId: string | null) => {
    for (const { id } of some)
      await db.update(tables.person).set({ organisationId }).where(eq(tables.person.id, id));
  };
  await belong(people, null);
  for (const [at, one] of [closer, further, older, fresh, hidden, small].entries())
    await belong(people.slice(5 * at, 5 * at + 5), one.id);
  const day = (days: number) => begins.subtract({ hours: 24 * days });
  const of = { coalitionId: play.coalitionId };
  await db.insert(organisationStage).values([
    { ...of, organisationId: closer.id, stage: 'collaboration', before: 'cooperation', since: day(2) },
    { ...of, organisationId: further.id, stage: 'independence', before: 'cooperation', since: day(2) },
    { ...of, organisationId: older.id, stage: 'coalition', before: 'cooperation', since: day(9) },
    { ...of, organisationId: fresh.id, stage: 'coalition', since: day(2) },
    { ...of, organisationId: hidden.id, stage: 'coalition', before: 'cooperation', since: day(2) },
    { ...of, organisationId: small.id, stage: 'cooperation', before: 'independence', since: day(2) },
  ]);
  const items = async () =>
    (await play.map())?.items.map(({ key, state, text }) => [key, state, plainText(text)]);
  const moved = [
    [`stage:${further.id}`, 'independence', `${further.name} moved further apart: it works on its own.`],
    [
      `stage:${closer.id}`,
      'collaboration',
      `${closer.name} moved closer: it leads actions together with others.`,
    ],
  ];
  // The control: while one is listed, and the other has five people who are active, they are among them.
  expect(await items()).toHaveLength(4);
  // Of four a move would tell what one of them did: somebody left, was suspended, has no account any more, or went elsewhere.
  const [one] = people.slice(25, 30);
  if (!one) throw new Error('too few people');
  const { person, account } = tables;
  const changes = [
    async (is: boolean) =>
      await db
        .update(person)
        .set({ leftAt: is ? begins : null })
        .where(eq(person.id, one.id)),
    async (is: boolean) =>
      await db
        .update(person)
        .set({ suspendedAt: is ? begins : null })
        .where(eq(person.id, one.id)),
    async (is: boolean) =>
      await db
        .update(account)
        .set({ goneAt: is ? begins : null })
        .where(eq(account.personId, one.id)),
    async (is: boolean) =>
      await db
        .update(person)
        .set({ organisationId: is ? null : small.id })
        .where(eq(person.id, one.id)),
  ];
  for (const change of changes) {
    await change(true);
    expect((await items())?.map(([key]) => key)).not.toContain(`stage:${small.id}`);
    await change(false);
    expect(await items()).toHaveLength(4);
  }
  await changes[0]?.(true);
  // It is counted still, beside all the others.
  expect((await play.type('kim', 'network health')).text).toMatch(/\n.* moved closer/);
  await db.update(tables.organisation).set({ listed: false }).where(eq(tables.organisation.id, hidden.id));
  expect(await items()).toEqual(moved);
});

test('health says who there is for each role and hub: how many, and never who', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const { coalitionId, hubs } = play;
  const { role, representative, hub } = tables;
  await db.delete(role);
  await db.delete(representative);
  const held = (who: string, of: 'weaver' | 'operator' | 'driver', hubId: string | null = null) => ({
    ...{ id: newId(begins), coalitionId, personId: play.personId(who), grantedAt: begins },
    ...{ role: of, hubId },
  });
  const [first = '', second = ''] = [...hubs.values()];
  await db
    .insert(role)
    .values([
      held('ana', 'operator'),
      held('kim', 'operator'),
      held('ana', 'weaver'),
      held('leo', 'driver', first),
    ]);
  const speaks = (who: string, hubId: string) => ({
    ...{ id: newId(begins), coalitionId, personId: play.personId(who), hubId, since: begins },
  });
  await db.insert(representative).values([speaks('ana', first), speaks('kim', first), speaks('kim', second)]);
  await db.insert(tables.audit).values(
    ['weaver', 'weaver', 'operator'].map((of, at) => ({
      ...{ id: newId(begins), coalitionId, act: 'role.left', subject: newId(begins), detail: { role: of } },
      at: begins.subtract({ hours: 24 * (at === 1 ? 100 : 10) }),
    })),
  );
  // Of a hub alone: it is no role of the whole coalition.
  await db.insert(tables.audit).values(
    (['weaver', 'principal'] as const).map((of) => ({
      ...{ id: newId(begins), coalitionId, act: 'role.left', subject: newId(begins) },
      ...{ detail: { role: of, hub: first }, at: begins.subtract({ hours: 24 * 10 }) },
    })),
  );
  const open = await db.select().from(hub).where(isNull(hub.closedAt)).orderBy(hub.name);
  const nameOf = (id: string) => open.find((one) => one.id === id)?.name ?? '';
  const { text } = await play.type('leo', 'network health');
  expect(text).toContain('2 operators; 1 left the coalition in the last 13 weeks.');
  expect(text).toContain('Nobody is a principal.');
  expect(text).toContain('1 weaver only; 1 left the coalition in the last 13 weeks.');
  expect(text).toContain('Nobody is a driver.');
  expect(text).toContain(`${play.people.size} supporters: everybody who joined.`);
  // The digest of the same time counts them alike.
  await db
    .insert(role)
    .values(
      ['kim', 'leo'].flatMap((who) =>
        (['weaver', 'principal'] as const).map((of) => ({ ...held(who, 'weaver'), role: of })),
      ),
    );
  const since = begins.subtract({ hours: 24 * 91 });
  const items = (await play.sections({ since })).flatMap((section) => section.items);
  const left = items.filter(({ key }) => key.startsWith('role-left:'));
  expect(left.map(({ key, text: said }) => [key, plainText(said)])).toEqual([
    ['role-left:operator', 'An operator has left the coalition.'],
    ['role-left:weaver', 'A weaver has left the coalition.'],
  ]);
  const rest = open.filter(({ id }) => id !== first && id !== second).map(({ name }) => name);
  for (const name of rest) expect(/Nobody represents (.*)\./.exec(text)?.[1]).toContain(name);
  expect(text).toContain(`One person alone represents ${nameOf(second)}.`);
  expect(text).toContain(`1 of ${open.length} hubs has drivers of its own, 1 of them one driver only.`);
  expect(text).toContain('Missing in every hub: principals and weavers of their own.');
  for (const { name } of await db.select().from(tables.person)) expect(text).not.toContain(name);
  // Somebody who left, or whose account is gone, covers nothing.
  await db
    .update(tables.account)
    .set({ goneAt: begins })
    .where(eq(tables.account.personId, play.personId('kim')));
  expect((await play.type('leo', 'network health')).text).toContain('1 operator only;');
});

test('whoever carries much reads it in their home, and nobody else anywhere', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const { coalitionId } = play;
  const home = async (who: string) =>
    await play.context(who, async (context) =>
      ((await network.waits?.(joined(context))) ?? []).map(({ text }) => plainText(text)).join('\n'),
    );
  const everything = async () => {
    const kim = await play.person('kim');
    const kept = await db.transaction(async (tx) => {
      const one = { tx, now: begins, random: () => 0.5 };
      return [await exportedOf(tx, kim, ...features), await countFigures(one, features, coalitionId)];
    });
    const digests = [
      await play.sections(),
      await play.sections({ reader: 'weaver', personId: play.personId('ana') }),
    ];
    return JSON.stringify([kept, digests, (await play.type('kim', 'network health')).text]);
  };
  await db.delete(tables.role).where(eq(tables.role.personId, play.personId('leo')));
  await db.delete(tables.representative).where(eq(tables.representative.personId, play.personId('leo')));
  expect(await home('leo')).toBe('');
  const led = {
    ...{ coalitionId, state: 'posted' as const, what: 'We walk.', zone: 'UTC', tactic: 'march' as const },
    ...{ audience: 'coalition' as const, draftedAt: begins, postedAt: begins },
    announcerId: play.personId('leo'),
  };
  const soon = (at: number) => ({
    ...{ ...led, id: newId(begins), title: `Walk ${at}`, startsAt: begins.add({ hours: at }) },
  });
  await db.insert(action).values([soon(-30), soon(1), soon(2)]);
  const granted = { id: newId(begins), coalitionId, personId: play.personId('leo'), grantedAt: begins };
  await db.insert(tables.role).values([
    { ...granted, role: 'weaver' },
    { ...granted, id: newId(begins), role: 'principal' },
    { ...granted, id: newId(begins), role: 'driver' },
  ]);
  // Two roles and two actions to come are not much; what was, and being a driver for it, is not counted.
  expect(await home('leo')).toBe('');
  const calm = await everything();
  await db.insert(action).values(soon(3));
  expect(await home('leo')).toBe(
    'You carry a lot right now: 2 roles and 3 actions to come. An operator can hand a role on: /weft role list shows whom to ask. Only you read this.',
  );
  for (const who of ['kim', 'ana', 'mara']) expect(await home(who)).not.toContain('Walk');
  const seen = await everything();
  expect(seen).not.toContain('carry a lot');
  expect(seen).not.toContain('3 actions to come');
  expect(calm.length).toBeGreaterThan(1000);
  // Three roles are much as well, and it goes when one is handed on.
  await db.delete(action).where(eq(action.title, 'Walk 3'));
  expect(await home('leo')).toBe('');
  const another = { ...granted, id: newId(begins), role: 'weaver' as const };
  await db.insert(tables.role).values({ ...another, hubId: [...play.hubs.values()][0] ?? null });
  expect(await home('leo')).toContain('3 roles and 2 actions to come');
  await db
    .delete(tables.role)
    .where(and(eq(tables.role.personId, play.personId('leo')), eq(tables.role.role, 'principal')));
  expect(await home('leo')).toBe('');
});

test('operators read support by organisation beside a quarter before, and nobody else does', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const { coalitionId } = play;
  const people = await db.select().from(tables.person);
  const groups = Map.groupBy(people, ({ organisationId }) => organisationId ?? '');
  const [large] = [...groups].filter(([id, some]) => id !== '' && some.length >= 5);
  const [id, own] = large ?? ['', []];
  const others = people.filter(({ organisationId }) => organisationId !== id);
  const ago = (days: number) => begins.subtract({ hours: 24 * days });
  const ask = async (organisationId: string | null, days: number, asked: readonly string[], done: number) => {
    const requestId = newId(begins);
    await db.insert(request).values({
      ...{ id: requestId, coalitionId, requesterId: null, organisationId, state: 'ended' as const },
      ...{ ask: 'Share', tactic: 'media', urgent: false, framings: [], draftedAt: ago(days) },
      ...{ openedAt: ago(days), endsAt: ago(days - 4) },
    });
    await db.insert(askedFor).values(
      asked.map((personId, at) => ({
        ...{ id: newId(begins), coalitionId, requestId, personId, framing: 0, askedAt: ago(days - 1) },
        ...(at < done && { willAt: ago(days - 1), doneAt: ago(days - 2) }),
      })),
    );
  };
  const ids = (some: readonly { readonly id: string }[], count: number) =>
    some.slice(0, count).map((one) => one.id);
  await ask(id, 10, ids(others, 7), 0);
  await ask(id, 100, ids(others, 3), 0);
  // Outside both windows.
  await ask(id, 60, ids(others, 9), 0);
  await ask(null, 10, ids(own, 5), 5);
  await ask(null, 100, ids(own, 5), 4);
  await db.delete(tables.role).where(eq(tables.role.personId, play.personId('leo')));
  await db.insert(tables.role).values({
    ...{
      id: newId(begins),
      coalitionId,
      personId: play.personId('leo'),
      role: 'operator',
      grantedAt: begins,
    },
  });
  const read = async (who: string) => (await play.type(who, 'network health')).text;
  const [organisation] = await db.select().from(tables.organisation).where(eq(tables.organisation.id, id));
  // Four who shared a quarter before are too few to be told of.
  expect(await read('leo')).toContain(
    `${organisation?.name}: 7 people were asked for it, 3 a quarter before; 5 of its own shared for others.`,
  );
  expect(await read('kim')).not.toContain('Support in four weeks');
  await db.update(tables.organisation).set({ listed: false }).where(eq(tables.organisation.id, id));
  expect(await read('leo')).not.toContain('Support in four weeks');
});
