/** What people, the tick and the worker do, over the real app with platforms in memory, on a filled database. */
import '../support/unlocked.ts';
import { type App, createApp } from '#app.ts';
import type { Deed, Incoming, PlatformName } from '#chat/index.ts';
import { forgetDeliveries, type Kind, tell } from '#delivery/index.ts';
import { createRegister, type Feature, forgetOldRows } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { forgetInbox } from '#inbox/index.ts';
import { createMetrics } from '#metrics/index.ts';
import { newId, openStore, type Store } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { pulseKeys } from '../support/pulse-keys.ts';
import { recordingPlatform } from '../support/recording-platform.ts';
import type { Filled } from './fill.ts';
import { benchKind, benchMessage } from './kind.ts';
import { ask } from './server.ts';

/** One thing that happens; `turn` numbers its repetitions, so that each is about somebody else. */
export interface Flow {
  readonly name: string;
  /** it reads everybody of a coalition, as it must: it grows with the members, not with what has happened */
  readonly everybody: boolean;
  run(turn: number): Promise<void>;
}

/** Searches by words and parts of names, the weavers’ queue made anew, how many are in each of ten hubs, zones of those in one, a coalition from above, all that is kept of one. */
const everybody =
  /^(find people|intro queue|intro ask|intro make|role grant|hub list|hub leave|a look-up|digest preview|network|privacy export)/;

export interface Flows extends AsyncDisposable {
  /** what happens many times a second on a busy day */
  readonly hot: readonly Flow[];
  /** every command there is, once, as its example says it */
  readonly everyCommand: readonly Flow[];
}

const unasked: Kind = { ...benchKind, name: 'bench.unasked', unasked: true };

/** As src/main.ts paces. */
const pace = {
  slack: { conversation: { every: 1_050, burst: 2 }, tenant: { every: 61, burst: 5 } },
  discord: {
    bot: { every: 20.6, burst: 1 },
    conversation: { every: 1_050, burst: 4 },
    opening: { every: 3_000, burst: 10 },
  },
} as const;

