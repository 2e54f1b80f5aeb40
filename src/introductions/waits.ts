import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { type Button, text, typed } from '#chat/index.ts';
import { type JoinedContext, type Remark, tables, type Waiting } from '#directory/index.ts';
import { aloneButtons, claimButtons, followButtons, offerButtons } from './messages.ts';
import { isWaiting, myAsks, myIntroductions } from './mine.ts';
import { readQueue } from './queue.ts';
import { ask } from './tables.ts';
import { claimsOn } from './ties.ts';
import { words } from './words.ts';

/** What waits for a person here: offers, follow-ups, asks they may take further, and people who say they know them. */
export async function waits(context: JoinedContext): Promise<readonly Waiting[]> {
  const say = words[context.language];
  const waiting: Waiting[] = [];
  for (const mine of await myIntroductions(context)) {
    const { introduction: one, follow, other } = mine;
    if (isWaiting(mine, context.now)) {
      const buttons = offerButtons(one, mine.side.id, context.language);
      waiting.push({
        text: say.waitsOffer(other, one.lapsesAt ?? context.now),
        buttons,
        since: one.offeredAt,
      });
    }
    if (one.state === 'introduced' && follow && follow.answer === null && !other.gone) {
      const buttons = followButtons(follow.id, context.language);
      waiting.push({ text: say.waitsFollow(other), buttons, since: follow.askedAt });
    }
  }
  for (const { ask: one, mayGoAlone } of await myAsks(context)) {
    if (!mayGoAlone || one.aloneAt === null) continue;
    waiting.push({
      text: say.waitsAlone(one.words),
      buttons: aloneButtons(one.id, context.language),
      since: one.aloneAt,
    });
  }
  for (const { id, by, saidAt } of await claimsOn(context)) {
    const buttons: readonly Button[] = claimButtons(id, context.language);
    waiting.push({ text: say.waitsClaim(by), buttons, since: saidAt });
  }
  return waiting;
}

/** What an operator should know: how long the queue is, which asks nobody answered, and whether there is a weaver. */
export async function status(context: JoinedContext): Promise<readonly Remark[]> {
  const say = words[context.language];
  const { coalition } = context;
  const queue = (await readQueue(context, coalition.id)).length;
  const unanswered = await context.tx.$count(
    ask,
    and(eq(ask.coalitionId, coalition.id), eq(ask.state, 'open'), isNotNull(ask.aloneAt)),
  );
  const weavers = await countWeavers(context);
  return [
    ...(weavers === 0 ? [{ text: text`${say.noWeaver} ${typed('role grant')}` }] : []),
    ...(queue > 0 ? [{ text: say.statusQueue(queue) }] : []),
    ...(unanswered > 0 ? [{ text: say.statusAsks(unanswered) }] : []),
  ];
}

/** How many weave, for the whole coalition or a hub. */
async function countWeavers({ tx, coalition }: JoinedContext): Promise<number> {
  const { role, person } = tables;
  const isHere = sql`exists (select 1 from ${person} p where p.id = ${role.personId} and p.left_at is null)`;
  return await tx.$count(role, and(eq(role.coalitionId, coalition.id), eq(role.role, 'weaver'), isHere));
}
