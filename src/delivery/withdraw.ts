import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { Act, Kind } from './kind.ts';
import { delivery } from './tables.ts';

/** What is withdrawn: these rows, or about one subject, several or all, of some kinds or all, to one person or everybody. */
type Withdrawn = (
  | { readonly ids: readonly string[] }
  | { readonly subject: string }
  | { readonly subjects: readonly string[] }
  | { readonly personId: string }
) & {
  readonly kinds?: readonly Kind[];
  readonly personId?: string;
};

/**
 * Cancels what is still to be told about a subject or several, of these kinds or of all, a mass send as a whole; how many
 * rows that were. What is under way may still arrive, and goes out no second time.
 */
export async function withdraw(act: Act, { kinds, personId, ...about }: Withdrawn): Promise<number> {
  const subjects =
    'subject' in about ? [about.subject] : 'subjects' in about ? [...about.subjects] : undefined;
  const ids = 'ids' in about ? [...about.ids] : undefined;
  if (subjects?.length === 0 || ids?.length === 0) return 0;
  const which: (SQL | undefined)[] = [
    subjects && inArray(delivery.subject, subjects),
    ids && inArray(delivery.id, ids),
    kinds &&
      inArray(
        delivery.kind,
        kinds.map((kind) => kind.name),
      ),
    personId === undefined ? undefined : eq(delivery.personId, personId),
    // What was taken into a bundle that left has arrived with it.
    inArray(delivery.state, ['due', 'bundled', 'sending']),
    isNull(delivery.endedAt),
  ];
  const at = sql`${act.now.toString({ smallestUnit: 'millisecond' })}::timestamptz`;
  // One statement: between two, a row that was due could begin to go out and be seen by neither.
  const underWay = sql`${delivery.state} = 'sending'`;
  const rows = await act.tx
    .update(delivery)
    .set({
      state: sql`case when ${underWay} then 'sending' else 'cancelled' end`,
      code: sql`case when ${underWay} then ${delivery.code} else 'withdrawn' end`,
      endedAt: sql`case when ${underWay} then null else ${at} end`,
      withdrawnAt: at,
    })
    .where(and(...which))
    .returning({ state: delivery.state });
  return rows.filter(({ state }) => state === 'cancelled').length;
}
