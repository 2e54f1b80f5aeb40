import type { AckFn } from '@slack/bolt';
import type { Incoming, Reaction } from '#chat/index.ts';
import type { Floor } from './floor.ts';
import { nameOf } from './log.ts';

/** One payload on its way in, by the clock that runs since it came. */
export interface Arrival<Body> {
  readonly deadline: AbortSignal;
  /** Stores what came in; undefined when that failed or took too long, and it must be said that it is not saved. */
  take(incoming: Incoming): Promise<Reaction | undefined>;
  /** Acknowledges; never rejects. */
  readonly ack: AckFn<Body>;
}

/** Begins to count the time in which a payload must be stored and acknowledged. */
export function arrive<Body>(floor: Floor, ack: AckFn<Body>): Arrival<Body> {
  const began = performance.now();
  const deadline = AbortSignal.timeout(floor.ackMs);
  let taken: { readonly reaction: Reaction | undefined } | undefined;
  return {
    deadline,
    async take(incoming) {
      const reaction = await take(floor, incoming, deadline);
      taken = { reaction };
      return reaction;
    },
    ack: steady(floor, async (response) => {
      await ack(response);
      if (taken) floor.intake().acknowledged?.('slack', taken.reaction, performance.now() - began);
    }),
  };
}

async function take(floor: Floor, incoming: Incoming, deadline: AbortSignal): Promise<Reaction | undefined> {
  const about = { platform: 'slack', tenant: incoming.tenant, kind: incoming.kind };
  const taking = Promise.try(() => floor.intake().take(incoming)).catch((error: unknown) => {
    floor.log.error('not stored', { ...about, error: nameOf(error) });
    return undefined;
  });
  const reaction = await Promise.race([taking, passed(deadline, 'late' as const)]);
  if (reaction !== 'late') return reaction;
  floor.log.error('stored too late to acknowledge', about);
  // What gets stored after all is carried out after all: its answer then follows the warning.
  void taking.then((stored) => {
    if (stored?.kind === 'later') finish(floor, stored);
    if (stored?.kind === 'answer') void floor.answer(incoming.reply, stored.answer);
  });
  return undefined;
}

/** Carries out what is stored and acknowledged; never rejects. */
export function finish(floor: Floor, reaction: Extract<Reaction, { kind: 'later' }>): void {
  Promise.try(() => reaction.finish()).catch((error: unknown) =>
    floor.log.error('not finished', { platform: 'slack', error: nameOf(error) }),
  );
}

/** An acknowledgement that never rejects: what is stored is carried out, even if Slack cannot be told just now. */
export function steady<T>(floor: Pick<Floor, 'log'>, ack: AckFn<T>): AckFn<T> {
  return async (response) => {
    try {
      await ack(response);
    } catch (error) {
      floor.log.warn('not acknowledged', { platform: 'slack', error: nameOf(error) });
    }
  };
}

/** Resolves with the value when the deadline has passed. */
export function passed(deadline: AbortSignal): Promise<undefined>;
export function passed<T>(deadline: AbortSignal, value: T): Promise<T>;
export function passed<T>(deadline: AbortSignal, value?: T): Promise<T | undefined> {
  if (deadline.aborted) return Promise.resolve(value);
  return new Promise((resolve) => deadline.addEventListener('abort', () => resolve(value), { once: true }));
}
