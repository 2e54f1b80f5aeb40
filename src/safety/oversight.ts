import { closestLanguage, type Message, Refusal } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import { holdersOf, isLastOperator, type JoinedContext, type Person } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { overseenKind } from './kinds.ts';
import { readersFor } from './readers.ts';
import { words } from './words.ts';

/** Throws a Refusal where an operator may not touch somebody's standing: their own, or the last operator's. */
export async function refuseUntouchable(context: JoinedContext, person: Person): Promise<void> {
  const say = words[context.language];
  if (person.id === context.person.id) throw new Refusal(say.notYourself);
  // Two operators who suspend each other at the same moment wait for each other here.
  if (await isLastOperator(context.tx, context.coalition.id, person.id)) throw new Refusal(say.lastOperator);
}

/** Tells the principals what an operator did, but for whoever did it and whom it was done to. */
export async function tellPrincipals(
  context: JoinedContext,
  about: { readonly subject: string; readonly personId?: string | null },
  write: (language: ReturnType<typeof closestLanguage>) => Message,
): Promise<void> {
  const { tx, now, coalition, person } = context;
  const principals = await holdersOf(tx, coalition.id, 'principal');
  const occurrence = newId(now);
  await tellMany(
    context,
    overseenKind,
    principals
      .filter(({ id }) => id !== person.id && id !== about.personId)
      .map(({ id: personId, language }) => ({
        ...{ coalitionId: coalition.id, subject: about.subject, occurrence },
        to: { kind: 'person', personId },
        message: write(closestLanguage(language)),
      })),
  );
}

/** The names of those to whom somebody can turn about what this operator did. */
export async function othersToTurnTo(context: JoinedContext, person: Person): Promise<readonly string[]> {
  const { readers } = await readersFor(context, { ...person, organisationId: null }, context.person.id);
  return readers.map(({ name }) => name);
}
