import { randomBytes } from 'node:crypto';
import {
  type Answer,
  chatWords,
  closestLanguage,
  type Desk,
  dispatch,
  fixMessage,
  type Incoming,
  literal,
  message,
  nextStepMessage,
  type Reaction,
  Refusal,
  trace,
} from '#chat/index.ts';
import { type Act, isConflict, isDatabaseDown, type Tx } from '#store/index.ts';
import { attempt } from './attempt.ts';
import { formsOf } from './forms.ts';
import type { InboxOptions, Owner } from './options.ts';

export type Done = Exclude<Reaction, { kind: 'later' | 'repeat' }>;

/**
 * Carries out what came in, in a savepoint: a Refusal or a bug leaves nothing behind but its words. Throws when the
 * database is down or gave the transaction up for another's sake.
 */
export async function handle<C, May extends string>(
  options: InboxOptions<C, May>,
  act: Act,
  incoming: Incoming,
  sealed?: 'sealed',
): Promise<{ done: Done; owner: Owner }> {
  let context: C | undefined;
  let owner: Owner = {};
  let language = closestLanguage(incoming.sender.locale);
  try {
    const done = await act.tx.transaction(async (tx) => {
      const inner = { tx, now: act.now };
      const given = options.desk(inner, incoming);
      const desk: Desk<C, May, Tx> = {
        ...given,
        async context(from, coalitionId) {
          context = await given.context(from, coalitionId);
          owner = given.owner(context);
          language = given.language(context);
          return context;
        },
        attempt: async (work) => await attempt(tx, work),
        forms: formsOf({
          ...inner,
          sealed: (source) => options.sealed?.(source) ?? false,
          coalitionId: () => owner.coalitionId,
        }),
      };
      return await dispatch(options.tree, incoming, desk);
    });
    return { done, owner };
  } catch (error) {
    if (error instanceof Refusal) return { done: privately(error.answer), owner };
    if (isDatabaseDown(error) || isConflict(error)) throw error;
    const reference = sealed ?? randomBytes(4).toString('hex');
    const { platform, kind } = incoming;
    // Of what is sealed, only where it broke: no reference by which a line and a person could be brought together.
    const about = sealed ? {} : { platform, kind, reference };
    options.log.error('handler broke', { ...about, error: trace(error) });
    return { done: privately(message(literal(chatWords[language].broke(reference)))), owner };
  }
}

/** A reaction for when the moment for a form has gone: the form comes behind a button. */
export function asAnswer(done: Done): Answer {
  switch (done.kind) {
    case 'answer':
      return done.answer;
    case 'form':
      return { message: nextStepMessage(done.view), place: 'private' };
    case 'errors':
      return { message: fixMessage(done.view, done.errors), place: 'private' };
  }
}

/** A private answer. */
export function privately(said: Answer['message']): Extract<Done, { kind: 'answer' }> {
  return { kind: 'answer', answer: { message: said, place: 'private' } };
}
