import { button } from '#chat/index.ts';
import type { JoinedContext, Remark } from '#directory/index.ts';
import { coalitionButtons } from './buttons.ts';
import { spacesOf } from './checklist.ts';
import { channelBad } from './messages.ts';
import { words } from './words.ts';

/** What operators should know: Weft cannot post where introductions belong. */
export async function readStatus(context: JoinedContext): Promise<readonly Remark[]> {
  const { tx, coalition, language } = context;
  const say = words[language];
  const remarks: Remark[] = [];
  for (const { space, channel } of await spacesOf(tx, coalition.id)) {
    if (channel?.canPost !== false) continue;
    const look = button(coalitionButtons.checklist, say.openers.check);
    remarks.push({ text: channelBad(language, space.name, channel.obstacle), buttons: [look] });
  }
  return remarks;
}
