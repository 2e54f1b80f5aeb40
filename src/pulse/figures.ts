import type { Act, CoalitionSince, Figures } from '#directory/index.ts';
import { isUnsaid, pastPulses } from './find.ts';
import { readThemes } from './results.ts';

/** Pulses are weekly: so many hold a quarter. */
const quarter = 13;

/**
 * How many were asked by the pulses that closed since then, and about how many of them answered, as far as that was told; what
 * percent agreed about the purpose when that was last asked and told; and what was said about it all.
 */
export async function countPulses(act: Act, { coalitionId, since }: CoalitionSince): Promise<Figures> {
  const told = (await pastPulses(act, coalitionId, quarter)).filter(
    ({ closesAt, participation }) => participation !== null && Temporal.Instant.compare(closesAt, since) > 0,
  );
  const sum = (of: (one: (typeof told)[number]) => number) => told.reduce((all, one) => all + of(one), 0);
  const { shares } = await readThemes(act, coalitionId);
  const purpose = shares.get('purpose')?.findLast((share) => share !== null);
  return {
    pulseAsked: sum(({ asked }) => asked),
    // In the steps that everybody was told it in.
    pulseAnswered: sum(({ asked, participation }) => Math.round((asked * (participation ?? 0)) / 100)),
    pulsesClosed: told.length,
    pulsesAnsweredFor: told.filter((one) => !isUnsaid(one)).length,
    ...(typeof purpose === 'number' && { purposeAgreed: Math.round(purpose * 100) }),
  };
}
