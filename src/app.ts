import { and, eq, inArray, sql } from 'drizzle-orm';
import {
  type Address,
  createTree,
  type Incoming,
  type Intake,
  type Log,
  type Platform,
  type PlatformName,
  type Tree,
  trace,
} from '#chat/index.ts';
import {
  type Act,
  type Arrival,
  createDelivery,
  type Delivery,
  forgetDeliveries,
  forgetGates,
  type Pace,
  waitTurn,
} from '#delivery/index.ts';
import {
  allow,
  type Context,
  checkChannels,
  type Feature,
  findContext,
  forgetOldRows,
  type LookUp,
  lookUpHubs,
  lookUpOrganisations,
  type May,
  tables,
  textsKept,
} from '#directory/index.ts';
import { manner } from '#home/index.ts';
import { createInbox, forgetInbox } from '#inbox/index.ts';
import type { Watch } from '#metrics/index.ts';
import { onSpaceEvent } from '#onboarding/index.ts';
import { forgetSeen, lookUpShown } from '#safety/index.ts';
import { createSchedule, forgetSchedule } from '#schedule/index.ts';
import { tellBroken } from '#status/index.ts';
import type { Store, Tx } from '#store/index.ts';
import { type Clock, parseMoment, writeMoment } from '#time/index.ts';

/** What an app is made of. The bot, the playground and the tests differ in nothing else. */
export interface Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: () => number;
  readonly platforms: readonly Platform[];
  readonly features: readonly Feature[];
  readonly log: Log;
  readonly pace?: Partial<Record<PlatformName, Pace>>;
  /** how long a worker that says nothing keeps a row, and how long an unclear request may still land */
  readonly leaseMs?: number;
  readonly settleMs?: number;
  readonly backoffMs?: number;
  readonly breakMs?: number;
  /** how many effects are under way at once */
  readonly width?: number;
  readonly watch?: Watch;
}

export interface App {
  readonly tree: Tree<Context, May, Tx>;
  readonly intake: Intake;
  /** Connects the platforms and lets things in, and nothing more: whoever steps a clock settles by hand. */
  connect(): Promise<void>;
  /** Finishes what came in and was not carried out by a process that has gone, or while the database was away. */
  resume(): Promise<void>;
  /** Connects the platforms, resumes what was begun before a restart, and works until `stop`. */
  start(): Promise<void>;
  /** Finishes what is begun, takes nothing new, disconnects. */
  stop(): Promise<void>;
  /** Carries out everything that is due at the clock's moment, until nothing is. */
  settle(): Promise<void>;
  /** The next moment at which something is due. */
  next(): Promise<Temporal.Instant | undefined>;
}

/** A platform did not let Weft in: the message is one sentence for whoever runs Weft. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
}

/** Everything that can be typed or pressed, from all features. */
export function createCommandTree(features: readonly Feature[]): Tree<Context, May, Tx> {
  return createTree<Context, May, Tx>(
    features.flatMap((feature) => feature.commands),
    features.map((feature) => feature.presses),
  );
}

