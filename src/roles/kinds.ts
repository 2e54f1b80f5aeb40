import { and, eq } from 'drizzle-orm';
import type { Kind } from '#delivery/index.ts';
import { tables } from '#directory/index.ts';
import { words } from './words.ts';

/** Somebody gave a person a role; not sent when it was taken back before its turn. */
export const grantedKind: Kind = {
  name: 'role.granted',
  lane: 2,
  quiet: 'wait',
  unasked: true,
  about: { en: words.en.kinds.granted },
  keepFor: { days: 8 },
  async wanted(act, row) {
    const held = await act.tx
      .select({ id: tables.role.id })
      .from(tables.role)
      .where(and(eq(tables.role.id, row.subject), eq(tables.role.coalitionId, row.coalitionId)));
    return held.length > 0;
  },
};

/** Somebody took a role back. */
export const revokedKind: Kind = {
  name: 'role.revoked',
  lane: 2,
  quiet: 'wait',
  unasked: true,
  about: { en: words.en.kinds.revoked },
  keepFor: { days: 8 },
};