/** Opens the app on a filled database, with its clock at the moment to which that was filled. */
export async function openFlows(url: string, filled: Filled, at: Temporal.Instant): Promise<Flows> {
  const store = await openStore({ url });
  const clock = manualClock(at);
  const platforms = [recordingPlatform('slack'), recordingPlatform('discord')];
  const own: Feature = { name: 'bench', commands: [], presses: {}, kinds: [benchKind, unasked] };
  const real = createFeatures({ embedded: false, platforms: ['slack', 'discord'], pulseKeys });
  const log = {
    info: () => {},
    warn: () => {},
    error: (event: string, fields?: object) => console.error(event, fields),
  };
  const app = createApp({
    store,
    clock,
    random: Math.random,
    platforms,
    features: [...real, own],
    log,
    pace,
  });
  await app.connect();
  const metrics = createMetrics({ store, clock });
  const said = speaker(app, filled);
  const { slack, discord } = filled.accounts;
  const someone = (turn: number) => slack[(turn * 7919 + 50) % slack.length] ?? '';
  const first = slack[0] ?? '';
  const [sample, people] = [await recent(url), await reachable(url, discord)];
  const flow = (name: string, run: Flow['run']): Flow => ({ name, everybody: everybody.test(name), run });
  const commands = (examples: readonly string[], who: (turn: number) => string): Flow[] =>
    examples.map((text) => flow(text, (turn) => said(who(turn), { kind: 'typed', text })));

  return {
    everyCommand: commands(
      app.tree.commands.map((command) => command.example),
      () => first,
    ),
    hot: [
      ...commands(
        [
          'help show',
          'home show',
          'profile show',
          'find people zoning law',
          'organisation list water',
          'hub list',
        ],
        someone,
      ),
      ...commands(['intro mine', 'intro ties', 'role list', 'coalition about'], someone),
      ...commands(['action list', 'amplify list', 'find resources water'], someone),
      ...commands(['pulse answer', 'pulse results'], someone),
      ...commands(['status show', 'intro queue'], () => first),
      flow('a form, opened and sent', async (turn) => {
        const form = await said.form(someone(turn), { kind: 'typed', text: 'profile edit' });
        await said(someone(turn), { kind: 'submit', form, given: {} });
      }),
      flow('a press on a message', async (turn) => {
        const one = sample[turn % sample.length];
        if (one) await said(one.account, { kind: 'press', press: 'home.why', subject: one.id });
      }),
      flow('a look-up while typing', async (turn) => {
        const sender = { account: someone(turn), name: 'Somebody', administrator: false };
        const lookup = { of: 'person', written: `Person 1${turn % 10}` };
        await app.intake.look({ platform: 'slack', tenant: filled.slack, sender, ...lookup });
      }),
      flow('somebody new here', (turn) => said(`U-new-${turn}`, { kind: 'typed', text: 'help show' })),
      flow('five messages told and sent', async (turn) => {
        const now = clock.now();
        const to = [0, 1, 2, 3, 4].map((at) => people[(turn * 5 + at) % people.length] ?? '');
        await store.db.transaction(async (tx) => {
          for (const [at, personId] of to.entries()) {
            const { coalitionId } = filled;
            const telling = {
              coalitionId,
              subject: newId(now),
              to: { kind: 'person', personId },
              message: benchMessage,
            } as const;
            await tell({ tx, now }, at === 4 ? unasked : benchKind, telling);
          }
        });
        await app.settle();
      }),
      flow('the next moment', async () => void (await app.next())),
      flow('a scrape', async () => void (await metrics.scrape())),
      flow('what a restart resumes', () => app.resume()),
      flow('housekeeping', () => keepHouse(store, at)),
      flow('a token', async () => {
        await createRegister({ db: store.db, clock, platform: 'slack' }).token(filled.slack);
      }),
    ],
    async [Symbol.asyncDispose]() {
      await app.stop();
      await store.close();
    },
  };
}

/** As the app does every ten seconds; its own is not to be called from outside. */
async function keepHouse(store: Store, now: Temporal.Instant): Promise<void> {
  await store.db.transaction(async (tx) => {
    await forgetDeliveries({ tx, now });
    await forgetInbox({ tx, now });
    await forgetOldRows({ tx, now });
  });
}

function speaker(app: App, filled: Filled) {
  let count = 0;
  const take = async (account: string, deed: Deed) => {
    count += 1;
    const platform: PlatformName = 'slack';
    const sender = { account, name: 'Somebody', administrator: false };
    const incoming: Incoming = {
      key: `bench ${process.pid} ${count}`,
      platform,
      tenant: filled.slack,
      sender,
      reply: {},
      ...deed,
    };
    const reaction = await app.intake.take(incoming);
    if (reaction.kind === 'later') await reaction.finish();
    return reaction;
  };
  const say = async (account: string, deed: Deed) => void (await take(account, deed));
  return Object.assign(say, {
    /** The same, and the id of the form that opens. */
    async form(account: string, deed: Deed): Promise<string> {
      const reaction = await take(account, deed);
      return reaction.kind === 'form' ? reaction.view.form : '';
    },
  });
}

/** Messages of the last days, with the account they were for. */
async function recent(url: string): Promise<{ id: string; account: string }[]> {
  return await ask(
    url,
    `select delivery.id, account.external as account from delivery join account using (person_id)
     where account.platform = 'slack' and delivery.ended_at is not null order by delivery.ended_at desc limit 500`,
  );
}

async function reachable(url: string, discord: readonly string[]): Promise<string[]> {
  const rows = await ask<{ id: string }>(
    url,
    'select person_id as id from account where external = any ($1)',
    [discord],
  );
  return rows.map((row) => row.id);
}