/** Puts the rooms together: hands every feature's lists to the rooms that need them. Connects nothing yet. */
export function createApp(parts: Parts): App {
  const { store, clock, random, platforms, features, log } = parts;
  const tree = createCommandTree(features);
  const lookups: Readonly<Record<string, LookUp>> = Object.assign(
    { person: lookUpShown, organisation: lookUpOrganisations, hub: lookUpHubs },
    ...features.map((feature) => feature.lookups ?? {}),
  );
  // What a platform asks to look up comes from outside: “constructor” is none.
  const lookUpOf = (of: string) => (Object.hasOwn(lookups, of) ? lookups[of] : undefined);
  const byName = new Map<string, Platform>(platforms.map((platform) => [platform.name, platform]));

  const delivery = createDelivery({
    store,
    clock,
    platforms,
    kinds: features.flatMap((feature) => feature.kinds ?? []),
    manner,
    log,
    landed: rememberConversations,
    turnedAway: rememberClosed,
    broken: tellBroken,
    ...(parts.watch && { watch: parts.watch.delivery }),
    ...(parts.pace && { pace: parts.pace }),
    ...(parts.leaseMs !== undefined && { leaseMs: parts.leaseMs }),
    ...(parts.settleMs !== undefined && { settleMs: parts.settleMs }),
    ...(parts.backoffMs !== undefined && { backoffMs: parts.backoffMs }),
    ...(parts.breakMs !== undefined && { breakMs: parts.breakMs }),
    ...(parts.width !== undefined && { width: parts.width }),
  });

  const schedule = createSchedule({
    store,
    clock,
    random,
    log,
    dues: features.flatMap((feature) => feature.dues ?? []),
  });

  const sealing = features.flatMap((feature) => feature.sealed ?? []);
  const inbox = createInbox<Context, May>({
    store,
    tree,
    clock,
    platforms,
    log,
    onEvent: onSpaceEvent,
    committed: () => delivery.wake(),
    ...(sealing.length > 0 && { sealed: (source) => sealing.some((isSealed) => isSealed(source)) }),
    ...(parts.watch && { watch: parts.watch.inbox }),
    desk: (act) => ({
      db: act.tx,
      owner: (context) => ({ coalitionId: context.coalition?.id, personId: context.person?.id }),
      context: (incoming, coalitionId) => findContext({ ...act, random }, incoming, coalitionId),
      allow: async (context, may) => allow(context, may),
      isRecipient: (context, recipientId) => context.person?.id === recipientId,
      language: (context) => context.language,
      reading: (context) => ({
        language: context.language,
        moment: (written) => parseMoment(written, act.now, context.zone),
        written: (at) => writeMoment(at, context.zone),
        lookup: async (of, written) => (await lookUpOf(of)?.(context, written)) ?? [],
      }),
    }),
    async look(act, { of, written, ...from }) {
      const asked: Incoming = { ...from, key: '', reply: null, kind: 'typed', text: '' };
      const look = lookUpOf(of);
      if (!look) return [];
      const context = await findContext({ ...act, random }, asked, undefined);
      // Somebody suspended looks up only whom a concern is about.
      return context.person?.suspendedAt && of !== 'concern-about' ? [] : await look(context, written);
    },
  });

  const turn = (platform: PlatformName, address: Address) =>
    waitTurn(store.db, parts.pace ?? {}, platform, address);
  let housekeeping: NodeJS.Timeout | undefined;
  let keeping: Promise<void> | undefined;
  const keepHouse = async () => {
    await inbox.resume({ seconds: 10 });
    // Once is enough, however many replicas there are.
    await store.ifFree('housekeeping', async () => {
      await store.db.transaction(async (tx) => {
        await forgetDeliveries({ tx, now: clock.now() }, await textsKept(tx));
        await forgetInbox({ tx, now: clock.now() });
        await forgetOldRows({ tx, now: clock.now() });
        await forgetSeen({ tx, now: clock.now() });
        await forgetSchedule({ tx, now: clock.now() });
      });
      await store.db.transaction((tx) => forgetGates(tx));
      await checkChannels(store.db, byName, clock.now(), turn);
    });
  };

  const connect = async () => {
    for (const platform of platforms) {
      try {
        await platform.start(inbox.intake);
      } catch (error) {
        throw new PlatformError(error instanceof Error ? error.message : String(error), { cause: error });
      }
    }
  };

  return {
    tree,
    intake: inbox.intake,
    connect,
    async resume() {
      await inbox.resume();
    },
    async start() {
      await connect();
      await inbox.resume();
      await delivery.start();
      schedule.start();
      const often = () => {
        keeping ??= keepHouse()
          .catch((error: unknown) => log.warn('housekeeping waits', { error: trace(error) }))
          .finally(() => {
            keeping = undefined;
          });
      };
      housekeeping = setInterval(often, 10_000);
      housekeeping.unref();
      often();
    },
    async stop() {
      clearInterval(housekeeping);
      // All at once: whoever stops Weft waits, and another replica takes over what this one lets go of.
      await Promise.all([...platforms, schedule, delivery].map((one) => one.stop()));
      await keeping;
    },
    async settle() {
      for (;;) {
        const done = (await schedule.tick()) + (await delivery.drain());
        if (done === 0) break;
      }
      await checkChannels(store.db, byName, clock.now(), turn);
    },
    async next() {
      const moments = [await schedule.next(), await delivery.next()].filter((at) => at !== undefined);
      return moments.sort(Temporal.Instant.compare)[0];
    },
  };
}

/** The direct conversation or thread that a message to a person went to is where the next one goes. */
async function rememberConversations({ tx }: Act, arrivals: readonly Arrival[]): Promise<void> {
  const news = arrivals.flatMap(({ row: { personId, coalitionId, address }, outcome }) => {
    if (personId === null || address?.kind !== 'person') return [];
    const kept = address.reach === 'thread' ? 'thread' : 'direct';
    return [{ personId, coalitionId, external: address.account, [kept]: outcome.conversation }];
  });
  if (news.length === 0) return;
  await tx.execute(sql`
    update account set direct = coalesce(v.direct, account.direct), thread = coalesce(v.thread, account.thread)
    from jsonb_to_recordset(${JSON.stringify(news)}::jsonb)
      as v ("personId" uuid, "coalitionId" uuid, external text, direct text, thread text)
    where ${inArray(tables.account.personId, [...new Set(news.map((one) => one.personId))])}
      and account.person_id = v."personId" and account.coalition_id = v."coalitionId" and account.external = v.external`);
}

/** A person's direct messages are closed: the next attempt looks for another way. */
async function rememberClosed(act: Act, row: Delivery): Promise<boolean> {
  const { address } = row;
  if (row.personId === null || address?.kind !== 'person' || address.reach !== 'direct') return false;
  const closed = await act.tx
    .update(tables.account)
    .set({ closedAt: act.now })
    .where(
      and(
        eq(tables.account.personId, row.personId),
        eq(tables.account.coalitionId, row.coalitionId),
        eq(tables.account.external, address.account),
      ),
    )
    .returning({ id: tables.account.id });
  return closed.length > 0;
}
