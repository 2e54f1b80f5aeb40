import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { tree } from '#commands.ts';
import type { Feature } from '#directory/index.ts';
import { share } from './faults/share.ts';
import { type Actor, accountOf, actors, addActors, type Ids } from './support/crossing/actors.ts';
import { type Outcome, openTwo, sumOf, type Two } from './support/crossing/house.ts';
import { about, rule } from './support/crossing/rule.ts';

// “Who may do what”, done: every command by somebody of every kind, with what is theirs, what is somebody else’s and
// what is another coalition’s. Each time the database is the same, and what was refused leaves it so.

test('every command has a row here, and every row is of a command', () => {
  const commands = tree.commands.map(({ topic, verb }) => `${topic} ${verb}`);
  const rows = new Set(Object.keys(rule).map((name) => about(name).join(' ')));
  expect(commands.filter((name) => !rows.has(name))).toEqual([]);
  expect([...rows].filter((name) => !commands.includes(name))).toEqual([]);
});

type Where = 'here' | 'with another’s rows' | 'in another’s space';

interface Prepared {
  readonly house: Two;
  readonly ids: Ids;
  readonly farIds: Ids;
  readonly before: Readonly<Record<string, string>>;
}

async function prepared(): Promise<Prepared> {
  const house = await openTwo();
  const [ids, farIds] = await house.db.transaction(async (tx) => [
    await addActors(tx, house.near),
    await addActors(tx, house.far, 'far-'),
  ]);
  return { house, ids, farIds, before: await sumOf(house.db) };
}

interface Cell {
  readonly outcome: Outcome;
  readonly said: string;
  readonly changed: readonly string[];
}

/** Does one thing from the same beginning, and takes it back. */
async function tries(
  { house, ids, farIds, before }: Prepared,
  name: string,
  actor: Actor,
  where: Where,
  change?: Parameters<Two['desk']>[1],
): Promise<Cell> {
  return await house.rolledBack(async (tx) => {
    const desk = await house.desk(tx, change);
    const [topic, verb] = about(name);
    const tenant = where === 'in another’s space' ? 'far-clearwater' : 'clearwater';
    const given = rule[name]?.given?.(where === 'here' ? ids : farIds) ?? {};
    const { outcome, said } = await desk.types({ account: accountOf(actor), tenant }, topic, verb, given);
    const broke = desk.lines.filter((line) => line.includes('broke'));
    if (broke.length > 0) return { outcome: 'broke', said: broke.join('\n'), changed: [] };
    if (outcome === 'ran' && where === 'here') return { outcome, said, changed: [] };
    const after = await sumOf(tx);
    return { outcome, said, changed: Object.keys(after).filter((table) => after[table] !== before[table]) };
  });
}

/** What is wrong with a cell; nothing, where it went as it should. */
function wrongIn(name: string, { outcome, said, changed }: Cell, expected: boolean): string[] {
  const nothing = rule[name]?.nothing;
  const ran = outcome === 'ran' || (expected && outcome === 'refused' && nothing?.test(said) === true);
  // A field of the form can say no, too.
  const refused = outcome === 'refused' || outcome === 'invalid';
  if (expected ? !ran : !refused) return [`${name}: ${outcome}, and not ${expected}: ${said.slice(0, 400)}`];
  return refused && changed.length > 0 ? [`${name}: refused, and wrote ${changed}`] : [];
}

test.each(share<readonly Actor[]>(['joined', 'hub weaver', 'operator'], actors))(
  '%s: each command does what the table says, and what is refused writes nothing',
  async (actor) => {
    const all = await prepared();
    await using _house = all.house;
    const wrong: string[] = [];
    for (const [name, { may }] of Object.entries(rule))
      wrong.push(...wrongIn(name, await tries(all, name, actor, 'here'), may.includes(actor)));
    expect(wrong).toEqual([]);
  },
  300_000,
);

/** The commands that are about a row. */
const marked = new Proxy({}, { get: () => 'a row' }) as Ids;
const withRows = Object.keys(rule).filter((name) =>
  Object.values(rule[name]?.given?.(marked) ?? {}).includes('a row'),
);

test.each(share<readonly Actor[]>(['operator'], actors))(
  '%s: nothing can be done to another coalition’s rows',
  async (actor) => {
    const all = await prepared();
    await using _house = all.house;
    expect(withRows.length).toBeGreaterThan(25);
    const wrong: string[] = [];
    for (const name of withRows)
      wrong.push(...wrongIn(name, await tries(all, name, actor, 'with another’s rows'), false));
    expect(wrong).toEqual([]);
  },
  300_000,
);

test.each(share(['operator'] as const, ['speaker', 'weaver', 'principal', 'operator'] as const))(
  '%s: in another coalition’s space they are nobody',
  async (actor) => {
    const all = await prepared();
    await using _house = all.house;
    const wrong: string[] = [];
    for (const [name, { may }] of Object.entries(rule))
      wrong.push(
        ...wrongIn(name, await tries(all, name, actor, 'in another’s space'), may.includes('outside')),
      );
    expect(wrong).toEqual([]);
  },
  300_000,
);

test('a right that is wrong, a verb that forgets to ask, and a refusal that comes too late are noticed', async () => {
  const all = await prepared();
  await using _house = all.house;
  type Change = NonNullable<Parameters<Two['desk']>[1]>;
  const changing =
    (
      line: string,
      how: (command: Feature['commands'][number]) => Partial<Feature['commands'][number]>,
    ): Change =>
    (features) =>
      features.map((feature) => ({
        ...feature,
        commands: feature.commands.map((one) =>
          `${one.topic} ${one.verb}` === line ? { ...one, ...how(one) } : one,
        ),
      }));
  const wrong = async (name: string, actor: Actor, change: Change, where: Where = 'here') =>
    wrongIn(name, await tries(all, name, actor, where, change), false);

  const open = changing('status show', () => ({ may: 'joined' }));
  expect(await wrong('status show', 'joined', open)).toHaveLength(1);
  const careless = changing('hub close', () => ({
    open: async () => ({}),
    run: async ({ tx }, values) => {
      const { hub } = values as { hub?: string };
      await tx.execute(sql`update hub set places = '' where id = ${hub ?? null}`);
      return { text: [], blocks: [] };
    },
  }));
  expect(await wrong('hub close', 'other hub speaker', careless)).toHaveLength(1);
  // The inbox takes back what a refusal wrote, so one that did not would have to be made up.
  const late = { outcome: 'refused', said: 'Only operators.', changed: ['role'] } as const;
  expect(wrongIn('status show', late, false)).toHaveLength(1);
  expect(wrongIn('status show', { ...late, outcome: 'broke', changed: [] }, false)).toHaveLength(1);
}, 60_000);
