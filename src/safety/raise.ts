import { and, eq, gt } from 'drizzle-orm';
import { closestLanguage, literal, Refusal } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import { type JoinedContext, personGiven } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { concernKind } from './kinds.ts';
import { limits } from './limits.ts';
import { concernMessage } from './messages.ts';
import { type Reader, readersFor } from './readers.ts';
import { concern, concernReader } from './tables.ts';
import { words } from './words.ts';

/** What a raised concern came to: who reads it, and whether somebody from outside the raiser's organisation does. */
export interface Raised {
  readonly readers: readonly Reader[];
  readonly outside: boolean;
}

/**
 * Keeps a concern and tells those who may read it; never whom it is about. Nothing of it is written into the audit log,
 * which whom it is about may read. A Refusal where nobody is left to read it, or after too many in one day.
 */
export async function raise(
  context: JoinedContext,
  given: { readonly words: string; readonly about: string | undefined },
): Promise<Raised> {
  const { tx, now, person, coalition } = context;
  const say = words[context.language];
  const lately = and(eq(concern.raisedById, person.id), gt(concern.raisedAt, now.subtract({ hours: 24 })));
  if ((await tx.$count(concern, lately)) >= limits.concernsADay) throw new Refusal(say.tooManyConcerns);
  const aboutId = given.about === undefined ? null : await whoIs(context, given.about);
  const { readers, outside } = await readersFor(context, person, aboutId);
  if (readers.length === 0) throw new Refusal(say.nobodyReads);

  const id = newId(now);
  // Whoever is not known here is named in the words, as they were given: who has joined is nobody's to learn from an answer.
  const written =
    given.about !== undefined && aboutId === null ? say.aboutUnknown(given.words, given.about) : given.words;
  await tx.insert(concern).values({
    ...{ id, coalitionId: coalition.id, raisedById: person.id, aboutId, words: written },
    ...{ state: 'open', raisedAt: now },
  });
  await tx
    .insert(concernReader)
    .values(readers.map((one) => ({ concernId: id, personId: one.id, coalitionId: coalition.id })));
  await tellMany(
    context,
    concernKind,
    readers.map((one) => ({
      ...{ coalitionId: coalition.id, subject: id },
      to: { kind: 'person', personId: one.id },
      message: concernMessage(closestLanguage(one.language), id, readers.length),
    })),
  );
  return { readers, outside };
}

/** The person whom somebody named, whoever may see them; null where nobody here is meant. */
async function whoIs(context: JoinedContext, written: string): Promise<string | null> {
  try {
    return (await personGiven(context, written, literal(''))).id;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}
