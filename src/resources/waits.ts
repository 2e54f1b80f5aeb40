import { button } from '#chat/index.ts';
import type { JoinedContext, Remark, Waiting } from '#directory/index.ts';
import { shareButtons } from './buttons.ts';
import { isUnanswered, ownListings } from './listing.ts';
import { listing } from './tables.ts';
import { words } from './words.ts';

/** What waits for a person here: offers and needs of theirs that were answered and are still listed. */
export async function waits(context: JoinedContext): Promise<readonly Waiting[]> {
  const say = words[context.language];
  return (await ownListings(context, context.person)).flatMap(({ listing: one, answers, answeredAt }) =>
    answeredAt === null
      ? []
      : [
          {
            text: say.waitsAnswered(one.words, answers),
            buttons: [button(shareButtons.end, say.buttons.endIt, one.id)],
            since: answeredAt,
          },
        ],
  );
}

/** What an operator should know: how many needs nobody has answered for a week. */
export async function status(context: JoinedContext): Promise<readonly Remark[]> {
  const { tx, now, coalition } = context;
  const unanswered = await tx.$count(listing, isUnanswered(coalition.id, now));
  return unanswered === 0 ? [] : [{ text: words[context.language].statusNeeds(unanswered) }];
}
