import type { Act, Feature, Support } from '#directory/index.ts';
import { limits } from './limits.ts';

/** What an organisation received and gave, beside the same a quarter before. */
export interface SupportOver {
  readonly now: Support;
  /** absent where it asked for nothing then */
  readonly before: Support | undefined;
}

/** Support of the last four weeks and of four a quarter before, by organisation: for operators, as the digest names them. */
export async function readSupport(
  act: Act,
  features: readonly Feature[],
  coalitionId: string,
): Promise<readonly SupportOver[]> {
  const four = { hours: 24 * limits.countedDays };
  const then = act.now.subtract({ hours: 24 * 7 * limits.trendWeeks });
  const rows: SupportOver[] = [];
  for (const { support } of features) {
    if (!support) continue;
    const before = await support(act, { coalitionId, since: then.subtract(four), until: then });
    const known = new Map(before.map((row) => [row.organisationId, row]));
    const now = await support(act, { coalitionId, since: act.now.subtract(four), until: act.now });
    rows.push(...now.map((row) => ({ now: row, before: known.get(row.organisationId) })));
  }
  return rows;
}
