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

function watchWith({ came, stored, acknowledged, attempts, attempt, takeovers, ended }: Declared): Watch {
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
  };
}
