import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { type Feature, tables } from '#directory/index.ts';
import { seen } from '#safety/tables.ts';
import { newId, type Tx } from '#store/index.ts';
import { share } from './faults/share.ts';
import { type Actor, accountOf, addActors, type Ids } from './support/crossing/actors.ts';
import { addCanaries, idsOf, rowsWith } from './support/crossing/canaries.ts';
import { openTwo, sumOf, type Two, writtenIn } from './support/crossing/house.ts';
import { addMore } from './support/crossing/more.ts';
import { about, rule } from './support/crossing/rule.ts';
import { begins } from './support/desk.ts';
import { fillCoalition } from './support/filled.ts';

// Two coalitions with the same filling, and each with a word of its own in everything that anybody wrote. Whatever is
// done in one shows no word of the other, and changes nothing of it.

const nearWord = 'nearkanari';
const farWord = 'farkanari';
/** Columns in which nothing stands that anybody wrote: numbers, names of Weft’s own, and what is copied while it happens. */
const wordless: readonly string[] = [
  ...['audit.detail', 'broadcast.message', 'convergence_day.outside', 'convergence_day.peaks'],
  ...['delivery.address', 'introduction_follow.outcome', 'network_stage.before', 'network_stage.stage'],
  ...['network_week.figures', 'pulse.questions', 'safety_seen.marks', 'space_channel.readers'],
];

interface Filled {
  readonly house: Two;
  readonly ids: Ids;
  readonly farIds: Ids;
}

