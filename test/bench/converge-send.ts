// The whole app with production's pace, on stand-ins for both platforms, on a clock that is set from one wake to the next:
// what is due is carried out by the schedule and goes out by the worker, and the clock waits until everything has.
import '../support/unlocked.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { createApp } from '#app.ts';
import { writeCalendar } from '#calendars/index.ts';
import type { PlatformName } from '#chat/index.ts';
import { createConvergence } from '#convergence/index.ts';
import { createRegister } from '#directory/index.ts';
import { createMetrics } from '#metrics/index.ts';
import { drawPicture } from '#pictures/index.ts';
import { createDiscord, requestsOf } from '#platforms/discord/index.ts';
import { createSlack } from '#platforms/slack/index.ts';
import { createSchedule } from '#schedule/index.ts';
import { openStore } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { countedAt, dayId, hosts, hubs, outage, plannedAt } from './converge-fill.ts';
import { ask } from './server.ts';

/** What went out of one wake on one platform. */
export interface SentFigures {
  /** the moment to which the clock was set */
  readonly at: string;
  readonly platform: PlatformName;
  /** requests that succeeded */
  readonly sent: number;
  /** from the first of them to the last */
  readonly ms: number;
}

const { DATABASE_URL: url = '', SLACK_BOT_TOKEN: botToken = '', SLACK_API_URL = '' } = process.env;
const {
  DISCORD_TOKEN: token = '',
  DISCORD_API_URL = '',
  TENANT: tenant = '',
  ACCOUNT: account = '',
} = process.env;
const store = await openStore({ url });
const clock = manualClock(plannedAt);
const log = { info() {}, warn() {}, error: console.error };
const register = (platform: 'slack' | 'discord') => createRegister({ db: store.db, clock, platform });
const feature = createConvergence(undefined);
const makers = { draw: drawPicture, write: writeCalendar, log, clock };
const mode = {
  mode: 'http',
  botToken,
  apiUrl: SLACK_API_URL,
  signingSecret: 'stand-in-signing-secret',
} as const;
const tries: { readonly platform: PlatformName; readonly at: number }[] = [];
const { watch } = createMetrics({ store, clock });
const app = createApp({
  ...{ store, clock, random: Math.random, features: [feature], log },
  platforms: [
    createSlack({ ...makers, mode, register: register('slack') }),
    createDiscord({ ...makers, token, apiUrl: DISCORD_API_URL, register: register('discord') }),
  ],
  // As src/main.ts paces.
  pace: {
    slack: { conversation: { every: 1_050, burst: 2 }, tenant: { every: 61, burst: 5 } },
    discord: {
      ...{ bot: { every: 20.6, burst: 1 }, conversation: { every: 1_050, burst: 4 } },
      ...{ opening: { every: 3_000, burst: 10 }, requests: requestsOf },
    },
  },
  watch: {
    ...watch,
    delivery: {
      tried({ platform, outcome }) {
        if (outcome === 'sent') tries.push({ platform, at: performance.now() });
      },
    },
  },
});
/** When it is 10:00 on the eve in the last of the zones. */
const lastEve = Temporal.Instant.from('2027-05-14T20:00:00Z');

await app.start();
const schedule = createSchedule({ store, clock, random: Math.random, log, dues: feature.dues ?? [] });

const from = { platform: 'slack', tenant, sender: { account, name: 'Mara', administrator: false } } as const;
const press = { kind: 'press', press: 'converge.plan', subject: dayId } as const;
const reaction = await app.intake.take({ key: 'plan', reply: {}, ...from, ...press });
if (reaction.kind === 'later') await reaction.finish();
const sent = [await goneOut()];
await hosts(url, 1, hubs);
// What lies before is missed: the round of a week before is told everywhere at once.
for (let wake: Temporal.Instant | undefined = outage.until; wake && isBefore(wake, countedAt); ) {
  // From zone to zone on the day itself; what lies between is told at once as well.
  clock.set(isBefore(wake, lastEve) && isBefore(outage.until, wake) ? lastEve : wake);
  await schedule.tick();
  sent.push(await goneOut());
  wake = await schedule.next();
}
console.log(`figures ${JSON.stringify(sent.flat())}`);
await app.stop();
await store.close();

/** Waits until nothing is left that is due now; what went out meanwhile. */
async function goneOut(): Promise<SentFigures[]> {
  const now = clock.now().toString();
  for (;;) {
    const [row] = await ask<{ left: number }>(
      url,
      `select count(*)::int as left from delivery where state = 'sending' or (state = 'due' and due_at <= $1)`,
      [now],
    );
    if (row?.left === 0) break;
    await pause(20);
  }
  const times = Map.groupBy(tries.splice(0), ({ platform }) => platform);
  return [...times].map(([platform, some]) => {
    const at = some.map((one) => one.at);
    return { at: now, platform, sent: some.length, ms: Math.max(...at) - Math.min(...at) };
  });
}

function isBefore(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0;
}
