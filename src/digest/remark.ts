import type { JoinedContext, Remark } from '#directory/index.ts';
import { goesTo } from './goes-to.ts';
import { words } from './words.ts';

/** For operators: their digest cannot go into the channel they chose, and comes to them instead. */
export async function remarkChannel(context: JoinedContext): Promise<readonly Remark[]> {
  const { obstacle } = await goesTo(context, context.coalition.id, 'operator');
  return obstacle ? [{ text: words[context.language].channelBad(obstacle.space, obstacle.why) }] : [];
}
