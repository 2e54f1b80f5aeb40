// The process that is killed: Weft as `src/main.ts` composes it, several times over. Each lane is an app of its own with
// a database and a stand-in of its own, so that one kill ends many crashes at once; lanes share nothing but the process.
import '../support/unlocked.ts';
import { sql } from 'drizzle-orm';
import { type App, createApp } from '#app.ts';
import { writeCalendar } from '#calendars/index.ts';
import type { Intake, Log, Platform, PlatformName } from '#chat/index.ts';
import { createRegister, type Feature } from '#directory/index.ts';
import { createSchedule } from '#schedule/index.ts';
import type { Store } from '#store/index.ts';
import { openServer } from '#store/server.ts';
import { type ManualClock, manualClock } from '#time/index.ts';
import { createSeam, holdDrivers, lay, type Seam } from './child-seam.ts';
import { carryNaively, hasty, hastyClose, type Strategy } from './naive.ts';
import { featuresWith, tree } from './sweep-tree.ts';

/** Where a lane plays. */
export interface LaneGiven {
  readonly database: string;
  readonly standIn: {
    readonly apiUrl: string;
    readonly token: string;
    /** Slack's second token */
    readonly appToken: string;
  };
  /** the folder of the keys of its pulses: whoever takes over finds them there */
  readonly keys: string;
  readonly strategy?: Strategy | undefined;
}

/** What the runner asks of one lane. */
export type Order =
  /** connects it, and does nothing else */
  | { readonly kind: 'open'; readonly given: LaneGiven; readonly now: string }
  /** finishes what a process before had begun */
  | { readonly kind: 'resume' }
  /** sets its clock and carries out everything that is due then */
  | { readonly kind: 'settle'; readonly now: string }
  /** counts its effects from here on, and comes to a stand after so many */
  | { readonly kind: 'arm'; readonly after: number | undefined }
  | { readonly kind: 'thaw' }
  /** says what was done since `arm` */
  | { readonly kind: 'effects' }
  /** runs a statement in its database, and says which rows that gives */
  | { readonly kind: 'query'; readonly statement: string }
  /** disconnects it, so that its world can end before the process does */
  | { readonly kind: 'close' };

/** What comes back. */
export type Word =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: string }
  | { readonly kind: 'stands'; readonly lane: string }
  | { readonly kind: 'logged'; readonly lane: string; readonly line: string };

interface Lane {
  readonly app: App;
  readonly store: Store;
  readonly clock: ManualClock;
  readonly seam: Seam;
  settle(): Promise<void>;
}

// Whoever listened may have gone: then this process goes as well.
const say = (word: Word) => void process.send?.(word, () => {});
const name = process.argv[2] as PlatformName;
// Nobody waits at the other end, and a busy machine is no fault.
const ackMs = 60_000;
// To draw a real one holds the process up for longer than its leases last here. A PNG of one pixel.
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);
const draw = async () => pixel;

await holdDrivers(name);
const createPlatform = await platformOf(name);
const lanes = new Map<string, Lane>();

process.on('message', (order: Order & { id: number; lane: string }) => {
  obey(order).then(
    (answer) => say({ kind: 'done', id: order.id, answer }),
    (error) => say({ kind: 'failed', id: order.id, error: String(error?.stack ?? error) }),
  );
});
process.on('disconnect', () => process.exit());
say({ kind: 'ready' });

async function obey(order: Order & { lane: string }): Promise<unknown> {
  if (order.kind === 'open') {
    lanes.set(order.lane, await open(order.lane, order.given, order.now));
    return;
  }
  const lane = lanes.get(order.lane);
  if (!lane) throw new Error(`there is no lane ${order.lane}`);
  switch (order.kind) {
    case 'resume':
      return await lane.app.resume();
    case 'settle':
      lane.clock.set(order.now);
      await lane.settle();
      return await lane.seam.idle();
    case 'arm':
      return lane.seam.arm(order.after);
    case 'thaw':
      return lane.seam.thaw();
    case 'effects':
      await lane.seam.idle();
      return lane.seam.effects;
    case 'query':
      return (await lane.store.db.execute(sql.raw(order.statement))).rows;
    case 'close':
      lanes.delete(order.lane);
      await lane.app.stop();
      await lane.store.close();
  }
}

