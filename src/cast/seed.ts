import { eq } from 'drizzle-orm';
import type { PlatformName } from '#chat/index.ts';
import {
  type Act,
  bindSpace,
  meetTie,
  notePresent,
  setChannel,
  setConsent,
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
        /** the channel for introductions */
        readonly channel: string;
      }
    >
  >;
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
    spaceIds.set(space.tenant, row.id);
  }

  const organisations = new Map<string, string>();
  for (const one of cast.organisations) {
    const id = newId(act.now);
    await tx
      .insert(tables.organisation)
      .values({ id, coalitionId, ...one, addedAt: longAgo, signedAt: longAgo });
    organisations.set(one.name, id);
  }
  const hubs = new Map<string, string>();
  for (const one of cast.hubs) {
    const id = newId(act.now);
    await tx.insert(tables.hub).values({ id, coalitionId, ...one, addedAt: longAgo });
    hubs.set(one.name, id);
  }

  const people = new Map<string, string>();
  for (const one of cast.people) {
    if (cast.newcomers.includes(one.account)) continue;
    const id = newId(act.now);
    people.set(one.account, id);
    await tx.insert(tables.person).values({
      id,
      coalitionId,
      name: one.name,
      organisationId: organisations.get(one.organisation) ?? null,
      offers: one.offers,
      needs: one.needs,
      place: one.place,
      zone: one.zone,
      zoneFrom: 'person',
      spoken: one.spoken,
      joinedAt: longAgo,
      vouchedAt: cast.unvouched.includes(one.account) ? null : longAgo,
    });
    const hubId = hubs.get(one.hub);
    if (hubId)
      await tx.insert(tables.hubMember).values({ hubId, personId: id, coalitionId, joinedAt: longAgo });
    const quiet = cast.shy.includes(one.account);
    const consents = {
      found: quiet ? 'weavers' : 'members',
      suggested: quiet ? 'no' : 'yes',
      amplify: 'yes',
      pulse: 'yes',
      reach: 'direct',
    } as const;
    for (const [kind, answer] of Object.entries(consents)) {
      await setConsent(act, { id, coalitionId }, kind as keyof typeof consents, answer);
    }
    for (const tenant of one.tenants) {
      const where = stage.spaces[tenant];
      const spaceId = spaceIds.get(tenant);
      const external = where.account(one.account);
      if (spaceId === undefined || external === undefined) continue;
      await tx.insert(tables.account).values({
        id: newId(act.now),
        coalitionId,
        personId: id,
        spaceId,
        platform: where.platform,
        external,
        addedAt: longAgo,
      });
    }
  }

  for (const { account, role } of cast.roles) {
    const personId = people.get(account);
    if (personId)
      await tx
        .insert(tables.role)
        .values({ id: newId(act.now), coalitionId, personId, role, grantedAt: longAgo });
  }
  for (const { account, organisation } of cast.representatives) {
    const personId = people.get(account);
    const organisationId = organisations.get(organisation);
    if (personId && organisationId) {
      await tx
        .insert(tables.representative)
        .values({ id: newId(act.now), coalitionId, personId, organisationId, since: longAgo });
    }
  }
  for (const [a, b] of cast.ties) {
    const [first, second] = [people.get(a), people.get(b)];
    if (first && second) await meetTie({ tx, now: longAgo }, coalitionId, first, second);
  }
  return { coalitionId, people, organisations, hubs };
}