async function filled(): Promise<Filled & AsyncDisposable> {
  const house = await openTwo();
  const { db, near, far } = house;
  await fillCoalition(db, near, begins, 11);
  await fillCoalition(db, far, begins, 11);
  const [ids, farIds, empty] = await db.transaction(async (tx) => {
    const here = await addActors(tx, near);
    const there = await addActors(tx, far, 'far-');
    await addMore(tx, near, here);
    await addMore(tx, far, there, 'far-');
    await giveEverything(tx, near, here);
    await addCanaries(tx, near.coalitionId, nearWord);
    return [here, there, await addCanaries(tx, far.coalitionId, farWord)];
  });
  expect(empty).toEqual(wordless);
  return { house, ids, farIds, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
}

/** The operator may do whatever anybody may, for an organisation and a hub too. */
async function giveEverything(tx: Two['db'], { coalitionId }: Two['near'], ids: Ids): Promise<void> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select person_id as id from account where coalition_id = ${coalitionId} and external = ${accountOf('operator')}`);
  const whose = { coalitionId, personId: rows[0]?.id ?? '' };
  await tx.insert(tables.role).values(
    (['weaver', 'principal'] as const).map((role) => ({
      ...{ id: newId(begins), ...whose, role, grantedAt: begins },
    })),
  );
  await tx.insert(tables.representative).values([
    { id: newId(begins), ...whose, since: begins, organisationId: ids.organisation },
    { id: newId(begins), ...whose, since: begins, hubId: ids.hub },
  ]);
}

const from = (actor: Actor) => ({ account: accountOf(actor), tenant: 'clearwater' });
type Change = NonNullable<Parameters<Two['desk']>[1]>;

/** What leaks when somebody types every command, about what is here and about what is there; `seen` counts words of here. */
async function typing(
  all: Filled,
  actor: Actor,
  names: readonly string[],
  change?: Change,
): Promise<{ readonly leaks: readonly string[]; readonly seen: ReadonlySet<string> }> {
  const { house, ids, farIds } = all;
  const before = await sumOf(house.db, house.far.coalitionId);
  const leaks: string[] = [];
  const seen = new Set<string>();
  for (const name of names) {
    for (const about_ of [ids, farIds]) {
      await house.rolledBack(async (tx) => {
        const desk = await house.desk(tx, change);
        const [topic, verb] = about(name);
        const { said } = await desk.types(from(actor), topic, verb, rule[name]?.given?.(about_) ?? {});
        if (said.includes(nearWord)) seen.add(name);
        if (said.includes(farWord)) leaks.push(`${name} shows ${around(said)}`);
        leaks.push(...(await wrote(tx, all, before)).map((what) => `${name} ${what}`));
      });
    }
  }
  return { leaks, seen };
}

/** What a transaction did that it must not: words of the other coalition in rows of this one, and rows of the other one changed. */
async function wrote(
  tx: Tx,
  { house: { near, far } }: Filled,
  before: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const written = await writtenIn(tx);
  const after = await sumOf(tx, far.coalitionId, written);
  return [
    ...(await rowsWith(tx, near.coalitionId, farWord, written)).map((row) => `writes ${row}`),
    ...Object.keys(after)
      .filter((table) => after[table] !== before[table])
      .map((table) => `changes ${table}`),
  ];
}

const around = (said: string) =>
  said.slice(Math.max(0, said.indexOf(farWord) - 150), said.indexOf(farWord) + 60);

test.each(
  share(['operator'] as const, ['joined', 'leading', 'hub speaker', 'hub weaver', 'operator'] as const),
)(
  '%s: no command shows or changes anything of another coalition',
  async (actor) => {
    await using all = await filled();
    const { leaks, seen } = await typing(all, actor, Object.keys(rule));
    expect(leaks).toEqual([]);
    expect(seen.size).toBeGreaterThan(15);
    const shown = ['action list', 'network map', 'coalition about'];
    const atWork =
      actor === 'operator' ? ['home show', 'digest preview', 'status show', 'network map: people'] : [];
    expect([...shown, ...atWork].filter((name) => !seen.has(name))).toEqual([]);
  },
  300_000,
);

/** What leaks when an operator who may do everything presses these buttons on rows of the other coalition, or of their own. */
async function pressing(
  filledHouse: Filled,
  which: (id: string) => boolean,
  { whose = 'far', change }: { readonly whose?: 'near' | 'far'; readonly change?: Change } = {},
): Promise<{
  readonly leaks: readonly string[];
  readonly tried: number;
  readonly seen: ReadonlySet<string>;
}> {
  const { house } = filledHouse;
  const { near, far, db } = house;
  const before = await sumOf(db, far.coalitionId);
  const all = await idsOf(db, whose === 'far' ? far.coalitionId : near.coalitionId);
  const leaks: string[] = [];
  const seen = new Set<string>();
  let tried = 0;
  for (const [id, { subject }] of (await house.desk(db)).app.tree.presses) {
    if (!which(id)) continue;
    const rows = subject === undefined ? [['nothing', undefined] as const] : all;
    await house.rolledBack(async (tx) => {
      const desk = await house.desk(tx, change);
      let stale = 0;
      for (const [table, row] of rows) {
        tried += 1;
        // Where there is nothing behind a row, every press ends alike: a few of them are enough with every change.
        const behind = row === undefined || (await subject?.(tx, row)) !== undefined;
        stale += behind ? 0 : 1;
        if (stale > share(2, Number.POSITIVE_INFINITY) && !behind) continue;
        const { said } = await desk.press(from('operator'), id, row);
        if (said.includes(farWord)) leaks.push(`${id} on ${table} shows ${around(said)}`);
        if (said.includes(nearWord)) seen.add(id);
      }
      leaks.push(...(await wrote(tx, filledHouse, before)).map((what) => `${id} ${what}`));
    });
  }
  return { leaks, tried, seen };
}

test('no button shows or changes anything of another coalition, whatever row it carries', async () => {
  await using all = await filled();
  const { leaks, tried } = await pressing(all, () => true);
  expect(leaks).toEqual([]);
  expect(tried).toBeGreaterThan(4_000);
}, 600_000);

test('what a button shows of one’s own coalition, exports included, holds nothing of another one', async () => {
  await using all = await filled();
  const { leaks, seen } = await pressing(all, () => true, { whose: 'near' });
  expect(leaks).toEqual([]);
  // Those whose row is the only one of its kind; which of many actions and days is pressed is left to chance.
  const shown = ['home.open', 'network.csv', 'network.peopleCsv', 'network.kumu', 'safety.read'];
  expect(shown.filter((id) => !seen.has(id))).toEqual([]);
  expect(seen.size).toBeGreaterThan(12);
}, 600_000);

test('no look-up finds anything of another coalition, by id, by words or by a name of theirs', async () => {
  await using all = await filled();
  const { db, far } = all.house;
  const desk = await all.house.desk(db);
  const names = new Set(
    desk.app.tree.commands
      .flatMap((one) => [one.options, ...one.steps.map(({ fields }) => fields)])
      .flatMap((fields) => Object.values(fields))
      .flatMap((field) => (field.kind === 'lookup' ? [field.of] : [])),
  );
  const rows = await idsOf(db, far.coalitionId);
  const ids = new Set(rows.map(([, id]) => id));
  const leaks: string[] = [];
  let found = 0;
  for (const of of [...names, 'person']) {
    for (const written of [...ids, farWord, 'far-', 'Ben', 'River', 'a', '']) {
      // By id the one who may do everything is enough.
      const who = ids.has(written)
        ? (['operator'] as const)
        : (['operator', 'leading', 'hub weaver'] as const);
      for (const actor of who) {
        const all = await desk.look(from(actor), of, written);
        found += all.length;
        // What was typed itself tells nothing: a hub that is in no list can be asked for by its name.
        for (const { id, label } of all)
          if (ids.has(id) || (label !== written && label.includes(farWord)))
            leaks.push(`${of} “${written}”: ${label}`);
      }
    }
  }
  expect(leaks).toEqual([]);
  // Whom it shows is counted, in one’s own coalition.
  const counted = await db.select().from(seen);
  expect(counted.length).toBeGreaterThan(0);
  expect(counted.filter(({ coalitionId }) => coalitionId === far.coalitionId)).toEqual([]);
  expect(found).toBeGreaterThan(50);
}, 120_000);

test('what is due goes to each coalition’s own, with nothing of the other in it', async () => {
  await using all = await filled();
  const { db, near, far } = all.house;
  const desk = await all.house.desk(db);
  for (const command of ['digest schedule', 'pulse open', 'privacy export'])
    await desk.types(from('operator'), ...about(command), rule[command]?.given?.(all.ids) ?? {});
  await desk.app.settle();
  for (let day = 0; day < 8; day += 1) {
    desk.clock.set(desk.clock.now().add({ hours: 24 }));
    await desk.app.settle();
  }
  const wrong: string[] = [];
  let [ours, theirs] = [0, 0];
  for (const { attempt, conversation } of desk.platform.arrived) {
    const said = JSON.stringify(attempt);
    const isFar = conversation.replace(/^D-/, '').startsWith('far-');
    if (said.includes(isFar ? nearWord : farWord)) wrong.push(`${conversation} gets ${said.slice(0, 400)}`);
    if (said.includes(nearWord)) ours += 1;
    if (said.includes(farWord)) theirs += 1;
  }
  expect(wrong).toEqual([]);
  const files = desk.platform.arrived
    .map(({ attempt }) => JSON.stringify(attempt))
    .filter((said) => said.includes('"kind":"file"'));
  expect(files.filter((said) => said.includes(nearWord))).not.toEqual([]);
  expect(await rowsWith(db, near.coalitionId, farWord)).toEqual([]);
  expect(await rowsWith(db, far.coalitionId, nearWord)).toEqual([]);
  expect(ours).toBeGreaterThan(5);
  expect(theirs).toBeGreaterThan(5);
  expect(desk.lines.filter((line) => line.includes('broke'))).toEqual([]);
}, 300_000);

test('a question, a change, a look-up and a button that forget their coalition are noticed', async () => {
  await using all = await filled();
  const changing =
    (line: string, run: Feature['commands'][number]['run']): Change =>
    (features) =>
      features.map((feature) => ({
        ...feature,
        commands: feature.commands.map((one) =>
          `${one.topic} ${one.verb}` === line ? { ...one, run } : one,
        ),
      }));
  const asking = changing('organisation list', async ({ tx }) => {
    const named = await tx.select({ name: tables.organisation.name }).from(tables.organisation);
    return { text: [{ kind: 'words', words: named.map(({ name }) => name).join(', ') }], blocks: [] };
  });
  expect((await typing(all, 'joined', ['organisation list'], asking)).leaks).not.toEqual([]);
  const writing = changing('hub join', async ({ tx }, values) => {
    const { hub } = values as { hub?: string };
    await tx.execute(sql`update hub set places = '' where id = ${hub ?? null}`);
    return { text: [], blocks: [] };
  });
  expect((await typing(all, 'joined', ['hub join'], writing)).leaks).toEqual([]);
  const finding: Change = (features) =>
    writing(features).map((feature) => ({
      ...feature,
      lookups: {
        ...feature.lookups,
        'joinable-hub': async (_context, written) => [{ id: written, label: written }],
      },
    }));
  expect((await typing(all, 'joined', ['hub join'], finding)).leaks).toContain('hub join changes hub');

  // A button goes by its row’s coalition, so it has to say the wrong one.
  const { coalitionId } = all.house.near;
  const pressed: Change = (features) =>
    features.map((feature) => {
      const one = feature.presses['organisation.represent'];
      if (!one) return feature;
      const forgetful = {
        ...one,
        subject: async (db: Tx, id: string) => {
          const [found] = await db.select().from(tables.organisation).where(eq(tables.organisation.id, id));
          return found && { coalitionId, name: found.name };
        },
        run: async (_context: unknown, subject: object) => ({
          text: [{ kind: 'words' as const, words: JSON.stringify(subject) }],
          blocks: [],
        }),
      };
      return { ...feature, presses: { ...feature.presses, 'organisation.represent': forgetful } };
    });
  expect(
    (await pressing(all, (id) => id === 'organisation.represent', { change: pressed })).leaks,
  ).not.toEqual([]);
}, 60_000);
