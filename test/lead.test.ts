import { sql } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { openStore, type Store } from '#store/index.ts';
import { campaign, type Seat, seatsHere } from '#store/lead.ts';
import { testDatabase } from './support/database.ts';
import { door } from './support/door.ts';

/** Sessions that others end are a server's; the embedded database has one process. */
const onServer = test.skipIf(process.env.TEST_STORE === 'pglite');

vi.setConfig({ testTimeout: 60_000 });
const patiently = { timeout: 30_000, interval: 50 };
afterEach(() => void vi.useRealTimers());

/** What a process leads at present, told to whoever waits for it. */
function watcher() {
  const leads = new Set<string>();
  const changes = new EventTarget();
  const say = () => changes.dispatchEvent(new Event('change'));
  const counts = { begun: 0 };
  return {
    leads,
    counts,
    async work(name: string, lost: AbortSignal): Promise<void> {
      leads.add(name);
      counts.begun += 1;
      say();
      await new Promise((resolve) => lost.addEventListener('abort', resolve));
      leads.delete(name);
      say();
    },
    async until(condition: () => boolean): Promise<void> {
      while (!condition())
        await new Promise((resolve) => changes.addEventListener('change', resolve, { once: true }));
    },
  };
}

/** The store of another replica on the same database. */
async function replica(url: string | undefined): Promise<Store & AsyncDisposable> {
  const store = await openStore(url === undefined ? {} : { url });
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() });
}

test('one of those who campaign leads, and another takes over when it stops', async () => {
  await using database = await testDatabase();
  const [one, two] = [watcher(), watcher()];
  const first = database.store.lead(['gateway'], one.work);
  expect(await first.known).toBe(true);
  const second = database.store.lead(['gateway'], two.work);
  expect(await second.known).toBe(false);
  await first.stop();
  expect([...one.leads]).toEqual([]);
  await two.until(() => two.leads.size > 0);
  await second.stop();
  expect(one.counts.begun + two.counts.begun).toBe(2);
});

test('work that ends by itself is left to another process', async () => {
  await using database = await testDatabase();
  const other = watcher();
  const failing = database.store.lead(['gateway'], async () => {
    throw new Error('cannot connect');
  });
  await failing.known;
  const campaign = database.store.lead(['gateway'], other.work);
  await other.until(() => other.leads.size > 0);
  await Promise.all([failing.stop(), campaign.stop()]);
});

onServer('those who start together share the names, and a survivor takes all', async () => {
  await using database = await testDatabase();
  await using store = await replica(database.url);
  const [one, two] = [watcher(), watcher()];
  const first = database.store.lead(['shard 0', 'shard 1'], one.work);
  const second = store.lead(['shard 0', 'shard 1'], two.work);
  expect(await Promise.all([first.known, second.known])).toEqual([true, true]);
  expect([...one.leads, ...two.leads].toSorted()).toEqual(['shard 0', 'shard 1']);
  await first.stop();
  await two.until(() => two.leads.size === 2);
  await second.stop();
});

onServer('a session that the server ends is taken up again without letting go of anything', async () => {
  await using database = await testDatabase();
  const one = watcher();
  const campaign = database.store.lead(['gateway'], one.work);
  await campaign.known;
  const holders = async () => {
    const { rows } = await database.db.execute<{ pid: number }>(sql`select pid from pg_locks where granted
      and locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`);
    return rows.map(({ pid }) => pid);
  };
  const [before = 0] = await holders();
  await database.db.execute(sql`select pg_terminate_backend(${before})`);
  await vi.waitFor(async () => expect(await holders()).toEqual([expect.not.toBeOneOf([before])]), patiently);
  expect([one.leads.size, one.counts.begun]).toEqual([1, 1]);
  await campaign.stop();
  expect(await holders()).toEqual([]);
});

onServer('who comes back and finds that another process leads lets go', async () => {
  await using database = await testDatabase();
  await using entrance = await door(database.url ?? '');
  await using store = await replica(entrance.url);
  const [cut, whole] = [watcher(), watcher()];
  const first = store.lead(['gateway'], cut.work);
  await first.known;
  const second = database.store.lead(['gateway'], whole.work);
  await second.known;
  entrance.shut();
  await whole.until(() => whole.leads.size > 0);
  // Cut off, it cannot know, and goes on so that people hear that nothing can be saved.
  expect(cut.leads.size).toBe(1);
  entrance.open();
  await cut.until(() => cut.leads.size === 0);
  expect(whole.leads.size).toBe(1);
  await Promise.all([first.stop(), second.stop()]);
});

onServer('a database that is silent is a lost session', async () => {
  await using database = await testDatabase();
  await using entrance = await door(database.url ?? '');
  await using store = await replica(entrance.url);
  const silent = watcher();
  const campaign = store.lead(['gateway'], silent.work);
  await campaign.known;
  entrance.die();
  const sessions = sql`select 1 from pg_stat_activity where application_name = 'weft leads'
    and datname = current_database()`;
  const left = async () => (await database.db.execute(sessions)).rows.length;
  await vi.waitFor(async () => expect(await left()).toBe(0), patiently);
  entrance.shut();
  await campaign.stop();
});

test('without a database what is led goes on for half a minute, and no longer', async () => {
  vi.useFakeTimers();
  const one = watcher();
  const seats = seatsHere();
  let end = () => {};
  let isAway = false;
  const sit = async (lost: () => void): Promise<Seat> => {
    if (isAway) throw new Error('no database');
    end = lost;
    return seats();
  };
  const first = campaign(sit, ['gateway'], one.work);
  await first.known;
  isAway = true;
  end();
  await vi.advanceTimersByTimeAsync(29_000);
  expect(one.leads.size).toBe(1);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(one.leads.size).toBe(0);
  await first.stop();
});

test('work that fails again and again is begun less and less often', async () => {
  vi.useFakeTimers();
  const begun: number[] = [];
  const first = campaign(
    async () => seatsHere()(),
    ['gateway'],
    async () => {
      begun.push(performance.now());
      throw new Error('cannot connect');
    },
  );
  await vi.advanceTimersByTimeAsync(600_000);
  const gaps = begun.slice(1).map((at, index) => Math.round((at - (begun[index] ?? 0)) / 1000));
  expect(gaps.slice(0, 5)).toEqual([6, 11, 21, 41, 61]);
  expect(new Set(gaps.slice(4))).toEqual(new Set([61]));
  await first.stop();
});

test('what one process does another does not wait for, and a failure passes it on', async () => {
  await using database = await testDatabase();
  const { store } = database;
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const first = store.ifFree('house', async () => {
    begun.resolve();
    await goOn.promise;
  });
  await begun.promise;
  expect(await store.ifFree('house', async () => {})).toBe(false);
  expect(await store.ifFree('garden', async () => {})).toBe(true);
  goOn.resolve();
  expect(await first).toBe(true);
  const broken = store.ifFree('house', async () => {
    throw new Error('broken');
  });
  await expect(broken).rejects.toThrow('broken');
  expect(await store.ifFree('house', async () => {})).toBe(true);
});
