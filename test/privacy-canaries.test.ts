import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { LogLevel } from '@slack/bolt';
import { Events, RESTEvents } from 'discord.js';
import { eq, inArray, isNotNull } from 'drizzle-orm';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { delivery } from '#delivery/tables.ts';
import { type Feature, tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { createLog } from '#log.ts';
import { erasePerson, replayDeletions } from '#privacy/index.ts';
import { createSchedule } from '#schedule/index.ts';
import { type Db, openStore } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { answerTo, idOf } from './stories/introducing.ts';
import { type Planted, plantCanaries } from './support/canaries.ts';
import { dump, pgDump, tools, whySkipped } from './support/dump.ts';
import { exportedOf } from './support/exported.ts';
import { type House, openHouse, type Replica } from './support/house.ts';
import { opened } from './support/opened.ts';
import { administer, databaseUrl } from './support/postgres/global.ts';
import { pulseKeys } from './support/pulse-keys.ts';
import { openStage, type StageOf } from './support/stage/index.ts';

vi.setConfig({ testTimeout: 60_000 });

/** All that the platforms' own libraries have to say, which are asked here for everything. */
const { spoken } = vi.hoisted(() => ({ spoken: [] as string[] }));
vi.mock('#platforms/slack/log.ts', async (original) => {
  const real = await original<typeof import('#platforms/slack/log.ts')>();
  return {
    ...real,
    quietLogger: (log: Parameters<typeof real.quietLogger>[0]) => {
      const quiet = real.quietLogger(log);
      const level =
        (name: 'debug' | 'info' | 'warn' | 'error') =>
        (...said: unknown[]) => {
          spoken.push(inspect(said, { depth: 8 }));
          // What is only told in passing goes the way of a warning, so that our log has to bear that too.
          (name === 'error' ? quiet.error : quiet.warn)(...said);
        };
      return {
        ...quiet,
        ...{ debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') },
        getLevel: () => LogLevel.DEBUG,
      };
    },
  };
});
vi.mock('#platforms/discord/trouble.ts', async (original) => {
  const real = await original<typeof import('#platforms/discord/trouble.ts')>();
  return {
    ...real,
    watchRest: (...given: Parameters<typeof real.watchRest>) => {
      for (const event of [RESTEvents.Debug, RESTEvents.Response] as const)
        given[0].on(event, (...said: unknown[]) => spoken.push(inspect(said, { depth: 4 })));
      real.watchRest(...given);
    },
    watchGateway: (...given: Parameters<typeof real.watchGateway>) => {
      for (const event of [Events.Debug, Events.Warn] as const)
        given[0].on(event, (said) => spoken.push(said));
      real.watchGateway(...given);
    },
  };
});

const kinds = [
  'offers',
  'needs',
  'place',
  'title',
  'exact',
  'listing',
  'address',
  'concern',
  'asked',
] as const;

/** What somebody is called and writes, by what it is: words that stand nowhere else. */
const writtenBy = (who: string) => ({
  name: `Kanaria ${who}`,
  ...(Object.fromEntries(kinds.map((kind) => [kind, `${who}-kanari-${kind}`])) as Record<
    (typeof kinds)[number],
    string
  >),
});

/** One on each platform. */
const people = [
  ['slack', 'cara', 'clearwater'],
  ['discord', 'noor', 'delta'],
] as const;

/** Whose words stand somewhere in a text, and which. */
const foundIn = (text: string): readonly string[] =>
  people.flatMap(([, who]) =>
    Object.entries(writtenBy(who))
      .filter(([, words]) => text.toLowerCase().includes(words.toLowerCase()))
      .map(([what]) => `${what} of ${who}`),
  );

/** The two do what one does, each with words of their own. */
async function liveHere({ hands }: House, weft: Replica): Promise<void> {
  await hands.slack.type('ben', 'clearwater', 'share need forty chairs');
  await weft.settle();
  for (const [on, who, space] of people) {
    const own = hands[on];
    const says = writtenBy(who);
    const types = async (line: string, ...forms: readonly Readonly<Record<string, string>>[]) => {
      await own.type(who, space, line);
      await weft.settle();
      for (const values of forms) {
        await own.fill(who, space, values);
        await weft.settle();
      }
    };
    const { name, offers, needs, place, title, exact } = says;
    await types('profile edit', { name, offers, needs, place }, {}, {});
    const when = 'Saturday 10am';
    const announced = { title, what: 'We look.', when, place: 'Omaha', exact };
    await types('action announce', announced, { tactic: 'care', audience: 'coalition' });
    await own.press(who, space, 'Post it');
    await types(`share offer ${says.listing}`);
    await types('safety raise', { words: says.concern });
    await types(`intro ask ${says.asked}`);
    await types('find resources chairs');
    await own.press(who, space, 'Answer “forty chairs”');
    await own.fill(who, space, { address: says.address });
    await weft.settle();
  }
}

/** The two have deleted what is kept of them. */
async function deleteThem(house: House, weft: Replica): Promise<void> {
  for (const [on, who, space] of people) {
    await house.hands[on].type(who, space, 'privacy delete');
    await house.hands[on].fill(who, space, { sure: 'delete' });
    await weft.settle();
  }
  house.clock.advance({ minutes: 1 });
  await weft.settle();
}

/** What of them stands open while they are here. */
const open = people.flatMap(([, who]) =>
  ['name', 'offers', 'needs', 'place', 'title', 'listing', 'asked'].map((what) => `${what} of ${who}`),
);

const others = ['ben', 'ana', 'jonas', 'priya', 'elena'];

/** What these can have sent to them of all that is kept. */
async function exportsOf({ db, features, seeded }: House, whose: readonly string[]): Promise<string> {
  const ids = whose.map((who) => seeded.people.get(who) ?? '');
  const found = await db.select().from(tables.person).where(inArray(tables.person.id, ids));
  const all: string[] = [];
  for (const person of found) all.push(JSON.stringify(await exportedOf(db, person, ...features)));
  return all.join('\n');
}

const inRows = async (db: Db): Promise<string> =>
  opened(await dump(db))
    .map(({ text }) => text)
    .join('\n');

/** Everything that is printed until the test ends, past any log. */
function printed(): string[] {
  const words: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((said) => words.push(String(said)) > 0);
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, name).mockImplementation((...said) => void words.push(inspect(said, { depth: 8 })));
  onTestFinished(() => void vi.restoreAllMocks());
  return words;
}

test('of somebody who deletes nothing is left: no row, no line of a log, no figure, and nothing in an export of others', async () => {
  await using house = await openHouse();
  const past = printed();
  const weft = await house.open();
  await liveHere(house, weft);
  const { slack, discord } = house;
  const tokens = [slack.botToken, slack.appToken, slack.signingSecret, discord.token];
  const nowhere = async () => {
    const figures = await (await fetch(`${weft.url}/metrics`)).text();
    expect(figures).toContain('weft_');
    const told = [...weft.lines, ...past, figures].join('\n');
    return [...foundIn(told), ...tokens.filter((token) => told.includes(token))];
  };

  // Controls: while they are here rows and their own exports say so, and Slack's libraries would say everything.
  expect(foundIn(await inRows(house.db))).toEqual(expect.arrayContaining(open));
  expect(foundIn(await exportsOf(house, ['cara', 'noor']))).toEqual(expect.arrayContaining(open));
  const all = Object.keys(writtenBy('cara')).map((what) => `${what} of cara`);
  expect(foundIn(spoken.join('\n'))).toEqual(expect.arrayContaining(all));
  expect(weft.lines.filter((line) => line.includes('slack library')).length).toBeGreaterThan(100);
  expect(await nowhere()).toEqual([]);

  await deleteThem(house, weft);

  const rows = await inRows(house.db);
  expect(foundIn(rows)).toEqual([]);
  expect(tokens.filter((token) => rows.includes(token))).toEqual([]);
  expect(foundIn(await exportsOf(house, others))).toEqual([]);
  expect(await nowhere()).toEqual([]);
  // Controls: a line of the log that says a name, and one that is printed past it, are found.
  createLog('trace', (line) => void past.push(line)).info(`wrote to ${writtenBy('noor').name}`);
  console.log(`wrote to ${writtenBy('cara').title}`);
  expect(await nowhere()).toEqual(['title of cara', 'name of noor']);
});

test.skipIf('missing' in tools)(
  `in a real pg_dump nothing of somebody who deletes is left, and what others wrote stands${whySkipped}`,
  async () => {
    await using house = await openHouse();
    const weft = await house.open();
    await liveHere(house, weft);
    const url = house.databaseUrl ?? '';
    // Controls: before, the dump says all that is not sealed, and nothing that is.
    const before = foundIn(pgDump(url));
    expect(before.toSorted()).toEqual(open.toSorted());
    await deleteThem(house, weft);
    const after = pgDump(url);
    expect(foundIn(after)).toEqual([]);
    expect(after).toContain('forty chairs');
  },
);

const onServer = test.skipIf(process.env.TEST_STORE === 'pglite');

onServer(
  'in a backup from before, everything stands, and nothing after the deletions are made again',
  async () => {
    const server = inject('database');
    const [live, backup] = ['live', 'backup'].map(
      (what) => `weft_test_${what}_${randomBytes(6).toString('hex')}`,
    );
    if (server.kind !== 'server' || !live || !backup) throw new Error('no server');
    const folder = mkdtempSync(join(tmpdir(), 'weft-canaries-'));
    onTestFinished(async () => {
      for (const name of [live, backup])
        await administer(server.url, `drop database if exists ${name} with (force)`);
      rmSync(folder, { recursive: true, force: true });
    });
    const now = Temporal.Instant.from('2027-05-12T17:00:00Z');
    const deletions = join(folder, 'deletions');
    const features = createFeatures({ embedded: false, platforms: [], pulseKeys, deletions });
    const within = async <T>(
      name: string,
      run: (db: Db, store: Awaited<ReturnType<typeof openStore>>) => Promise<T>,
    ): Promise<T> => {
      const store = await openStore({ url: databaseUrl(server.url, name) });
      try {
        return await run(store.db, store);
      } finally {
        await store.close();
      }
    };
    const marks = async (db: Db) => (await inRows(db)).match(/kanari \w+\.\w+/g)?.length ?? 0;
    await administer(server.url, `create database ${live} template ${server.template} strategy file_copy`);
    const planted: Planted = await within(live, async (db) => await plantCanaries(db, now));
    await administer(server.url, `create database ${backup} template ${live} strategy file_copy`);
    await within(live, async (db, store) => {
      await db.transaction(async (tx) => {
        const [maya] = await tx.select().from(tables.person).where(eq(tables.person.id, planted.maya));
        if (maya) await erasePerson({ tx, now }, maya, { keep: false, features });
      });
      expect(await marks(db)).toBe(0);
      const dues = features
        .flatMap((one: Feature) => one.dues ?? [])
        .filter(({ name }) => name === 'privacy.write-down');
      const log = createLog('silent');
      await createSchedule({ store, clock: manualClock(now), random: Math.random, log, dues }).tick();
    });
    await within(backup, async (db) => {
      // The control: an old backup has everything of them, and still has without the file.
      const all = await marks(db);
      expect(all).toBeGreaterThan(60);
      const replay = async (path: string) => await replayDeletions(db, { path, now, features });
      expect(await replay(join(folder, 'none'))).toBe(0);
      expect(await marks(db)).toBe(all);
      expect(await replay(deletions)).toBe(1);
      expect(await marks(db)).toBe(0);
      expect(await inRows(db)).toContain('theirs person.name');
    });
  },
);

/** In which waiting messages to others a name stands, by kind. */
async function namedFor(stage: StageOf, name: string, who: string): Promise<readonly string[]> {
  const rows = await stage.db
    .select({ kind: delivery.kind, personId: delivery.personId, effect: delivery.effect })
    .from(delivery)
    .where(inArray(delivery.state, ['due', 'bundled']));
  return [
    ...new Set(
      rows
        .filter(
          ({ personId, effect }) => personId !== idOf(stage, who) && JSON.stringify(effect).includes(name),
        )
        .map(({ kind }) => kind),
    ),
  ].toSorted();
}

test.each(['withdrawn', 'kept'] as const)(
  'that members may find somebody, %s between writing and sending: nobody is sent their name',
  async (what) => {
    await using stage = await openStage('playground');
    const elena = stage.as('elena');
    await stage.as('ben').types('share need a trailer for boats');
    await stage.as('ben').types('share add');
    await stage.as('ben').fills({
      kind: 'toolkit',
      title: 'Door script',
      link: 'https://example.org/doors',
      good: 'doors',
      language: 'English',
    });
    await stage.settle();
    // In the evening, so that all of it waits for the morning.
    await stage.pass({ hours: 10 });
    await elena.types('share offer a trailer for boats');
    await elena.types('share thanks Door script');
    await stage.settle();
    const kinds = await namedFor(stage, 'Elena Cruz', 'elena');
    expect(kinds).toEqual(['share.match', 'share.thanks']);
    if (what === 'withdrawn') {
      await elena.types('privacy consents');
      await elena.fills({ found: 'nobody' });
      expect(await answerTo(stage, 'elena')).toContain('Changed, from now on');
      expect(await namedFor(stage, 'Elena Cruz', 'elena')).toEqual([]);
    }
    await stage.pass({ hours: 24 * 7 });
    const sent = await stage.db.select({ id: delivery.id }).from(delivery).where(isNotNull(delivery.endedAt));
    expect(sent.length).toBeGreaterThan(0);
    expect((await stage.as('ben').sees()).includes('Elena Cruz')).toBe(what === 'kept');
  },
);
