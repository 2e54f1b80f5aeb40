import { and, eq, inArray, isNull } from 'drizzle-orm';
import { Invalid } from '#chat/index.ts';
import {
  type Context,
  type Found,
  foundAmong,
  type JoinedContext,
  mayRepresent,
  tables,
} from '#directory/index.ts';
import type { Hosted } from './form.ts';
import { words } from './words.ts';

/** Look-up: the hubs and organisations that one represents. */
export async function lookUpOwnHosts(context: Context, written: string): Promise<readonly Found[]> {
  return foundAmong(await ownHosts(context), written);
}

/** What the form of hosting is filled in with: the name of the only one that this person represents. */
export async function hostValues(context: Context): Promise<{ readonly host?: string }> {
  const [only, another] = await ownHosts(context);
  return only && !another ? { host: only.name } : {};
}

async function ownHosts({
  tx,
  coalition,
  represents,
}: Context): Promise<readonly { id: string; name: string }[]> {
  if (!coalition || represents.length === 0) return [];
  const { hub, organisation } = tables;
  const of = (which: 'hubId' | 'organisationId') => represents.flatMap((one) => one[which] ?? []);
  const hubs = await tx
    .select({ id: hub.id, name: hub.name })
    .from(hub)
    .where(
      and(
        eq(hub.coalitionId, coalition.id),
        isNull(hub.closedAt),
        // Everybody reads who hosts.
        eq(hub.listed, true),
        inArray(hub.id, of('hubId')),
      ),
    );
  const organisations = await tx
    .select({ id: organisation.id, name: organisation.name })
    .from(organisation)
    .where(
      and(
        eq(organisation.coalitionId, coalition.id),
        isNull(organisation.leftAt),
        eq(organisation.listed, true),
        inArray(organisation.id, of('organisationId')),
      ),
    );
  return [...hubs, ...organisations].toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** Whether this person is part of a hub or speaks for it: only then an organisation’s place counts for it. */
export async function isPartOf(context: JoinedContext, hubId: string): Promise<boolean> {
  return mayRepresent(context, { hubId }) || (await hubsOf(context)).has(hubId);
}

/** The hubs that this person is part of. */
export async function hubsOf({ tx, coalition, person }: JoinedContext): Promise<ReadonlySet<string>> {
  const { hubMember } = tables;
  const rows = await tx
    .select({ id: hubMember.hubId })
    .from(hubMember)
    .where(and(eq(hubMember.coalitionId, coalition.id), eq(hubMember.personId, person.id)));
  return new Set(rows.map(({ id }) => id));
}

/** In whose name it is held, and the hub it counts for. Invalid: not theirs, or a closed hub. */
export async function hostGiven(
  context: JoinedContext,
  { host, hub: counted }: Hosted,
): Promise<{ readonly hubId: string | null; readonly organisationId: string | null }> {
  const say = words[context.language];
  const own = (await ownHosts(context)).find(({ id }) => id === host);
  if (!own) throw new Invalid({ host: say.notYours });
  const isHub = context.represents.some(({ hubId }) => hubId === host);
  if (isHub) {
    if (counted !== undefined && counted !== host) throw new Invalid({ hub: say.countsForItself });
    return { hubId: host, organisationId: null };
  }
  if (counted === undefined) return { hubId: null, organisationId: host };
  const { hub } = tables;
  const [open] = await context.tx
    .select({ id: hub.id })
    .from(hub)
    .where(
      and(
        eq(hub.id, counted),
        eq(hub.coalitionId, context.coalition.id),
        isNull(hub.closedAt),
        eq(hub.listed, true),
      ),
    );
  if (!open) throw new Invalid({ hub: say.hubClosed });
  return { hubId: open.id, organisationId: host };
}
