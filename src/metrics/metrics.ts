import type { DeliveryWatch } from '#delivery/index.ts';
import type { InboxWatch } from '#inbox/index.ts';
import type { Store } from '#store/index.ts';
import type { Clock } from '#time/index.ts';
import { type Declared, declareMetrics } from './declare.ts';
import { look } from './look.ts';
import { show, word } from './show.ts';

/** What the rooms of an app tell while they work. */
export interface Watch {
  readonly inbox: InboxWatch;
  readonly delivery: DeliveryWatch;
  /** This process began or ceased to hear a shard of Discord's gateway. */
  held(shard: number, isHeld: boolean): void;
  /** The Socket Mode connection to Slack was opened or lost. */
  connected(isConnected: boolean): void;
}

export interface Metrics {
  readonly watch: Watch;
  readonly registry: Declared['registry'];
  /** What there is to tell now, in Prometheus' text form. Never rejects for the database: then it says that it is down. */
  scrape(): Promise<{ readonly type: string; readonly text: string }>;
}

/** The metrics of one process and of the database it works on. */
export function createMetrics({ store, clock }: { store: Store; clock: Clock }): Metrics {
  const metrics = declareMetrics();
  const { registry } = metrics;
  let looking: Promise<void> | undefined;

  /** Scrapes that come while one is under way share what it sees. */
  function lookOnce(): Promise<void> {
    looking ??= look(store, clock.now())
      .then(
        (seen) => show(metrics, seen),
        () => show(metrics, undefined),
      )
      .finally(() => {
        looking = undefined;
      });
    return looking;
  }

  return {
    watch: watchWith(metrics),
    registry,
    async scrape() {
      await lookOnce();
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}

function watchWith(metrics: Declared): Watch {
  const { came, stored, acknowledged, attempts, attempt, takeovers, ended, held, connected } = metrics;
  // Without labels a gauge begins at 0, which would tell of a connection that there is not meant to be.
  connected.remove();
  const delivery: DeliveryWatch = {
    tried({ platform, verb, outcome, ms }) {
      attempts.inc({ platform, verb, outcome });
      attempt.observe({ platform, verb }, ms / 1000);
    },
    tookOver: (platform) => takeovers.inc({ platform }),
    ended: ({ kind, state }) => ended.inc({ kind: word(kind), state }),
  };
  return {
    inbox: {
      came({ platform, kind, reaction, ms }) {
        came.inc({ platform, kind, reaction });
        stored.observe({ platform }, ms / 1000);
      },
      acknowledged: ({ platform, saved, ms }) =>
        acknowledged.observe({ platform, saved: saved ? 'yes' : 'no' }, ms / 1000),
    },
    delivery,
    held: (shard, isHeld) => held.set({ shard }, isHeld ? 1 : 0),
    connected: (isConnected) => connected.set(isConnected ? 1 : 0),
  };
}
