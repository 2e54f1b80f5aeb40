import { and, asc, eq, lte } from 'drizzle-orm';
import {
  type Answer,
  answerPlace,
  closestLanguage,
  type Incoming,
  type Intake,
  literal,
  message,
  mustAnswerNow,
  type PlatformName,
  type Reaction,
  trace,
} from '#chat/index.ts';
import { type Act, clean, isConflict, isDatabaseDown, openJson, sealJson } from '#store/index.ts';
import { eventCell } from './cells.ts';
import { asAnswer, handle, privately } from './handle.ts';
import type { InboxOptions } from './options.ts';
import { isEvent, note, putOff } from './rows.ts';
import { sourceOf } from './sealed.ts';
import { inbox } from './tables.ts';
import { words } from './words.ts';

export interface Inbox {
  readonly intake: Intake;
  /** Finishes what was stored and not done, by a process that has gone; how many events that were. */
  resume(olderThan?: Temporal.DurationLike): Promise<number>;
}

const longestLine = 8_000; // characters
const mostTries = 3;

/** The inbox: the one door through which everything that people do comes in. */
export function createInbox<C, May extends string>(options: InboxOptions<C, May>): Inbox {
  const { store, tree, clock, log } = options;
  const platforms = new Map(options.platforms.map((platform) => [platform.name, platform]));

  /** What was counted: of a reaction that is not in here, the acknowledgement is not counted either. */
  const counted = new WeakSet<Reaction>();

  async function take(given: Incoming): Promise<Reaction> {
    const began = performance.now();
    const incoming = clean(given);
    if (await isSealed(incoming))
      return await transact(async (act) => (await handle(options, act, incoming, 'sealed')).done);
    const { platform, kind } = incoming;
    const came = (reaction: Reaction['kind'] | 'failed') =>
      options.watch?.came?.({ platform, kind, reaction, ms: performance.now() - began });
    try {
      const reaction = await takeIn(incoming);
      came(reaction.kind);
      counted.add(reaction);
      return reaction;
    } catch (error) {
      came('failed');
      throw error;
    }
  }

  async function takeIn(incoming: Incoming): Promise<Reaction> {
    if (incoming.kind === 'typed' && incoming.text.length > longestLine) return await refuseLong(incoming);
    if (answersNow(incoming)) {
      return await transact<Reaction>(async (act) => {
        if (!(await note(act, incoming, 'done'))) return { kind: 'repeat' };
        return (await handle(options, act, incoming)).done;
      });
    }
    const { platform, key } = incoming;
    if (!(await note({ tx: store.db, now: clock.now() }, incoming, 'received'))) return { kind: 'repeat' };
    return { kind: 'later', place: answerPlace(tree, incoming), finish: () => finish(platform, key) };
  }

  async function isSealed(incoming: Incoming): Promise<boolean> {
    if (!options.sealed) return false;
    const source = await sourceOf(store.db, tree, incoming);
    return source !== undefined && options.sealed(source);
  }

  function answersNow(incoming: Incoming): boolean {
    try {
      return mustAnswerNow(tree, incoming);
    } catch {
      return true; // it breaks again where breaking is caught and answered
    }
  }

  async function refuseLong(incoming: Incoming & { kind: 'typed' }): Promise<Reaction> {
    const act = { tx: store.db, now: clock.now() };
    if (!(await note(act, incoming, 'done'))) return { kind: 'repeat' };
    const say = words[closestLanguage(incoming.sender.locale)];
    return privately(message(literal(say.tooLong(longestLine, incoming.text.length))));
  }

  async function finish(platform: PlatformName, key: string): Promise<void> {
    try {
      const given = await transact((act) => carryOut(act, platform, key));
      if (given && (await answer(platform, given))) {
        await store.db.update(inbox).set({ answer: null }).where(isEvent(platform, key));
      }
    } catch (error) {
      log.warn('event not finished', { platform, error: trace(error) });
      // A database that is away is no fault of the event's: only what fails by itself is given up in the end.
      if (!isDatabaseDown(error)) await putOff(options, platform, key).catch(() => {});
    }
  }

  async function carryOut(
    act: Act,
    platform: PlatformName,
    key: string,
  ): Promise<{ reply: unknown; answer: Answer } | undefined> {
    const { tx, now } = act;
    const which = isEvent(platform, key);
    const [row] = await tx
      .select({ payload: inbox.payload })
      .from(inbox)
      .where(and(which, eq(inbox.state, 'received')))
      .for('update', { skipLocked: true });
    if (!row?.payload) return undefined;
    const incoming = openJson(eventCell('payload', platform, key), row.payload);
    const ended = { state: 'done', doneAt: now, payload: null } as const;
    const waits = (said: Answer) => sealJson(eventCell('answer', platform, key), clean(said));
    if (!incoming) {
      // Where to answer was in it: what is said waits for whoever sent it.
      log.error('event not readable', { platform });
      const { answer } = privately(message(literal(words[closestLanguage(undefined)].unreadable)));
      await tx
        .update(inbox)
        .set({ ...ended, answer: waits(answer) })
        .where(which);
      return undefined;
    }
    if (incoming.kind === 'event') {
      await options.onEvent(act, incoming);
      await tx.update(inbox).set(ended).where(which);
      return undefined;
    }
    const { done, owner } = await handle(options, act, incoming);
    const said = asAnswer(done);
    await tx
      .update(inbox)
      .set({
        ...ended,
        answer: waits(said),
        coalitionId: owner.coalitionId ?? null,
        personId: owner.personId ?? null,
      })
      .where(which);
    return { reply: incoming.reply, answer: said };
  }

  /** Gives an answer once; one that may or may not have been given waits in the person's home. */
  async function answer(name: PlatformName, given: { reply: unknown; answer: Answer }): Promise<boolean> {
    try {
      return (await platforms.get(name)?.answer(given.reply, given.answer)) ?? false;
    } catch (error) {
      log.warn('answer not given', { platform: name, error: trace(error) });
      return false;
    }
  }

  async function transact<T>(work: (act: Act) => Promise<T>): Promise<T> {
    const result = await committed(work);
    options.committed?.();
    return result;
  }

  /** One transaction, done again when PostgreSQL gave it up for another one's sake. */
  async function committed<T>(work: (act: Act) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await store.db.transaction((tx) => work({ tx, now: clock.now() }));
      } catch (error) {
        if (tries >= mostTries || !isConflict(error)) throw error;
      }
    }
  }

  return {
    intake: {
      take,
      acknowledged(platform, reaction, ms) {
        if (reaction && !counted.has(reaction)) return;
        options.watch?.acknowledged?.({ platform, saved: reaction !== undefined, ms });
      },
      async look(lookup) {
        // What it shows may be counted; nobody waits for the rows of that.
        const found = await committed((act) => options.look(act, clean(lookup)));
        return found.slice(0, 25);
      },
    },
    async resume(olderThan = { seconds: 0 }) {
      const until = clock.now().subtract(olderThan);
      const rows = await store.db
        .select({ platform: inbox.platform, key: inbox.key })
        .from(inbox)
        .where(and(eq(inbox.state, 'received'), lte(inbox.receivedAt, until)))
        .orderBy(asc(inbox.attempts), asc(inbox.receivedAt))
        .limit(500);
      for (const { platform, key } of rows) await finish(platform, key);
      return rows.length;
    },
  };
}
