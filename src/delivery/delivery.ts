import type { Log, Outcome, Platform, PlatformName } from '#chat/index.ts';
import { trace } from '#chat/index.ts';
import { isConflict, type Store } from '#store/index.ts';
import type { Clock } from '#time/index.ts';
import type { Arrival } from './arrive.ts';
import { carryOut } from './carry.ts';
import { type Claimed, claimDue, claimOrphan } from './claim.ts';
import { nextDue } from './count.ts';
import type { Act, Delivery, DeliveryState, Kind, Manner } from './kind.ts';
import type { Call } from './lease.ts';
import type { Pace } from './pace.ts';
import { createRecorder } from './recorder.ts';
import { createLeases } from './renew.ts';
import { createWaker } from './waker.ts';

/** Told what the worker does, for whoever counts it. */
export interface DeliveryWatch {
  /** One call to a platform came back. */
  tried?(call: {
    readonly platform: PlatformName;
    readonly verb: 'perform' | 'readBack';
    readonly outcome: Outcome['kind'];
    readonly ms: number;
  }): void;
  /** A row of a worker that was not heard of any more was taken over. */
  tookOver?(platform: PlatformName): void;
  /** A row ended. Told before its transaction commits: what is rolled back and done again is told again. */
  ended?(row: { readonly kind: string; readonly state: DeliveryState }): void;
}

export interface DeliveryOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly platforms: readonly Platform[];
  readonly kinds: readonly Kind[];
  readonly manner: Manner;
  readonly log: Log;
  /** for platforms that are paced; the playground and tests are not */
  readonly pace?: Partial<Record<PlatformName, Pace>>;
  /** how long a worker that says nothing keeps a row; 8 s */
  readonly leaseMs?: number;
  /** how long after an unclear attempt a request can no longer land; 15 s, more than any client's timeout */
  readonly settleMs?: number;
  /** how long a call may take before it counts as unclear; 30 s, more than any client's timeout */
  readonly callMs?: number;
  /** the first wait after a failure, tripled with each that follows, up to 15 minutes; 5 s */
  readonly backoffMs?: number;
  /** how long nothing is sent to a space that turned Weft away; 10 minutes */
  readonly breakMs?: number;
  /** how many effects are under way at once; 32 */
  readonly width?: number;
  /** Added in the transaction that records arrivals in conversations that were not known: the directory keeps them. */
  landed?(act: Act, arrivals: readonly Arrival[]): Promise<void>;
  /** The platform said that a person takes no messages that way; true when the row shall try another. */
  turnedAway?(act: Act, row: Delivery): Promise<boolean>;
  readonly watch?: DeliveryWatch;
  /** A breaker opened: operators are told in the same transaction. */
  broken?(act: Act, space: { platform: PlatformName; tenant: string; code: string }): Promise<void>;
}

/** What the parts of the worker share. */
export interface Shop
  extends Required<
    Omit<DeliveryOptions, 'landed' | 'turnedAway' | 'broken' | 'platforms' | 'kinds' | 'pace'>
  > {
  readonly platforms: ReadonlyMap<PlatformName, Platform>;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly pace: Partial<Record<PlatformName, Pace>>;
  readonly landed: DeliveryOptions['landed'];
  readonly turnedAway: DeliveryOptions['turnedAway'];
  readonly broken: DeliveryOptions['broken'];
  /** Something can go on in so many ms: a gate opens, a row has waited. */
  wakeIn(ms: number): void;
  /** A row that is to be read back has its turn in so many ms. */
  lookIn(ms: number): void;
}

export interface DeliveryWorker {
  /** Looks for work now; for whoever just committed. */
  wake(): void;
  /** Carries out everything that is due and can be, one after the other; how many effects that were. */
  drain(): Promise<number>;
  /** The next moment, after now, at which something becomes due. */
  next(): Promise<Temporal.Instant | undefined>;
  /** Works in the background until `stop`: woken at commit, and every 2 s in case a wake-up or a worker was lost. */
  start(): Promise<void>;
  /** Takes nothing new, and resolves when what is under way has been recorded. */
  stop(): Promise<void>;
}

