import { and, eq, inArray, sql } from 'drizzle-orm';
import { findAction } from '#actions/index.ts';
import { type Act, tables } from '#directory/index.ts';
import type { Plea } from './find.ts';

/** A request with what people are shown beside it. */
export interface Shown {
  readonly plea: Plea;
  readonly action: { readonly title: string; readonly startsAt: Temporal.Instant } | undefined;
  /** who asks, as far as they let members know: a name, their organisation, both or neither */
  readonly name: string | undefined;
  readonly organisation: string | undefined;
}

/** Reads for some requests what people are shown, in their order: nobody is named who is not found by members. */
export async function shown(act: Pick<Act, 'tx'>, pleas: readonly Plea[]): Promise<readonly Shown[]> {
  if (pleas.length === 0) return [];
  const { person, organisation } = tables;
  const isFound = sql<boolean>`exists (select 1 from ${tables.consent} c
    where c.person_id = ${person.id} and c.kind = 'found' and c.answer = 'members')`;
  const asking = await act.tx
    .select({
      id: person.id,
      coalitionId: person.coalitionId,
      name: person.name,
      leftAt: person.leftAt,
      isFound,
    })
    .from(person)
    .where(inArray(person.id, idsOf(pleas.map((one) => one.requesterId))));
  const listed = await act.tx
    .select({ id: organisation.id, coalitionId: organisation.coalitionId, name: organisation.name })
    .from(organisation)
    .where(
      and(
        inArray(organisation.id, idsOf(pleas.map((one) => one.organisationId))),
        eq(organisation.listed, true),
      ),
    );
  const all: Shown[] = [];
  for (const plea of pleas) {
    const by = asking.find((one) => one.id === plea.requesterId && one.coalitionId === plea.coalitionId);
    const of = listed.find((one) => one.id === plea.organisationId && one.coalitionId === plea.coalitionId);
    const action =
      plea.actionId === null ? undefined : await findAction(act, plea.coalitionId, plea.actionId);
    all.push({
      plea,
      action: action && { title: action.title, startsAt: action.startsAt },
      name: by?.isFound && by.leftAt === null ? by.name : undefined,
      organisation: of?.name,
    });
  }
  return all;
}

/** The same for one. */
export async function shownOne(act: Pick<Act, 'tx'>, plea: Plea): Promise<Shown> {
  const [one] = await shown(act, [plea]);
  return one ?? { plea, action: undefined, name: undefined, organisation: undefined };
}

const idsOf = (ids: readonly (string | null)[]): string[] => [...new Set(ids.filter((id) => id !== null))];
