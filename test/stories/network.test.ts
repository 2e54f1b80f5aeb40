import { describe, expect, test, vi } from 'vitest';
import { tables } from '#directory/index.ts';
import { playgroundMessages } from '#platforms/playground/tables.ts';
import { tieAcross } from '../support/across.ts';
import { type Casting, castings, openStage, type StageOf } from '../support/stage/index.ts';
import { platformOf, standIns } from './converging.ts';
import { answerTo, consents, idOf, named } from './introducing.ts';

// The bytes of files are read where the platforms have them.
vi.mock('../support/slack/index.ts', { spy: true });
vi.mock('../support/discord/index.ts', { spy: true });

/** The files a person was sent in answer to a press, as the platform has them, oldest first. */
async function filesOf(
  stage: StageOf,
  casting: Casting,
): Promise<readonly { readonly name: string; readonly text: string }[]> {
  const platform = platformOf(casting, 'clearwater');
  if (platform === 'playground') {
    const all = await stage.db.select().from(playgroundMessages).orderBy(playgroundMessages.id);
    return all
      .flatMap(({ message }) => message.blocks)
      .flatMap((block) => (block.kind === 'file' ? [{ name: block.name, text: block.text }] : []));
  }
  const { slack, discord } = await standIns();
  const people = ['kim', 'ana'].map(
    (who) => ({ id: stage.account(who) }) as Parameters<typeof discord.ephemerals>[0],
  );
  const files =
    platform === 'slack'
      ? slack.files().map(({ name, bytes }) => ({ name, bytes }))
      : people
          .flatMap((one) => discord.ephemerals(one))
          .flatMap(({ files }) => files.map(({ filename: name, bytes }) => ({ name, bytes })));
  return files.flatMap(({ name, bytes }) =>
    bytes && !name.endsWith('.png')
      ? [{ name, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) }]
      : [],
  );
}

describe.each(named(castings))('on $where', { timeout: 60_000 }, ({ casting }) => {
  test('members see which organisations work together, weavers who does, and both take the ties with them', async () => {
    await using stage = await openStage(casting);
    const { coalitionId } = stage.seeded;
    await tieAcross(stage.db, coalitionId, stage.clock.now(), 29);
    // One more joins two groups.
    const [firstId = '', secondId = ''] = ['noor', 'iris'].map((who) => idOf(stage, who)).sort();
    await stage.db.insert(tables.tie).values({ coalitionId, firstId, secondId, since: stage.clock.now() });
    const [kim, ana] = [stage.as('kim'), stage.as('ana')];
    await kim.types('network map');
    expect((await kim.latest())?.where).toBe('private');
    expect(await answerTo(stage, 'kim')).toContain(
      'Clearwater: 12 organisations, 30 ties between them, 4 groups.',
    );
    // What the picture shows stands there once, also for those who do not see it.
    expect((await answerTo(stage, 'kim')).split('30 ties between them')).toHaveLength(2);
    expect(await answerTo(stage, 'kim')).toMatch(
      /(Delta Legal Aid and River Science Collective|River Science Collective and Delta Legal Aid) alone join group \d and group \d\./,
    );
    const people = await stage.db.select().from(tables.person);
    for (const { name } of people) expect(await answerTo(stage, 'kim')).not.toContain(name);

    await kim.presses('As a table (CSV)');
    await kim.presses('For Kumu (JSON)');
    const [csv, kumu, ...others] = await filesOf(stage, casting);
    expect(others).toEqual([]);
    expect([csv?.name, kumu?.name]).toEqual(['organisations-ties.csv', 'organisations-ties.json']);
    const lines = csv?.text.trimEnd().split('\n') ?? [];
    expect(lines[0]).toBe('\ufeff"from","to","ties"');
    const drawn = JSON.parse(kumu?.text ?? '') as {
      elements: { label: string }[];
      connections: { from: string; to: string; strength: number }[];
    };
    expect(lines.slice(1).sort()).toEqual(
      drawn.connections.map(({ from, to, strength }) => `"${from}","${to}",${strength}`).sort(),
    );
    expect(drawn.connections.reduce((sum, { strength }) => sum + strength, 0)).toBe(30);
    for (const { name } of people) expect(csv?.text + (kumu?.text ?? '')).not.toContain(name);

    // People are for weavers, and whoever wants to be found by nobody is not among them.
    await kim.types('network map people');
    expect(await answerTo(stage, 'kim')).toContain('The map of people is for weavers');
    const crafted = { kind: 'press', press: 'network.peopleCsv', subject: stage.seeded.coalitionId } as const;
    expect(await stage.crafts('kim', crafted)).toContain('Only weavers can do this.');
    await consents(stage, 'leo', { found: 'nobody' });
    await ana.types('network map people');
    expect(await answerTo(stage, 'ana')).toMatch(/Clearwater: 56 people, \d+ ties between them, \d groups\./);
    expect(await answerTo(stage, 'ana')).toContain('Ben Okafor');
    expect(await answerTo(stage, 'ana')).not.toContain('Leo Marchetti');
    await ana.presses('As a table (CSV)');
    const last = (await filesOf(stage, casting)).at(-1);
    expect(last?.name).toBe('people-ties.csv');
    expect(last?.text).toContain('Ben Okafor');
    expect(last?.text).not.toContain('Leo Marchetti');
    expect(stage.problems()).toEqual([]);
  });

  test('before thirty ties there is no map and no file, and it says how many are missing', async () => {
    await using stage = await openStage(casting);
    const kim = stage.as('kim');
    const { db, seeded } = stage;
    await tieAcross(db, seeded.coalitionId, stage.clock.now());
    await kim.types('network map');
    // Thirty are left, and fewer of them join two organisations.
    const kept = (await db.select().from(tables.tie)).length;
    for (const who of ['mara', 'uma']) await consents(stage, who, { found: 'nobody' });
    expect(kept).toBeGreaterThan(30);
    await kim.types('network map');
    expect(await answerTo(stage, 'kim')).toMatch(
      /There is no map before there are 30 ties between organisations; so far there are \d+\./,
    );
    await kim.presses('As a table (CSV)');
    expect(await filesOf(stage, casting)).toEqual([]);
    expect(stage.problems()).toEqual([]);
  });

  test('a member reads how the network does, with a reason for each, and nothing of one person', async () => {
    await using stage = await openStage(casting);
    const kim = stage.as('kim');
    await kim.types('network health');
    const health = await answerTo(stage, 'kim');
    expect((await kim.latest())?.where).toBe('private');
    expect(health).toContain('Clearwater has something to do: Leaders and Shared resources.');
    expect(health).toContain('Strong · Vision: 12 of 12 organisations signed the purpose.');
    expect(health).toContain('Too little is known yet of: ');
    expect(health).toContain('Counted now.');
    for (const { name } of await stage.db.select().from(tables.person)) expect(health).not.toContain(name);
    await stage.pass({ days: 7 });
    await kim.types('network health');
    expect(await answerTo(stage, 'kim')).toContain('Counted on ');
    expect(stage.problems()).toEqual([]);
  });
});