const lookEvery = 2_000; // ms
const farAhead = 250; // ms, the furthest slot that is reserved: what is more urgent waits no longer than this

/** The worker that carries out what `tell` wrote. Throws when two kinds have one name. */
export function createDelivery(options: DeliveryOptions): DeliveryWorker {
  const { wakeIn, stopWaking } = createWaker(() => wake());
  const { wakeIn: lookIn, stopWaking: stopLooking } = createWaker(() => look());
  const shop: Shop = {
    leaseMs: 8_000,
    settleMs: 15_000,
    callMs: 30_000,
    backoffMs: 5_000,
    breakMs: 600_000,
    width: 32,
    watch: {},
    ...options,
    pace: options.pace ?? {},
    landed: options.landed,
    turnedAway: options.turnedAway,
    broken: options.broken,
    platforms: new Map(options.platforms.map((platform) => [platform.name, platform])),
    kinds: namedKinds(options.kinds),
    wakeIn: (ms) => running && wakeIn(ms),
    lookIn: (ms) => running && lookIn(ms),
  };
  const { store, log } = shop;
  const recorded = createRecorder(shop);
  const leases = createLeases(shop);
  const ahead = Math.min(farAhead, shop.leaseMs / 4);
  const underWay = new Set<Promise<void>>();
  let running = false;
  let again = false;
  let lookForOrphans = true;
  let filling: Promise<void> | undefined;
  let tick: NodeJS.Timeout | undefined;
  let unlisten: (() => Promise<void>) | undefined;

  async function carry(call: Call): Promise<void> {
    leases.hold(call.owner);
    try {
      await recorded({ call, outcome: await carryOut(shop, call) });
    } finally {
      leases.release(call.owner);
    }
  }

  /** Orphans are rare and asked for at each tick; a mass send does not keep them waiting. */
  async function claim(most: number): Promise<Claimed> {
    const orphan = lookForOrphans ? await claimOrphan(shop, ahead) : undefined;
    if (orphan && orphan.rows > 0) return orphan;
    lookForOrphans = false;
    return await claimDue(shop, { most, ahead });
  }

  async function fill(): Promise<void> {
    do {
      again = false;
      while (running && underWay.size < shop.width) {
        const { rows, calls } = await claim(shop.width - underWay.size);
        if (rows === 0) break;
        for (const call of calls) {
          const carried: Promise<void> = carry(call).finally(() => {
            underWay.delete(carried);
            // Not for every single one: a claim costs the same for one row and for many.
            if (underWay.size <= (shop.width * 3) / 4) setImmediate(wake);
          });
          underWay.add(carried);
        }
      }
    } while (again && running);
  }

  function wake(): void {
    again = true;
    if (!running || filling) return;
    filling = fill()
      .catch((error) => {
        if (isConflict(error)) again = true;
        else log.warn('delivery waits for the database', { error: trace(error) });
      })
      .finally(() => {
        filling = undefined;
        if (again) wake();
      });
  }

  function look(): void {
    lookForOrphans = true;
    wake();
  }

  return {
    wake,
    async drain() {
      for (let count = 0; ; ) {
        const due = await claimDue(shop, { most: 1, ahead: 0 });
        const { rows, calls } = due.rows > 0 ? due : await claimOrphan(shop, 0);
        if (rows === 0) return count;
        for (const call of calls) await carry(call);
        count += calls.length;
      }
    },
    next: () => nextDue(store.db, shop.clock.now()),
    async start() {
      running = true;
      unlisten = await store.listen('delivery', wake);
      tick = setInterval(look, Math.min(lookEvery, shop.leaseMs));
      wake();
    },
    async stop() {
      running = false;
      clearInterval(tick);
      stopWaking();
      stopLooking();
      await unlisten?.();
      await filling;
      await Promise.all(underWay);
    },
  };
}

function namedKinds(kinds: readonly Kind[]): ReadonlyMap<string, Kind> {
  const named = new Map(kinds.map((kind) => [kind.name, kind]));
  if (named.size === kinds.length) return named;
  const twice = kinds.find((kind, at) => kinds.findIndex((other) => other.name === kind.name) !== at);
  throw new Error(`two kinds of delivery are called “${twice?.name}”`);
}
