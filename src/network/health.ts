import { type Feature, type Figures, hasRole, type JoinedContext } from '#directory/index.ts';
import { localDate } from '#time/index.ts';
import { countFigures, newestWeeks, type Week } from './count.ts';
import { type Coverage, readCoverage } from './coverage.ts';
import { limits } from './limits.ts';
import { quarterFigures } from './quarter.ts';
import { before, type Quarter, quarterOf, toldFrom } from './quarters.ts';
import { signalsOf } from './signals.ts';
import { readStages } from './standings.ts';
import { readSupport, type SupportOver } from './support.ts';
import { type Said, winsOf } from './view.ts';

/** How the network does. */
export interface Health extends ReturnType<typeof signalsOf> {
  /** the Monday its figures were counted on; absent: now, because no week was counted yet */
  readonly counted: Temporal.PlainDate | undefined;
  /** the Monday they are compared with */
  readonly compared: Temporal.PlainDate | undefined;
  readonly coverage: Coverage;
  /** by organisation, for operators alone */
  readonly support: readonly SupportOver[];
  readonly stages: Awaited<ReturnType<typeof readStages>>;
  /** what the last whole quarter came to; absent where nothing is known of it */
  readonly success: Success | undefined;
}

/** A quarter: what was counted, beside the one before it, and what principals said. */
export interface Success {
  readonly quarter: Quarter;
  readonly figures: Figures | undefined;
  readonly before: Figures | undefined;
  readonly weeks: number;
  /** the Monday from which on it is told what principals said, until it is */
  readonly toldFrom: Temporal.PlainDate | undefined;
  readonly said: (Said & { readonly wins: readonly string[] }) | undefined;
}

/** Reads how the network does from what is counted weekly, or is counted now where that has not happened yet. */
export async function readHealth(context: JoinedContext, features: readonly Feature[]): Promise<Health> {
  const { coalition, now } = context;
  const { newest, before: past } = await newestWeeks(context, coalition);
  const figures = newest?.figures ?? (await countFigures(context, features, coalition.id));
  const since = now.subtract({ hours: 24 * 7 * limits.trendWeeks });
  return {
    ...signalsOf(figures, past?.figures),
    counted: newest?.monday,
    compared: past?.monday,
    coverage: await readCoverage(context, coalition.id, since),
    support: hasRole(context, 'operator') ? await readSupport(context, features, coalition.id) : [],
    stages: await readStages(context, coalition.id, since),
    success: await readSuccess(context, newest),
  };
}

async function readSuccess(context: JoinedContext, newest: Week | undefined): Promise<Success | undefined> {
  const { id, zone } = context.coalition;
  const quarter = before(quarterOf(localDate(context.now, zone)));
  const counted = await quarterFigures(context, id, quarter);
  // Read after every answer, the middle of few would tell what the last one was.
  const told = toldFrom(quarter);
  const isTold = newest !== undefined && Temporal.PlainDate.compare(newest.monday, told) >= 0;
  const middle = isTold ? newest.said : undefined;
  const said = middle && { ...middle, wins: await winsOf(context, id, quarter, middle) };
  if (!counted && !said) return undefined;
  const earlier = await quarterFigures(context, id, before(quarter));
  return {
    ...{ quarter, said, toldFrom: isTold ? undefined : told, weeks: counted?.weeks ?? 0 },
    ...{ figures: counted?.figures, before: earlier?.figures },
  };
}
