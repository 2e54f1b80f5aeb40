import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { PlatformName, Register } from '#chat/index.ts';
import { type Db, newId } from '#store/index.ts';
import type { Clock } from '#time/index.ts';
import type { Act } from './context.ts';
import type { Space } from './rows.ts';
import { seal, unseal } from './seal.ts';
import * as tables from './tables.ts';

/** What an adapter notes of its spaces: which there are, which have gone, and their tokens, encrypted. */
export function createRegister(given: {
  db: Db;
  clock: Clock;
  platform: PlatformName;
  secret: string;
}): Register {
  const { db, clock, platform, secret } = given;
  return {
    async present(spaces, whole) {
      await db.transaction(async (tx) => {
        const act = { tx, now: clock.now() };
        for (const space of spaces) {
          await notePresent(act, platform, space.tenant, space.name);
          if (space.token === undefined) continue;
          const row = {
            sealedToken: seal(secret, `${platform}:${space.tenant}`, space.token),
            bot: space.bot ?? null,
            installedAt: act.now,
          };
          await tx
            .insert(tables.installation)
            .values({ platform, tenant: space.tenant, ...row })
            .onConflictDoUpdate({
              target: [tables.installation.platform, tables.installation.tenant],
              set: row,
            });
        }
        if (whole === false) return;
        const here = and(eq(tables.space.platform, platform), isNull(tables.space.goneAt));
        const known = await tx.select({ tenant: tables.space.tenant }).from(tables.space).where(here);
        const named = new Set(spaces.map((space) => space.tenant));
        const left = known
          .map(({ tenant }) => tenant)
          .filter((tenant) => !named.has(tenant) && (whole === true || whole(tenant)));
        await tx
          .update(tables.space)
          .set({ goneAt: act.now })
          .where(and(here, inArray(tables.space.tenant, left)));
      });
    },
    async gone(tenant) {
      const here = and(eq(tables.space.platform, platform), eq(tables.space.tenant, tenant));
      await db.update(tables.space).set({ goneAt: clock.now() }).where(here);
      await db
        .delete(tables.installation)
        .where(and(eq(tables.installation.platform, platform), eq(tables.installation.tenant, tenant)));
    },
    async token(tenant) {
      const [row] = await db
        .select()
        .from(tables.installation)
        .where(and(eq(tables.installation.platform, platform), eq(tables.installation.tenant, tenant)));
      return row && unseal(secret, `${platform}:${tenant}`, row.sealedToken);
    },
  };
}

/** Makes sure there is a row for a space that Weft is in; without a name it keeps the one it has. */
export async function notePresent(
  act: Act,
  platform: PlatformName,
  tenant: string,
  name: string,
): Promise<Space> {
  const [row] = await act.tx
    .insert(tables.space)
    .values({ id: newId(act.now), platform, tenant, name, seenAt: act.now })
    .onConflictDoUpdate({
      target: [tables.space.platform, tables.space.tenant],
      // A server with an outage has no name for the while.
      set: {
        name: sql`coalesce(nullif(excluded.name, ''), ${tables.space.name})`,
        seenAt: act.now,
        goneAt: null,
      },
    })
    .returning();
  if (!row) throw new Error('a space row was neither made nor found');
  return row;
}

/** Binds a space to a coalition. A Slack workspace vouches for its people by default, a Discord server does not. */
export async function bindSpace(act: Act, space: Space, coalitionId: string): Promise<void> {
  await act.tx
    .insert(tables.binding)
    .values({ spaceId: space.id, coalitionId, vouches: space.platform !== 'discord', boundAt: act.now });
}
