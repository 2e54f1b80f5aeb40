import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { delivery } from '#delivery/tables.ts';
import { identity, keepBlock, tables } from '#directory/index.ts';
import { renewBlocks } from '#introductions/index.ts';
import { keptBlock } from '#introductions/tables.ts';
import { newId } from '#store/index.ts';
import { answerTo, idOf, messagesTo } from './stories/introducing.ts';
import { openStage, type StageOf } from './support/stage/index.ts';

vi.setConfig({ testTimeout: 60_000 });

async function leaves(stage: StageOf, who: string): Promise<void> {
  await stage.as(who).types('coalition leave');
  await stage.as(who).fills({ keep: false });
  expect(await answerTo(stage, who)).toContain('left');
}

async function comesBack(stage: StageOf, who: string, name: string, found = 'members'): Promise<void> {
  await stage.as(who).types('coalition join');
  await stage.as(who).fills({ name });
  await stage.as(who).fills({});
  await stage.as(who).fills({ suggested: true, found });
  expect(await named(stage, name)).toBeDefined();
}

async function named(stage: StageOf, name: string): Promise<string | undefined> {
  const [row] = await stage.db.select().from(tables.person).where(eq(tables.person.name, name));
  return row?.id;
}

/** Who blocks whom, by name. */
async function blocking(stage: StageOf): Promise<readonly string[]> {
  const people = await stage.db.select().from(tables.person);
  const organisations = await stage.db.select().from(tables.organisation);
  const name = (id: string | null) => [...people, ...organisations].find((one) => one.id === id)?.name;
  const rows = await stage.db.select().from(tables.block);
  return rows.map(
    (row) => `${name(row.personId)} blocks ${name(row.blockedPersonId ?? row.blockedOrganisationId)}`,
  );
}

test.each([
  ['who was blocked leaves', ['cara'], ['cara'], 'Ben Okafor blocks Cara again'],
  ['who blocked leaves', ['ben'], ['ben'], 'Ben again blocks Cara Lindqvist'],
  [
    'both leave, and who blocked is back first',
    ['ben', 'cara'],
    ['ben', 'cara'],
    'Ben again blocks Cara again',
  ],
  [
    'both leave, and who was blocked is back first',
    ['ben', 'cara'],
    ['cara', 'ben'],
    'Ben again blocks Cara again',
  ],
  ['both leave the other way', ['cara', 'ben'], ['ben', 'cara'], 'Ben again blocks Cara again'],
  [
    'both leave the other way, and who left first is back first',
    ['cara', 'ben'],
    ['cara', 'ben'],
    'Ben again blocks Cara again',
  ],
] as const)(
  'a block is one again, the same way round, once both are here: %s',
  async (_, left, back, block) => {
    await using stage = await openStage('playground');
    await stage.as('ben').types('intro block "Cara Lindqvist"');
    expect(await blocking(stage)).toEqual(['Ben Okafor blocks Cara Lindqvist']);
    for (const who of left) await leaves(stage, who);
    expect(await blocking(stage)).toEqual([]);
    // Somebody else who joins meanwhile, and whoever is not last, blocks nobody.
    await comesBack(stage, 'finn', 'Newcomer');
    for (const who of back) {
      expect(await blocking(stage)).toEqual([]);
      await comesBack(stage, who, who === 'ben' ? 'Ben again' : 'Cara again');
    }
    expect(await blocking(stage)).toEqual([block]);
    // It is a row now, and no hash is left of it.
    expect(await stage.db.select().from(keptBlock)).toEqual([]);
    await stage.as('cara').types('intro block');
    expect(await answerTo(stage, 'cara')).toContain('You have blocked nobody');
    expect(stage.problems()).toEqual([]);
  },
);

test('a block of an organisation is one again when who blocked it comes back', async () => {
  await using stage = await openStage('playground');
  await stage.as('cara').types('intro block organisation:"Delta Legal Aid"');
  await leaves(stage, 'cara');
  await comesBack(stage, 'finn', 'Newcomer');
  expect(await blocking(stage)).toEqual([]);
  await comesBack(stage, 'cara', 'Cara again');
  expect(await blocking(stage)).toEqual(['Cara again blocks Delta Legal Aid']);
  expect(await stage.db.select().from(keptBlock)).toEqual([]);
});

test.each(['blocked', 'not blocked'] as const)(
  'answers and thanks of somebody who left and came back under another name reach nobody who blocked them: %s',
  async (which) => {
    await using stage = await openStage('playground');
    const ben = stage.as('ben');
    await ben.types('share offer "a church hall"');
    await ben.types('share add link:https://example.org/doors');
    await ben.fills({
      kind: 'toolkit',
      title: 'Door script',
      good: 'knocking on doors',
      language: 'English',
    });
    if (which === 'blocked') await ben.types('intro block "Cara Lindqvist"');
    await leaves(stage, 'cara');
    await comesBack(stage, 'cara', 'Somebody new', 'nobody');
    const cara = stage.as('cara');
    await cara.types('find resources hall');
    await cara.presses('Answer “a church hall”');
    await cara.fills({ address: 'I know where you live.' });
    await cara.types('share thanks "Door script" words:Remember');
    await stage.pass({ hours: 24 });
    const told = (await stage.db.select().from(delivery)).filter(
      ({ kind, personId }) => /^share\.(answer|thanks)$/.test(kind) && personId === idOf(stage, 'ben'),
    );
    expect(told.map(({ kind }) => kind).toSorted()).toEqual(
      which === 'blocked' ? [] : ['share.answer', 'share.thanks'],
    );
    const seen = (await messagesTo(stage, 'ben', 'direct')).map(({ text }) => text).join('\n');
    expect(seen.includes('I know where you live.')).toBe(which === 'not blocked');
    // The list of blocks names nobody who may not be found.
    await ben.types('intro block');
    const list = await answerTo(stage, 'ben');
    expect(list).not.toContain('Somebody new');
    expect(list.includes('You have blocked nobody')).toBe(which === 'not blocked');
  },
);

