import { button } from '#chat/index.ts';
import { channelUses, type JoinedContext, type Remark } from '#directory/index.ts';
import { coalitionButtons } from './buttons.ts';
import { spacesOf } from './checklist.ts';
import { channelBad } from './messages.ts';
import { words } from './words.ts';

/** What operators should know: Weft cannot post where introductions, actions or the pulse belong. */
export async function readStatus(context: JoinedContext): Promise<readonly Remark[]> {
  const { tx, coalition, language } = context;
  const say = words[language];
  const remarks: Remark[] = [];
  const look = button(coalitionButtons.checklist, say.openers.check);
  for (const { space, channels } of await spacesOf(tx, coalition.id)) {
    for (const use of channelUses) {
      const channel = channels[use];
      if (channel?.canPost !== false) continue;
      remarks.push({ text: channelBad(language, use, space.name, channel.obstacle), buttons: [look] });
    }
  }
  return remarks;
}
