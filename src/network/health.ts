import type { Feature, Figures, JoinedContext } from '#directory/index.ts';
import { localDate } from '#time/index.ts';
import { countFigures, newestWeeks } from './count.ts';
import { limits } from './limits.ts';
import { quarterFigures } from './quarter.ts';
import { before, type Quarter, quarterOf } from './quarters.ts';
import { signalsOf } from './signals.ts';
import { readStages } from './standings.ts';
import { middleView } from './view.ts';

/** How the network does. */
export interface Health extends ReturnType<typeof signalsOf> {
  /** the Monday its figures were counted on; absent: now, because no week was counted yet */
  readonly counted: Temporal.PlainDate | undefined;
  /** the Monday they are compared with */
  readonly compared: Temporal.PlainDate | undefined;
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
  readonly said: Awaited<ReturnType<typeof middleView>>;
}

/** Reads how the network does from what is counted weekly, or is counted now where that has not happened yet. */
export async function readHealth(context: JoinedContext, features: readonly Feature[]): Promise<Health> {
  const { coalition, now } = context;
  const { newest, before: past } = await newestWeeks(context, coalition);
  const figures = newest?.figures ?? (await countFigures(context, features, coalition.id));
  return {
    ...signalsOf(figures, past?.figures),
    counted: newest?.monday,
    compared: past?.monday,
    stages: await readStages(context, coalition.id, now.subtract({ hours: 24 * 7 * limits.trendWeeks })),
    success: await readSuccess(context, before(quarterOf(localDate(now, coalition.zone)))),
  };
}

async function readSuccess(context: JoinedContext, quarter: Quarter): Promise<Success | undefined> {
  const { id } = context.coalition;
  const counted = await quarterFigures(context, id, quarter);
  const said = await middleView(context, id, quarter);
  if (!counted && !said) return undefined;
  const earlier = await quarterFigures(context, id, before(quarter));
  return {
    ...{ quarter, said, weeks: counted?.weeks ?? 0 },
    ...{ figures: counted?.figures, before: earlier?.figures },
  };
}