test('who blocked lifts the block of somebody who came back, for good', async () => {
  await using stage = await openStage('playground');
  await stage.as('ben').types('intro block "Cara Lindqvist"');
  await leaves(stage, 'cara');
  await comesBack(stage, 'cara', 'Cara again');
  await stage.as('ben').types('intro block');
  await stage.as('ben').presses('Lift: Cara again');
  expect(await blocking(stage)).toEqual([]);
  await leaves(stage, 'cara');
  await comesBack(stage, 'cara', 'Cara once more');
  expect(await blocking(stage)).toEqual([]);
  expect(stage.problems()).toEqual([]);
});

test('an account that is linked later brings its blocks', async () => {
  await using stage = await openStage('playground');
  await stage.as('ben').types('intro block "Cara Lindqvist"');
  await leaves(stage, 'cara');
  await comesBack(stage, 'finn', 'Newcomer');
  await stage.as('finn').types('coalition link');
  const code = /[A-Z0-9]{5}-[A-Z0-9]{5}/.exec(await answerTo(stage, 'finn'))?.[0];
  expect(await blocking(stage)).toEqual([]);
  await stage.as('cara').types(`coalition join code:${code}`);
  await stage.as('cara').presses('Yes, make it mine');
  expect(await blocking(stage)).toEqual(['Ben Okafor blocks Newcomer']);
});

test.each(['suspended', 'not suspended'] as const)(
  'a link code brings nobody another account while they are suspended: %s',
  async (which) => {
    await using stage = await openStage('playground');
    await stage.as('cara').types('coalition link');
    const code = /[A-Z0-9]{5}-[A-Z0-9]{5}/.exec(await answerTo(stage, 'cara'))?.[0];
    await stage.as('finn').types(`coalition join code:${code}`);
    if (which === 'suspended')
      await stage.db
        .update(tables.person)
        .set({ suspendedAt: stage.clock.now() })
        .where(eq(tables.person.id, idOf(stage, 'cara')));
    const accounts = () => stage.db.$count(tables.account, eq(tables.account.personId, idOf(stage, 'cara')));
    const before = await accounts();
    await stage.as('finn').presses('Yes, make it mine');
    expect((await accounts()) - before).toBe(which === 'suspended' ? 0 : 1);
    await stage.as('edda').types(`coalition join code:${code}`);
    expect(await answerTo(stage, 'edda')).toContain('does not work here');
  },
);

test('what one coalition remembers is nothing to another, and one’s own two accounts do not block each other', async () => {
  await using stage = await openStage('playground');
  const act = <T>(work: (act: Parameters<typeof renewBlocks>[0]) => Promise<T>) =>
    stage.db.transaction((tx) => work({ tx, now: stage.clock.now() }));
  await stage.as('ben').types('intro block "Cara Lindqvist"');
  await leaves(stage, 'cara');
  const kept = await stage.db.select().from(keptBlock);
  expect(kept.length).toBeGreaterThan(0);
  const [other, stranger] = [newId(stage.clock.now()), newId(stage.clock.now())];
  const row = {
    coalitionId: other,
    zone: 'UTC',
    zoneFrom: 'coalition' as const,
    joinedAt: stage.clock.now(),
  };
  await stage.db
    .insert(tables.coalition)
    .values({ id: other, name: 'Other', zone: 'UTC', createdAt: stage.clock.now() });
  await stage.db.insert(tables.person).values({ ...row, id: stranger, name: 'Stranger' });
  // Ben is there as well, and even the key is the same.
  const [there, space] = [newId(stage.clock.now()), newId(stage.clock.now())];
  await stage.db.insert(tables.person).values({ ...row, id: there, name: 'Ben there' });
  await stage.db
    .insert(tables.space)
    .values({ id: space, platform: 'playground', tenant: 'there', name: 'There', seenAt: stage.clock.now() });
  await stage.db.insert(tables.account).values({
    ...{ id: newId(stage.clock.now()), coalitionId: other, personId: there, spaceId: space },
    ...{ platform: 'playground', external: 'ben', addedAt: stage.clock.now() },
  });
  const [key] = await stage.db.select().from(tables.coalitionKey);
  await stage.db.insert(tables.coalitionKey).values({ coalitionId: other, key: key?.key ?? '' });
  const cara = identity('playground', 'cara');
  await act((given) => renewBlocks(given, { id: stranger, coalitionId: other }, cara));
  await act((given) =>
    renewBlocks(given, { id: idOf(stage, 'ben'), coalitionId: stage.seeded.coalitionId }, cara),
  );
  expect(await blocking(stage)).toEqual([]);
  // Control: the same account in its coalition.
  await act((given) =>
    renewBlocks(given, { id: idOf(stage, 'kim'), coalitionId: stage.seeded.coalitionId }, cara),
  );
  expect(await blocking(stage)).toEqual(['Ben Okafor blocks Kim Soledad']);
  await act((given) =>
    keepBlock(
      given,
      { id: idOf(stage, 'ben'), coalitionId: stage.seeded.coalitionId },
      { personId: idOf(stage, 'kim') },
    ),
  );
  expect(await blocking(stage)).toHaveLength(1);
});
