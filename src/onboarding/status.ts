import { and, asc, eq, isNotNull } from 'drizzle-orm';
import { button } from '#chat/index.ts';
import { channelUses, type JoinedContext, type Remark, type Space, tables } from '#directory/index.ts';
import { coalitionButtons } from './buttons.ts';
import { spacesOf } from './checklist.ts';
import { mayKeep } from './keep-space.ts';
import { channelBad } from './messages.ts';
import { keepButton } from './space-messages.ts';
import { spaceWords } from './space-words.ts';
import { words } from './words.ts';

/**
 * What operators should know: Weft cannot post where introductions, actions or the pulse belong, was taken out of a space,
 * or one of them is taking a space out.
 */
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
  for (const space of await goingSpaces(context)) {
    const { leavingAt, dropAt } = space;
    const out = button(coalitionButtons.out, spaceWords[language].outButton(space.name), space.id);
    if (mayKeep(context, space) && leavingAt !== null)
      remarks.push({
        ...{
          text: spaceWords[language].leaving(space.name, leavingAt),
          buttons: [keepButton(language, space)],
        },
      });
    else if (leavingAt === null && dropAt !== null)
      remarks.push({ text: spaceWords[language].gone(space.name, dropAt), buttons: [out] });
  }
  return remarks;
}

/** The spaces that are being taken out, or that Weft was taken out of, whose time runs. */
async function goingSpaces({ tx, coalition }: JoinedContext): Promise<readonly Space[]> {
  const { binding, space } = tables;
  const rows = await tx
    .select({ space })
    .from(binding)
    .innerJoin(space, eq(space.id, binding.spaceId))
    .where(and(eq(binding.coalitionId, coalition.id), isNotNull(space.dropAt)))
    .orderBy(asc(space.name));
  return rows.map((row) => row.space);
}
