import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { PlatformName, Register } from '#chat/index.ts';
import { type Cell, type Db, newId, openToken, sealText } from '#store/index.ts';
import type { Clock } from '#time/index.ts';
import type { Act } from './context.ts';
import type { Space } from './rows.ts';
import * as tables from './tables.ts';

/** The cell of a space's token. */
export const tokenCell = (platform: string, tenant: string): Cell => ({
  ...{ column: 'installation.sealed_token', row: `${platform}:${tenant}` },
});

/** How long what belongs to a space is kept after Weft was taken out of it: somebody may have done it by mistake. */
const keptAfter = { hours: 24 * 30 };

/** When a space goes that Weft was taken out of. */
export const dropsAt = (now: Temporal.Instant): Temporal.Instant => now.add(keptAfter);

/** What an adapter notes of its spaces: which there are, which have gone, and their tokens, encrypted. */
export function createRegister(given: { db: Db; clock: Clock; platform: PlatformName }): Register {
  const { db, clock, platform } = given;
  return {
    async present(spaces, whole) {
      await db.transaction(async (tx) => {
        const act = { tx, now: clock.now() };
        for (const space of spaces) {
          await notePresent(act, platform, space.tenant, space.name);
          if (space.token === undefined) continue;
          const row = {
            sealedToken: sealText(tokenCell(platform, space.tenant), space.token),
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
        await noteGone(act, platform, left);
      });
    },
    async gone(tenant) {
      await db.transaction((tx) => noteGone({ tx, now: clock.now() }, platform, [tenant]));
    },
    async token(tenant) {
      const [row] = await db
        .select()
        .from(tables.installation)
        .where(and(eq(tables.installation.platform, platform), eq(tables.installation.tenant, tenant)));
      return row && openToken(tokenCell(platform, tenant), row.sealedToken);
    },
  };
}

/**
 * Weft was taken out of these spaces: their tokens go at once, and what belongs to them a month later, or when operators
 * are taking them out.
 */
export async function noteGone(
  { tx, now }: Act,
  platform: PlatformName,
  tenants: readonly string[],
): Promise<void> {
  const { space, installation } = tables;
  await tx
    .update(space)
    .set({
      goneAt: now,
      dropAt: sql`coalesce(${space.dropAt}, ${dropsAt(now).toString({ smallestUnit: 'millisecond' })}::timestamptz)`,
    })
    .where(and(eq(space.platform, platform), isNull(space.goneAt), inArray(space.tenant, [...tenants])));
  await tx
    .delete(installation)
    .where(and(eq(installation.platform, platform), inArray(installation.tenant, [...tenants])));
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
        // It is here again. What an operator is taking out goes on leaving.
        dropAt: sql`case when ${tables.space.leavingAt} is not null then ${tables.space.dropAt} end`,
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
