import { closestLanguage, type Message, Refusal } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import { holdersOf, isLastOperator, type JoinedContext, type Person } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { removalsOf } from './bars.ts';
import { overseenKind } from './kinds.ts';
import { readersFor } from './readers.ts';
import { words } from './words.ts';

/** Throws a Refusal where an operator may not touch somebody's standing: their own, the last operator's, or that of somebody who is being removed. */
export async function refuseUntouchable(context: JoinedContext, person: Person): Promise<void> {
  const say = words[context.language];
  if (person.id === context.person.id) throw new Refusal(say.notYourself);
  // Two operators who suspend each other at the same moment wait for each other here.
  if (await isLastOperator(context.tx, context.coalition.id, person.id)) throw new Refusal(say.lastOperator);
  // Suspending them anew would put off when they leave, or end it.
  if (person.suspendedAt !== null && (await removalsOf(context, person)).length > 0)
    throw new Refusal(say.beingRemoved(person.name));
}

/** Who heard what an operator did. */
export type Overseers = 'principal' | 'operator' | 'nobody';

/**
 * Tells the principals what an operator did, but for whoever did it and whom it was done to; where none is left, the other
 * operators. Returns whom that was.
 */
export async function tellOverseers(
  context: JoinedContext,
  about: { readonly subject: string; readonly personId?: string | null },
  write: (language: ReturnType<typeof closestLanguage>) => Message,
): Promise<Overseers> {
  const { tx, now, coalition, person } = context;
  const occurrence = newId(now);
  for (const role of ['principal', 'operator'] as const) {
    const told = (await holdersOf(tx, coalition.id, role)).filter(
      ({ id }) => id !== person.id && id !== about.personId,
    );
    if (told.length === 0) continue;
    await tellMany(
      context,
      overseenKind,
      told.map(({ id: personId, language }) => ({
        ...{ coalitionId: coalition.id, subject: about.subject, occurrence },
        to: { kind: 'person', personId },
        message: write(closestLanguage(language)),
      })),
    );
    return role;
  }
  return 'nobody';
}

/** The names of those to whom somebody can turn about what this operator did. */
export async function othersToTurnTo(context: JoinedContext, person: Person): Promise<readonly string[]> {
  const { readers } = await readersFor(context, { ...person, organisationId: null }, context.person.id);
  return readers.map(({ name }) => name);
}
