import { tell, tellMany } from '#delivery/index.ts';
import type { Act } from '#directory/index.ts';
import { called } from './called.ts';
import { copiesOf, keepCopies } from './copies.ts';
import { showTally } from './draw.ts';
import { planEvents, planRefused } from './events.ts';
import type { Day } from './find.ts';
import type { Holding } from './held.ts';
import { roundKind } from './kinds.ts';
import { resultPost, roundPost } from './post-messages.ts';
import { occurrenceOf, type Round, staleAt } from './rounds.ts';
import type { DaySpace } from './spaces.ts';

/** Tells a round to the channels of these spaces; where nothing stands of the day yet, it is what stands there. */
export async function tellChannels(
  act: Act,
  one: Day,
  round: Round,
  spaces: readonly DaySpace[],
  holding: Holding,
): Promise<void> {
  if (spaces.length === 0) return;
  if (round < 0) await planRefused(act, one, spaces, occurrenceOf(one, round));
  const message =
    round > 0
      ? resultPost(one, round, await showTally(act, one), holding, 'en')
      : roundPost(await called(act, one), round, holding, 'en');
  const tellings = spaces.flatMap(({ id: spaceId, channel, zone }) =>
    channel === undefined
      ? []
      : [
          {
            ...{
              coalitionId: one.coalitionId,
              subject: one.id,
              occurrence: occurrenceOf(one, round),
              message,
            },
            ...{ to: { kind: 'channel', spaceId, channel } as const, expiresAt: staleAt(one, round, zone) },
          },
        ],
  );
  const announced = new Set((await copiesOf(act, one)).map(({ spaceId }) => spaceId));
  await tellMany(
    act,
    roundKind,
    tellings.filter(({ to }) => announced.has(to.spaceId)),
  );
  // A space that came, or got its channel, after the announcement: this is the first that stands there.
  for (const telling of tellings.filter(({ to }) => !announced.has(to.spaceId))) {
    const postId = await tell(act, roundKind, telling);
    if (postId === undefined) continue;
    await keepCopies(act, one, [{ spaceId: telling.to.spaceId, postId }]);
    await planEvents(
      act,
      one,
      spaces.filter(({ id }) => id === telling.to.spaceId),
    );
  }
}
