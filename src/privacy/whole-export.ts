import { and, eq } from 'drizzle-orm';
import { phrasesOf } from '#chat/index.ts';
import {
  type Act,
  type Feature,
  type JoinedContext,
  type Organisation,
  present,
  tables,
} from '#directory/index.ts';
import { type Exported, exportKept } from './export.ts';
import { words } from './words.ts';

const phrase = phrasesOf(words);

/** Everything of an organisation that is its own to take; of its people only how many they are. */
export async function exportOrganisation(
  context: JoinedContext,
  organisation: Organisation,
  features: readonly Feature[],
): Promise<readonly Exported[]> {
  const { id, coalitionId } = organisation;
  const kept = features
    .flatMap((feature) => feature.keepsOfOrganisations ?? [])
    .map((one) => ({
      ...{ table: one.table, columns: one.columns, what: one.what },
      of: () => and(eq(one.coalitionId, coalitionId), eq(one.organisationId, id)),
    }));
  const own = await exportKept(context, { id, coalitionId, accounts: [], rows: [] }, kept);
  const people = and(present(coalitionId), eq(tables.person.organisationId, id));
  return [
    ...own,
    {
      what: phrase((say) => say.whole.people),
      rows: [{ count: await context.tx.$count(tables.person, people) }],
    },
    ...(await supportOf(context, organisation, features)),
  ];
}

/** What others did for it, and it for them, as far as that is told of one of its size. */
async function supportOf(
  { tx, now }: Act,
  { id, coalitionId, addedAt: since }: Organisation,
  features: readonly Feature[],
): Promise<readonly Exported[]> {
  const rows = [];
  for (const { support } of features)
    for (const { organisationId, received, gave } of (await support?.(
      { tx, now },
      { coalitionId, since, until: now },
    )) ?? [])
      if (organisationId === id) rows.push({ received, ...(gave !== undefined && { gave }) });
  return rows.length === 0 ? [] : [{ what: phrase((say) => say.whole.support), rows }];
}
