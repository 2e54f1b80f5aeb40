import { and, eq, gt } from 'drizzle-orm';
import { chatWords, Invalid, Refusal, readLink } from '#chat/index.ts';
import { type Act, type JoinedContext, openNames, type Person, tables } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { type FoundResource, findResource, type Resource } from './find.ts';
import { limits } from './limits.ts';
import { resource } from './tables.ts';
import { words } from './words.ts';

/** What somebody adds; `maker` is their organisation, or they themselves, unless they say otherwise. */
export interface ResourceGiven extends Pick<Resource, 'kind' | 'title' | 'link' | 'goodFor' | 'language'> {
  readonly maker?: string | undefined;
}

/** Adds a resource, or finds the one that has this link; a Refusal after twenty in a week. */
export async function addResource(
  context: JoinedContext,
  given: ResourceGiven,
): Promise<FoundResource & { readonly added: boolean }> {
  const { tx, now, person, coalition } = context;
  const say = words[context.language];
  const link = readLink(given.link);
  if (link === undefined) throw new Invalid({ link: chatWords[context.language].notLink });
  const lately = await tx.$count(
    resource,
    and(isAddedBy(person), gt(resource.addedAt, now.subtract({ hours: 7 * 24 }))),
  );
  if (lately >= limits.resourcesAWeek) throw new Refusal(say.tooManyResources(limits.resourcesAWeek));
  const { kind, title, goodFor, language } = given;
  const maker = given.maker ?? (await makerOf(context, person));
  const [made] = await tx
    .insert(resource)
    .values({
      ...{ id: newId(now), coalitionId: coalition.id, addedById: person.id, addedAt: now },
      ...{ kind, title, link, goodFor, language, maker },
    })
    .onConflictDoNothing()
    .returning({ id: resource.id });
  const found = await findResource(context, made ? { id: made.id } : { link });
  if (!found) throw new Refusal(say.noResource);
  return { ...found, added: made !== undefined };
}

/** Who is named as the maker when nobody says: one's listed organisation, else oneself, if members may know; else nobody. */
export async function makerOf(act: Act, person: Person): Promise<string> {
  const { organisation } = tables;
  const [own] = await act.tx
    .select({ name: organisation.name })
    .from(organisation)
    .where(
      and(
        eq(organisation.coalitionId, person.coalitionId),
        eq(organisation.id, person.organisationId ?? person.id),
        eq(organisation.listed, true),
      ),
    );
  return own?.name ?? (await openNames(act, person.coalitionId, [person.id])).get(person.id) ?? '';
}

/** Takes away what one added oneself. */
export async function removeResource(context: JoinedContext, id: string): Promise<Resource> {
  const [gone] = await context.tx
    .delete(resource)
    .where(and(eq(resource.id, id), isAddedBy(context.person)))
    .returning();
  if (!gone) throw new Refusal(words[context.language].notYours);
  return gone;
}

/** SQL condition: a resource that this person added. */
export const isAddedBy = (person: Person) =>
  and(eq(resource.coalitionId, person.coalitionId), eq(resource.addedById, person.id));
