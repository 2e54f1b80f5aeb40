import { and, eq } from 'drizzle-orm';
import type { Given } from '#chat/index.ts';
import { type Context, channelsOf, setChannel, tables, writeAudit } from '#directory/index.ts';
import { channelGiven } from './channel.ts';
import { inCoalition } from './here.ts';
import { vouchForSpace } from './vouch.ts';

/** What an operator may set for the coalition and for the space they type in. */
export interface Settings {
  readonly name: string;
  readonly zone: string | undefined;
  readonly vouches: boolean | undefined;
  readonly channel: string | undefined;
}

/** Writes a new purpose and new principles. */
export async function changePurpose(
  context: Context,
  said: { purpose: string; principles: string | undefined },
): Promise<void> {
  const { coalition } = inCoalition(context);
  await context.tx
    .update(tables.coalition)
    .set({ purpose: said.purpose, principles: said.principles ?? '', purposeChangedAt: context.now })
    .where(eq(tables.coalition.id, coalition.id));
  await writeAudit(context, {
    coalitionId: coalition.id,
    personId: context.person?.id,
    act: 'purpose.changed',
    subject: coalition.id,
  });
}

/** The settings as they are. */
async function readSettings(context: Context): Promise<Settings> {
  const { coalition, space, binding, tx } = inCoalition(context);
  const channels = space ? await channelsOf(tx, space.id) : {};
  return {
    name: coalition.name,
    zone: coalition.zone,
    vouches: binding?.vouches,
    channel: channels.introductions?.channel,
  };
}

/** The same as values of the form. */
export async function settingsNow(context: Context): Promise<Given> {
  const { name, zone, vouches, channel } = await readSettings(context);
  return {
    name,
    ...(zone !== undefined && { zone }),
    ...(vouches !== undefined && { vouches }),
    ...(channel !== undefined && { channel }),
  };
}

/**
 * Changes what differs; what was left open stays. A space that begins to vouch for its people vouches for those who
 * wait. Returns what changed.
 */
export async function changeSettings(
  context: Context,
  wanted: Settings,
): Promise<readonly (keyof Settings)[]> {
  const { coalition, space, binding, tx } = inCoalition(context);
  const before = await readSettings(context);
  const channel = wanted.channel === undefined ? undefined : channelGiven(wanted.channel);
  const changed: (keyof Settings)[] = [];
  if (wanted.name !== before.name) changed.push('name');
  if (wanted.zone !== undefined && wanted.zone !== before.zone) changed.push('zone');
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
  if (space && binding && channel !== undefined && channel !== before.channel) {
    changed.push('channel');
    await setChannel(context, space, coalition.id, 'introductions', channel);
  }
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
