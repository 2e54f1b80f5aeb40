import { and, eq } from 'drizzle-orm';
import type { Given } from '#chat/index.ts';
import { type ChannelUse, type Context, tables, writeAudit } from '#directory/index.ts';
import { type ChannelsGiven, channelsNow, nameChannels } from './channel.ts';
import { inCoalition } from './here.ts';
import { vouchForSpace } from './vouch.ts';

/** What an operator may set for the coalition and for the space they type in. */
export interface Settings extends ChannelsGiven {
  readonly name: string;
  readonly zone?: string | undefined;
  readonly vouches?: boolean | undefined;
}

/** Writes purpose, principles, and who may speak for the coalition; only of the first two are signatures reminded. */
export async function changePurpose(
  context: Context,
  said: { purpose: string; principles?: string | undefined; speaks?: string | undefined },
): Promise<void> {
  const { coalition } = inCoalition(context);
  const { purpose, principles = '', speaks = '' } = said;
  const isNew = purpose !== coalition.purpose || principles !== coalition.principles;
  await context.tx
    .update(tables.coalition)
    .set({ purpose, principles, speaks, ...(isNew && { purposeChangedAt: context.now }) })
    .where(eq(tables.coalition.id, coalition.id));
  await writeAudit(context, {
    coalitionId: coalition.id,
    personId: context.person?.id,
    act: 'purpose.changed',
    subject: coalition.id,
  });
}

/** The settings as they are, as values of the form. */
export async function settingsNow(context: Context): Promise<Given> {
  const { coalition, space, binding } = inCoalition(context);
  const { name, zone } = coalition;
  return { name, zone, ...(binding && { vouches: binding.vouches }), ...(await channelsNow(context, space)) };
}

type Changed = 'name' | 'zone' | 'vouches' | ChannelUse;

/**
 * Changes what differs; what was left open stays. A space that begins to vouch for its people vouches for those who
 * wait. Returns what changed.
 */
export async function changeSettings(context: Context, wanted: Settings): Promise<readonly Changed[]> {
  const { coalition, space, binding, tx } = inCoalition(context);
  const changed: Changed[] = [];
  if (wanted.name !== coalition.name) changed.push('name');
  if (wanted.zone !== undefined && wanted.zone !== coalition.zone) changed.push('zone');
  if (changed.length > 0) {
    const set = { name: wanted.name, zone: wanted.zone ?? coalition.zone };
    await tx.update(tables.coalition).set(set).where(eq(tables.coalition.id, coalition.id));
  }
  if (space && binding && wanted.vouches !== undefined && wanted.vouches !== binding.vouches) {
    changed.push('vouches');
    await tx
      .update(tables.binding)
      .set({ vouches: wanted.vouches })
      .where(and(eq(tables.binding.spaceId, space.id), eq(tables.binding.coalitionId, coalition.id)));
    if (wanted.vouches) await vouchForSpace(context, coalition.id, space);
  }
  if (space && binding) changed.push(...(await nameChannels(context, space, coalition.id, wanted)));
  if (changed.length > 0) {
    await writeAudit(context, {
      coalitionId: coalition.id,
      personId: context.person?.id,
      act: 'settings.changed',
      subject: space?.id ?? coalition.id,
      detail: { changed: changed.join(' ') },
    });
  }
  return changed;
}
