import { and, desc, eq, inArray, lt, or, type SQL } from 'drizzle-orm';
import { type Message, Refusal } from '#chat/index.ts';
import {
  type Context,
  hasRole,
  isHubListedTo,
  type JoinedContext,
  openNames,
  peopleByIds,
  tables,
} from '#directory/index.ts';
import type { Tx } from '#store/index.ts';
import { limits } from './limits.ts';
import { logMessage } from './messages.ts';
import { words } from './words.ts';

/** What people do for themselves, which is no reason to tell others that they are here. */
const ofThemselves = new Set(['person.joined', 'person.left', 'account.added', 'account.linked']);

type Entry = typeof tables.audit.$inferSelect;

/** Whether somebody may read who did what: operators, and principals, who see what operators do. */
export const mayReadLog = (context: Context): boolean =>
  hasRole(context, 'operator') || hasRole(context, 'principal');

/** The entry behind "Older": what follows it comes next. */
export async function entryBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; entry: Entry } | undefined> {
  const [entry] = await db.select().from(tables.audit).where(eq(tables.audit.id, id));
  return entry && { coalitionId: entry.coalitionId, entry };
}

/** Who did what, the newest first, or what came before an entry. A Refusal to anybody but operators and principals. */
export async function readLog(context: JoinedContext, before?: Entry): Promise<Message> {
  const { tx, coalition, language } = context;
  const { audit } = tables;
  if (!mayReadLog(context)) throw new Refusal(words[language].logOnly);
  const older: SQL | undefined =
    before && or(lt(audit.at, before.at), and(eq(audit.at, before.at), lt(audit.id, before.id)));
  const rows = await tx
    .select()
    .from(audit)
    .where(and(eq(audit.coalitionId, coalition.id), older))
    .orderBy(desc(audit.at), desc(audit.id))
    .limit(limits.logged + 1);
  const shown = rows.slice(0, limits.logged);
  const names = await namesIn(context, shown);
  const open = await openlyNamed(context, shown);
  const entries = shown.map(({ at, act, personId, subject, detail }) => ({
    at,
    act,
    by: personId === null ? undefined : names(personId),
    subject: subject === null || (ofThemselves.has(act) && !open.has(subject)) ? undefined : names(subject),
    other: detail?.personId === undefined ? undefined : names(detail.personId),
    detail: detail ?? {},
  }));
  return logMessage(language, entries, rows.length > limits.logged ? shown.at(-1)?.id : undefined);
}

/** Of those whom such entries are about: who lets members find them, or holds a role, which is told to everybody anyway. */
async function openlyNamed(context: JoinedContext, entries: readonly Entry[]): Promise<ReadonlySet<string>> {
  const { tx, coalition } = context;
  const ids = entries.flatMap(({ act, subject }) => (ofThemselves.has(act) ? (subject ?? []) : []));
  if (ids.length === 0) return new Set();
  const { role } = tables;
  const holders = await tx
    .selectDistinct({ id: role.personId })
    .from(role)
    .where(and(eq(role.coalitionId, coalition.id), inArray(role.personId, ids)));
  const found = await openNames(context, coalition.id, ids);
  return new Set([...holders.map(({ id }) => id), ...[...found.keys()].flatMap((id) => id ?? [])]);
}

/** What entries are about by name: people, organisations, hubs and spaces; nothing for what has no name, or none any more. */
async function namesIn(
  context: JoinedContext,
  entries: readonly Entry[],
): Promise<(id: string) => string | undefined> {
  const { tx, coalition } = context;
  const ids = [
    ...new Set(
      entries.flatMap(({ personId, subject, detail }) =>
        [personId, subject, detail?.personId].flatMap((id) => id ?? []),
      ),
    ),
  ];
  if (ids.length === 0) return () => undefined;
  const { organisation, hub, space, binding } = tables;
  const named = [
    ...(await peopleByIds(tx, coalition.id, ids)),
    ...(await tx
      .select({ id: organisation.id, name: organisation.name })
      .from(organisation)
      .where(and(eq(organisation.coalitionId, coalition.id), inArray(organisation.id, ids)))),
    ...(await tx
      .select({ id: hub.id, name: hub.name })
      .from(hub)
      .where(and(eq(hub.coalitionId, coalition.id), inArray(hub.id, ids), isHubListedTo(context)))),
    ...(await tx
      .select({ id: space.id, name: space.name })
      .from(space)
      .innerJoin(binding, eq(binding.spaceId, space.id))
      .where(and(eq(binding.coalitionId, coalition.id), inArray(space.id, ids)))),
  ];
  const known = new Map(named.map(({ id, name }) => [id, name]));
  return (id) => known.get(id) || undefined;
}
