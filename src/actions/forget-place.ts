import { eq } from 'drizzle-orm';
import type { Due } from '#schedule/index.ts';
import { action } from './tables.ts';

/** The exact place of an action is forgotten 30 days after it, or sooner where the coalition's risk has it so. */
export const forgetPlaceDue: Due = {
  name: 'action.forget',
  table: action,
  id: action.id,
  dueAt: action.forgetAt,
  coalitionId: action.coalitionId,
  async carryOut({ tx }, id) {
    await tx.update(action).set({ exactPlace: '', forgetAt: null }).where(eq(action.id, id));
  },
};
