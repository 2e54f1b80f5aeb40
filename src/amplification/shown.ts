import { and, eq, inArray, isNull } from 'drizzle-orm';
import { actionTables } from '#actions/index.ts';
import { type Act, type Coalition, openNames, tables } from '#directory/index.ts';
import type { Request } from './find.ts';
import { request as requestTable } from './tables.ts';

/** A request with what people are shown beside it. */
export interface Shown {
  readonly request: Request;
  readonly coalition: Pick<Coalition, 'name' | 'speaks'>;
  readonly action: { readonly title: string; readonly startsAt: Temporal.Instant } | undefined;
  /** who asks, as far as they let members know: a name, their organisation, both or neither */
  readonly name: string | undefined;
  readonly organisation: string | undefined;
}

/** Reads for some requests of one coalition what people are shown, in their order: nobody is named who is not found by members. */
export async function shown(act: Pick<Act, 'tx'>, requests: readonly Request[]): Promise<readonly Shown[]> {
  const [{ coalitionId } = { coalitionId: undefined }] = requests;
  if (coalitionId === undefined) return [];
  const { coalition, organisation } = tables;
  const { action } = actionTables;
  const rows = await act.tx
    .select({
      id: requestTable.id,
      coalition: { name: coalition.name, speaks: coalition.speaks },
      action: { title: action.title, startsAt: action.startsAt },
      organisation: organisation.name,
    })
    .from(requestTable)
    .innerJoin(coalition, eq(coalition.id, requestTable.coalitionId))
    .leftJoin(action, and(eq(action.id, requestTable.actionId), eq(action.coalitionId, coalitionId)))
    .leftJoin(
      organisation,
      and(
        eq(organisation.id, requestTable.organisationId),
        eq(organisation.listed, true),
        isNull(organisation.leftAt),
      ),
    )
    .where(
      and(
        eq(requestTable.coalitionId, coalitionId),
        inArray(
          requestTable.id,
          requests.map(({ id }) => id),
        ),
      ),
    );
  const beside = new Map(rows.map(({ id, ...row }) => [id, row]));
  const names = await openNames(
    act,
    coalitionId,
    requests.map(({ requesterId }) => requesterId),
  );
  return requests.flatMap((request) => {
    const row = beside.get(request.id);
    if (!row) return [];
    return [
      {
        request,
        coalition: row.coalition,
        action: row.action ?? undefined,
        name: names.get(request.requesterId),
        organisation: row.organisation ?? undefined,
      },
    ];
  });
}

/** The same for one that is there. */
export async function shownOne(act: Pick<Act, 'tx'>, request: Request): Promise<Shown> {
  const [one] = await shown(act, [request]);
  if (!one) throw new Error('a request that is not there');
  return one;
}
