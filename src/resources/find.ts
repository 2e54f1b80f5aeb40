import { and, asc, desc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import {
  type Context,
  type Found,
  foundAmong,
  holds,
  isUuid,
  type JoinedContext,
  tables,
  visiblePeople,
} from '#directory/index.ts';
import { isShown } from '#safety/index.ts';
import { anyOf, type Tx } from '#store/index.ts';
import { limits } from './limits.ts';
import { everything } from './match.ts';
import { resource } from './tables.ts';

export type Resource = typeof resource.$inferSelect;

/** A resource as somebody sees it. */
export interface FoundResource {
  readonly resource: Resource;
  /** who added it, if this person may know */
  readonly by: string | undefined;
  readonly own: boolean;
}

/** What somebody looks for; nothing at all: what is new. */
export interface Wanted {
  readonly words?: string | undefined;
  readonly kind?: Resource['kind'] | undefined;
  readonly language?: string | undefined;
}

/** Resources of which any word fits and every option does: those that fit best first, then the newest. */
export async function findResources(
  context: JoinedContext,
  wanted: Wanted,
): Promise<{ readonly found: readonly FoundResource[]; readonly total: number }> {
  const query = wanted.words === undefined ? undefined : anyOf(wanted.words);
  const which = and(
    wanted.kind && eq(resource.kind, wanted.kind),
    wanted.language === undefined ? undefined : holds(resource.language, wanted.language),
    query && sql`${everything} @@ ${query}`,
  );
  const order = [...(query ? [desc(sql`ts_rank(${everything}, ${query})`)] : []), desc(resource.addedAt)];
  const total = await context.tx.$count(resource, and(isHere(context), which));
  return { found: await read(context, which, order, limits.shown), total };
}

/** One resource of this coalition, by its id or its link. */
export async function findResource(
  context: JoinedContext,
  by: { readonly id: string } | { readonly link: string },
): Promise<FoundResource | undefined> {
  const which = 'id' in by ? eq(resource.id, by.id) : eq(resource.link, by.link);
  return (await read(context, which, [asc(resource.id)], 1))[0];
}

async function read(
  context: JoinedContext,
  which: SQL | undefined,
  order: readonly SQL[],
  most: number,
): Promise<readonly FoundResource[]> {
  const { person } = tables;
  const rows = await context.tx
    .select({
      resource,
      name: person.name,
      visible: sql<boolean>`coalesce(${visiblePeople(context)}, false)`,
    })
    .from(resource)
    .leftJoin(person, and(eq(person.id, resource.addedById), isNull(person.leftAt)))
    .where(and(isHere(context), which))
    .orderBy(...order)
    .limit(most);
  return rows.map(({ resource: one, name, visible }) => ({
    resource: one,
    by: visible ? (name ?? undefined) : undefined,
    own: one.addedById === context.person.id,
  }));
}

const isHere = ({ coalition }: JoinedContext) =>
  and(eq(resource.coalitionId, coalition.id), isShown(resource.id));

/** The resource behind a button. */
export async function resourceBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; resource: Resource } | undefined> {
  const [found] = await db.select().from(resource).where(eq(resource.id, id));
  return found && { coalitionId: found.coalitionId, resource: found };
}

/** Look-up: resources by words of their title; at most 25. */
export async function lookUpResources(context: Context, written: string): Promise<readonly Found[]> {
  const { coalition, person } = context;
  if (!coalition || !person) return [];
  const rows = await context.tx
    .select({ id: resource.id, name: resource.title })
    .from(resource)
    .where(
      and(
        eq(resource.coalitionId, coalition.id),
        isShown(resource.id),
        isUuid(written) ? eq(resource.id, written) : holds(resource.title, written),
      ),
    )
    .orderBy(asc(sql`lower(${resource.title})`))
    .limit(25);
  return foundAmong(rows, written);
}
