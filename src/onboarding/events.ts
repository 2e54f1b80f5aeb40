import { and, eq, isNull, lte, or } from 'drizzle-orm';
import type { Incoming } from '#chat/index.ts';
import { type Act, findSpace, noteGone, notePresent, tables } from '#directory/index.ts';

/** Notes what happened to a space or an account: somebody left or came back, Weft was added or removed. */
export async function onSpaceEvent(act: Act, incoming: Incoming): Promise<void> {
  if (incoming.kind !== 'event' || incoming.tenant === '') return;
  switch (incoming.event) {
    case 'bot added':
      await notePresent(act, incoming.platform, incoming.tenant, incoming.tenantName ?? incoming.tenant);
      return;
    case 'bot removed':
      // Operators are told by `goneDue`.
      return await noteGone(act, incoming.platform, [incoming.tenant]);
    case 'left space':
    case 'joined space': {
      const here = await findSpace(act.tx, incoming.platform, incoming.tenant);
      if (!here) return;
      const { account } = tables;
      const at = incoming.at === undefined ? act.now : Temporal.Instant.from(incoming.at);
      // What has happened to the account since then stands: when it came, and when it went.
      const since = and(lte(account.addedAt, at), or(isNull(account.goneAt), lte(account.goneAt, at)));
      await act.tx
        .update(account)
        .set(incoming.event === 'left space' ? { goneAt: at } : { goneAt: null, addedAt: at })
        .where(and(eq(account.spaceId, here.space.id), eq(account.external, incoming.sender.account), since));
      return;
    }
    case 'changed account':
    case 'home opened':
      return;
  }
}
