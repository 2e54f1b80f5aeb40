import { and, eq, inArray } from 'drizzle-orm';
import type { Act, KeptOfOrganisation, Organisation } from '#directory/index.ts';
import { redrawLater } from './redraw.ts';
import { action, actionStance } from './tables.ts';

/** What an organisation said of actions is its own. */
export const keepsOfOrganisations: readonly KeptOfOrganisation[] = [
  {
    table: actionStance,
    coalitionId: actionStance.coalitionId,
    organisationId: actionStance.organisationId,
    columns: ['actionId', 'stance', 'setAt'],
    what: { en: 'Where it stands on actions' },
  },
];

/** What an organisation said of actions ends with it, and soon in every copy. */
export async function organisationLeft(act: Act, { id, coalitionId }: Organisation): Promise<void> {
  const ended = await act.tx
    .delete(actionStance)
    .where(and(eq(actionStance.organisationId, id), eq(actionStance.coalitionId, coalitionId)))
    .returning({ actionId: actionStance.actionId });
  const ids = ended.map(({ actionId }) => actionId);
  if (ids.length > 0)
    await redrawLater(act, and(eq(action.coalitionId, coalitionId), inArray(action.id, ids)));
}
