import { and, eq, sql } from 'drizzle-orm';
import { closestLanguage, type Language, type Message, message, Refusal } from '#chat/index.ts';
import { tell } from '#delivery/index.ts';
import { areBlocked, type JoinedContext, openNames, peopleByIds } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import type { Resource } from './find.ts';
import { thanksKind } from './kinds.ts';
import { thankedMessage } from './messages.ts';
import { resource, thanks } from './tables.ts';
import { words } from './words.ts';

interface Thanked {
  readonly resource: Resource;
  /** whoever added it is still here */
  readonly heard: boolean;
}

/** That thanks were said, and whether anybody hears them. */
export function thankAnswer({ resource, heard }: Thanked, language: Language): Message {
  return message(words[language].thanked(resource.title, heard));
}

/** Thanks whoever added a resource, once; whether somebody is there to hear it. */
export async function thank(context: JoinedContext, id: string, said: string): Promise<Thanked> {
  const { tx, now, person, coalition } = context;
  const say = words[context.language];
  const [one] = await tx
    .select()
    .from(resource)
    .where(and(eq(resource.id, id), eq(resource.coalitionId, coalition.id)));
  if (!one) throw new Refusal(say.noResource);
  if (one.addedById === person.id) throw new Refusal(say.notOneself);
  const [made] = await tx
    .insert(thanks)
    .values({
      ...{ id: newId(now), coalitionId: coalition.id, resourceId: id },
      ...{ personId: person.id, words: said, thankedAt: now },
    })
    .onConflictDoNothing()
    .returning();
  if (!made) throw new Refusal(say.thankedBefore(one.title));
  const [counted] = await tx
    .update(resource)
    .set({ thanks: sql`${resource.thanks} + 1` })
    .where(and(eq(resource.id, id), eq(resource.coalitionId, coalition.id)))
    .returning();
  const [maker] = one.addedById === null ? [] : await peopleByIds(tx, coalition.id, [one.addedById]);
  const heard = maker !== undefined && maker.leftAt === null;
  // Who blocked whom is nobody's to learn from an answer.
  if (heard && !(await areBlocked(context, coalition.id, person.id, maker.id))) {
    const names = await openNames(context, coalition.id, [person.id]);
    const by = maker.vouchedAt === null ? undefined : names.get(person.id);
    await tell(context, thanksKind, {
      coalitionId: coalition.id,
      subject: made.id,
      to: { kind: 'person', personId: maker.id },
      message: thankedMessage(
        { resource: one, by, words: said, id: made.id },
        closestLanguage(maker.language),
      ),
    });
  }
  return { resource: counted ?? one, heard };
}
