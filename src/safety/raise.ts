import { and, eq, gt } from 'drizzle-orm';
import { closestLanguage, Refusal } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import { type Context, type Found, foundAmong, type JoinedContext, peopleByIds } from '#directory/index.ts';
import { newId, sealText } from '#store/index.ts';
import { concernKind } from './kinds.ts';
import { limits } from './limits.ts';
import { concernMessage } from './messages.ts';
import { inRole, namedContacts, type Reader, readersFor } from './readers.ts';
import { lookUpShown } from './seen.ts';
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
  const lately = and(
    eq(concern.coalitionId, coalition.id),
    eq(concern.raisedById, person.id),
    gt(concern.raisedAt, now.subtract({ hours: 24 })),
  );
  if ((await tx.$count(concern, lately)) >= limits.concernsADay) throw new Refusal(say.tooManyConcerns);
  const [about] = given.about === undefined ? [] : await peopleByIds(tx, coalition.id, [given.about]);
  const aboutId = about?.id ?? null;
  const { readers, outside } = await readersFor(context, person, aboutId);
  if (readers.length === 0) throw new Refusal(say.nobodyReads);

  const id = newId(now);
  const sealed = sealText({ column: 'safety_concern.words', row: id }, given.words);
  await tx.insert(concern).values({
    ...{ id, coalitionId: coalition.id, raisedById: person.id, aboutId, words: sealed },
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

/**
 * Look-up for whoever raises a concern: whom it is about. First those who could come to read it, whoever may find them and
 * wherever their account is, for these must not be missed; then whom this person may see. Who else has joined, it tells nobody.
 */
export async function lookUpAbout(context: Context, written: string): Promise<readonly Found[]> {
  const { coalition, person, language } = context;
  if (!coalition || !person) return [];
  const readers = [
    ...(await inRole(context, coalition.id, 'principal')),
    ...(await inRole(context, coalition.id, 'operator')),
    ...(await namedContacts(context, coalition.id)),
  ];
  const known = new Map(
    readers.map(({ id, name, as }) => [id, { id, name: words[language].reader(name, as) }]),
  );
  const seen = (await lookUpShown(context, written)).filter(({ id }) => !known.has(id));
  return [...foundAmong([...known.values()], written), ...seen]
    .filter(({ id }) => id !== person.id)
    .slice(0, limits.listed);
}
