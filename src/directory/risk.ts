import { inArray, sql } from 'drizzle-orm';
import type { Tx } from '#store/index.ts';
import type { Coalition } from './rows.ts';
import * as tables from './tables.ts';

/** How much could happen to people of a coalition if somebody saw too much. */
export type Risk = Coalition['risk'];

/** What one setting decides together. */
export interface Preset {
  /** by whom people can be found at most, whatever they answered */
  readonly foundBy: 'members' | 'weavers';
  /** how long exact places are kept after an action */
  readonly placeDays: number;
  /** how long texts of messages are kept after their end */
  readonly textDays: number;
  /** whether posts in channels and messages to many name people who let members find them */
  readonly names: boolean;
  /** whether a report for people outside can be made */
  readonly reports: boolean;
  /** whether a platform may show a preview of a link in a channel */
  readonly previews: boolean;
}

const medium: Preset = {
  ...{ foundBy: 'members', placeDays: 30, textDays: 7 },
  ...{ names: true, reports: true, previews: false },
};

/** The presets, the most open one first. */
export const risks: Readonly<Record<Risk, Preset>> = {
  low: { ...medium, previews: true },
  medium,
  high: {
    ...{ foundBy: 'weavers', placeDays: 1, textDays: 1 },
    ...{ names: false, reports: false, previews: false },
  },
};

/** Their names, in that order. */
export const riskNames = Object.keys(risks) as readonly Risk[];

/** The risks at which this is so. */
const risksWhere = (is: (preset: Preset) => boolean): readonly Risk[] =>
  riskNames.filter((risk) => is(risks[risk]));

/** SQL condition: members may find people of this coalition at all. */
export const membersMayFind = (coalitionId: unknown) =>
  isAt(
    coalitionId,
    risksWhere(({ foundBy }) => foundBy === 'members'),
  );

/** SQL condition: people of this coalition are named to everybody, where they let members find them. */
export const isNaming = (coalitionId: unknown) =>
  isAt(
    coalitionId,
    risksWhere(({ names, foundBy }) => names && foundBy === 'members'),
  );

const isAt = (coalitionId: unknown, some: readonly Risk[]) =>
  sql`exists (select 1 from ${tables.coalition} at_risk where at_risk.id = ${coalitionId} and at_risk.risk in ${some})`;

/** What a coalition's risk decides now; read anew, since another operator may just have changed it. */
export async function presetOf(tx: Tx, coalitionId: string): Promise<Preset> {
  const [found] = await tx
    .select({ risk: tables.coalition.risk })
    .from(tables.coalition)
    .where(sql`${tables.coalition.id} = ${coalitionId}`);
  return risks[found?.risk ?? 'medium'];
}

/** The coalitions whose texts are kept for less than the usual time, and how long. */
export async function textsKept(
  tx: Tx,
): Promise<readonly { readonly coalitionId: string; readonly hours: number }[]> {
  const sooner = risksWhere(({ textDays }) => textDays < risks.medium.textDays);
  const found = await tx
    .select({ coalitionId: tables.coalition.id, risk: tables.coalition.risk })
    .from(tables.coalition)
    .where(inArray(tables.coalition.risk, [...sooner]));
  return found.map(({ coalitionId, risk }) => ({ coalitionId, hours: 24 * risks[risk].textDays }));
}
