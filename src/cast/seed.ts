import { eq } from 'drizzle-orm';
import type { PlatformName } from '#chat/index.ts';
import {
  type Act,
  bindSpace,
  type ConsentKind,
  notePresent,
  pair,
  setChannel,
  tables,
} from '#directory/index.ts';
import { newId } from '#store/index.ts';
import * as cast from './cast.ts';

/** Where each of the cast's two spaces is played, and what the platform there calls people and channels. */
export interface Stage {
  readonly spaces: Readonly<
    Record<
      cast.Tenant,
      {
        readonly platform: PlatformName;
        readonly tenant: string;
        account(castAccount: string): string | undefined;
        /** the channel for introductions, and those for actions and the pulse where the stage has them */
        readonly channel: string;
        readonly actions?: string;
        readonly pulse?: string;
      }
    >
  >;
  /** with so many ties that there is a map of them */
  readonly mapped?: boolean;
}

/** What the seed made, by the names of the cast. */
export interface Seeded {
  readonly coalitionId: string;
  readonly people: ReadonlyMap<string, string>;
  readonly organisations: ReadonlyMap<string, string>;
  readonly hubs: ReadonlyMap<string, string>;
}

/** Writes the cast's coalition into an empty database: everyone joined weeks ago but the newcomers. */
export async function seedCast(act: Act, stage: Stage): Promise<Seeded> {
  const { tx } = act;
  const longAgo = act.now.subtract({ hours: 24 * 40 });
  const coalitionId = newId(act.now);
  await tx.insert(tables.coalition).values({ id: coalitionId, ...cast.coalition, createdAt: longAgo });

  const spaceIds = new Map<cast.Tenant, string>();
  for (const space of cast.spaces) {
    const where = stage.spaces[space.tenant];
    const row = await notePresent(act, where.platform, where.tenant, space.name);
    await bindSpace(act, row, coalitionId);
    await tx.update(tables.binding).set({ vouches: space.vouches }).where(eq(tables.binding.spaceId, row.id));
    await setChannel(act, row, coalitionId, 'introductions', where.channel);
    if (where.actions !== undefined) await setChannel(act, row, coalitionId, 'actions', where.actions);
    if (where.pulse !== undefined) await setChannel(act, row, coalitionId, 'pulse', where.pulse);
    spaceIds.set(space.tenant, row.id);
  }

  const organisations = new Map(cast.organisations.map(({ name }) => [name as string, newId(act.now)]));
  await tx.insert(tables.organisation).values(
    cast.organisations.map((one) => ({
      id: idIn(organisations, one.name),
      coalitionId,
      ...one,
      addedAt: longAgo,
      signedAt: longAgo,
    })),
  );
  const hubs = new Map(cast.hubs.map(({ name }) => [name as string, newId(act.now)]));
  await tx
    .insert(tables.hub)
    .values(cast.hubs.map((one) => ({ id: idIn(hubs, one.name), coalitionId, ...one, addedAt: longAgo })));

  const members = cast.people.filter(({ account }) => !cast.newcomers.includes(account));
  const people = new Map(members.map(({ account }) => [account, newId(act.now)]));
  await tx.insert(tables.person).values(
    members.map(({ account, name, organisation, offers, needs, place, zone, spoken }) => ({
      ...{ id: idIn(people, account), coalitionId, name, offers, needs, place, zone, spoken },
      organisationId: idIn(organisations, organisation),
      zoneFrom: 'person' as const,
      joinedAt: longAgo,
      vouchedAt: cast.unvouched.includes(account) ? null : longAgo,
    })),
  );
  await tx.insert(tables.hubMember).values(
    members.map(({ account, hub }) => ({
      hubId: idIn(hubs, hub),
      personId: idIn(people, account),
      coalitionId,
      joinedAt: longAgo,
    })),
  );
  await tx.insert(tables.consent).values(
    members.flatMap(({ account }) =>
      Object.entries(consentsOf(account)).map(([kind, answer]) => ({
        ...{ personId: idIn(people, account), coalitionId, answer, decidedAt: longAgo },
        kind: kind as ConsentKind,
      })),
    ),
  );
  await tx.insert(tables.account).values(
    members.flatMap(({ account, tenants }) =>
      tenants.flatMap((tenant) => {
        const { platform, account: accountOf } = stage.spaces[tenant];
        const external = accountOf(account);
        const spaceId = spaceIds.get(tenant);
        if (external === undefined || spaceId === undefined) return [];
        const personId = idIn(people, account);
        return [{ id: newId(act.now), coalitionId, personId, spaceId, platform, external, addedAt: longAgo }];
      }),
    ),
  );

  await tx.insert(tables.role).values(
    cast.roles.map(({ account, role }) => ({
      ...{ id: newId(act.now), coalitionId, personId: idIn(people, account), role, grantedAt: longAgo },
    })),
  );
  await tx.insert(tables.representative).values(
    cast.representatives.map(({ account, organisation }) => ({
      ...{ id: newId(act.now), coalitionId, personId: idIn(people, account), since: longAgo },
      organisationId: idIn(organisations, organisation),
    })),
  );
  await tx.insert(tables.representative).values(
    cast.hubRepresentatives.map(({ account, hub }) => ({
      ...{ id: newId(act.now), coalitionId, personId: idIn(people, account), since: longAgo },
      hubId: idIn(hubs, hub),
    })),
  );
  const ties = stage.mapped ? [...cast.ties, ...cast.moreTies] : cast.ties;
  await tx.insert(tables.tie).values(
    ties.map(([a, b]) => ({
      ...pair(idIn(people, a), idIn(people, b)),
      ...{ coalitionId, metAt: longAgo, since: longAgo },
    })),
  );
  return { coalitionId, people, organisations, hubs };
}

function consentsOf(account: string): Readonly<Record<ConsentKind, string>> {
  const shy = cast.shy.includes(account);
  const [found, yes] = shy ? ['weavers', 'no'] : ['members', 'yes'];
  return { found, suggested: yes, amplify: 'yes', pulse: yes, reach: 'direct' };
}

function idIn(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`the cast has no “${name}”`);
  return id;
}