async function open(
  id: string,
  { database, standIn, keys, strategy }: LaneGiven,
  now: string,
): Promise<Lane> {
  const seam = createSeam(() => say({ kind: 'stands', lane: id }));
  lay(seam, database, standIn.apiUrl, keys);
  const store = await openPatiently(database);
  const clock = manualClock(now);
  const log: Log = {
    info: () => {},
    warn: () => {},
    error: (event, fields) =>
      say({ kind: 'logged', lane: id, line: `${event} ${JSON.stringify(fields ?? {})}` }),
  };
  const register = createRegister({ db: store.db, clock, platform: name });
  const underWay = new Set<Promise<void>>();
  const platform = followed(createPlatform({ standIn, register, log, clock }), underWay);
  const features = strategy === hasty ? hastyClose(featuresWith(keys), keys) : featuresWith(keys);
  const parts = {
    ...{ store, clock, platforms: [platform], features, log, random: Math.random },
    ...{ leaseMs: 200, settleMs: 20, backoffMs: 50, breakMs: 60_000, width: 1 },
  };
  const app = createApp(parts);
  await app.connect();
  const carry = strategy && strategy !== hasty ? naively(strategy, { ...parts, platform }) : app.settle;
  return {
    ...{ app, store, clock, seam },
    async settle() {
      await Promise.all(underWay);
      await carry();
    },
  };
}

/** A busy machine can let a connection wait for too long: that is no fault of the lane's. */
async function openPatiently(url: string, tries = 6): Promise<Store> {
  try {
    return await openServer({ url, connections: 1 });
  } catch (error) {
    if (tries === 1) throw error;
    return await openPatiently(url, tries - 1);
  }
}

/** The same platform; what was acknowledged and is not carried out yet is known. */
function followed(platform: Platform, underWay: Set<Promise<void>>): Platform {
  const follow = (intake: Intake): Intake => ({
    ...intake,
    async take(incoming) {
      const reaction = await intake.take(incoming);
      if (reaction.kind !== 'later') return reaction;
      const { promise, resolve } = Promise.withResolvers<void>();
      underWay.add(promise);
      const finish = async () => {
        try {
          await reaction.finish();
        } finally {
          underWay.delete(promise);
          resolve();
        }
      };
      return { ...reaction, finish };
    },
  });
  return { ...platform, start: (intake) => platform.start(follow(intake)) };
}

function naively(
  strategy: Strategy,
  parts: {
    store: Store;
    clock: ManualClock;
    random: () => number;
    log: Log;
    platform: Platform;
    features: readonly Feature[];
  },
): () => Promise<void> {
  const schedule = createSchedule({
    ...parts,
    dues: parts.features.flatMap((feature) => feature.dues ?? []),
  });
  return async () => {
    for (;;) {
      const ticked = await schedule.tick();
      if (!(await carryNaively(parts, strategy)) && ticked === 0) return;
    }
  };
}

type Make = (given: {
  standIn: LaneGiven['standIn'];
  register: ReturnType<typeof createRegister>;
  log: Log;
  clock: ManualClock;
}) => Platform;

/** Loads the SDK of one platform, and no other. */
async function platformOf(which: PlatformName): Promise<Make> {
  if (which === 'slack') {
    const { createSlack } = await import('#platforms/slack/index.ts');
    return ({ standIn: { apiUrl, token, appToken }, ...given }) =>
      createSlack({
        ...{ ...given, ackMs, draw, write: writeCalendar },
        mode: { mode: 'socket', botToken: token, appToken, apiUrl },
      });
  }
  const { createDiscord } = await import('#platforms/discord/index.ts');
  return ({ standIn: { apiUrl, token }, ...given }) =>
    createDiscord({ ...given, ackMs, draw, write: writeCalendar, token, apiUrl, tree });
}
