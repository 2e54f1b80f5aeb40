/**
 * Status: what an operator should know now, most urgent first, each with what to do.
 *
 * `/weft status show` → "2 things need an operator." and the two, then database, platforms and spaces.
 */
import { eq } from 'drizzle-orm';
import {
  type Block,
  buttons,
  chatWords,
  facts,
  items,
  literal,
  type Message,
  message,
  type PlatformName,
  paragraph,
  platformTitles,
  Refusal,
} from '#chat/index.ts';
import { deliveryOf, resend } from '#delivery/index.ts';
import {
  command,
  type Feature,
  handle,
  type JoinedContext,
  joined,
  press,
  type Remark,
  tables,
  writeAudit,
} from '#directory/index.ts';
import { retryStuck, stuckKind } from '#schedule/index.ts';
import { brokenKind } from './broken.ts';
import { statusButtons } from './buttons.ts';
import { deliveriesDigest } from './digest.ts';
import { countDeliveries } from './figures.ts';
import { ownRemarks } from './remark.ts';
import { words } from './words.ts';

export { tellBroken } from './broken.ts';

/** What only the composition root knows. */
export interface Running {
  readonly embedded: boolean;
  readonly platforms: readonly PlatformName[];
}

/** The feature; it shows what every feature has to remark. */
export function createStatus(all: () => readonly Feature[], running: Running): Feature {
  return {
    name: 'status',
    commands: [
      command({
        topic: 'status',
        verb: 'show',
        about: { en: 'What operators should know now' },
        example: 'status show',
        may: 'operator',
        run: async (context) => await showStatus(joined(context), all(), running),
      }),
    ],
    kinds: [brokenKind],
    digest: async (act, reading) => await deliveriesDigest(act, reading, kindsOf(all())),
    figures: countDeliveries,
    presses: handle(statusButtons, {
      resend: press({
        may: 'operator',
        answers: 'private',
        subject: async (db, id) => await deliveryOf(db, id),
        run: async (context, row) => {
          if (!(await resend(context, row.id))) throw new Refusal(literal(chatWords[context.language].stale));
          await writeAudit(context, {
            coalitionId: row.coalitionId,
            personId: context.person?.id,
            act: 'delivery.resent',
            subject: row.id,
          });
          return message(words[context.language].resent);
        },
      }),
      retry: press({
        may: 'operator',
        answers: 'private',
        subject: async (db, id) => await stuckKind(db, id),
        run: async (context, { name, coalitionId }) => {
          if ((await retryStuck(context.tx, name, coalitionId)) === 0)
            throw new Refusal(literal(chatWords[context.language].stale));
          const detail = { kind: name };
          await writeAudit(context, {
            coalitionId,
            personId: context.person?.id,
            act: 'due.retried',
            detail,
          });
          return message(words[context.language].retried);
        },
      }),
    }),
  };
}

async function showStatus(
  context: JoinedContext,
  all: readonly Feature[],
  running: Running,
): Promise<Message> {
  const say = words[context.language];
  const remarks: Remark[] = [...(await ownRemarks(context, kindsOf(all)))];
  for (const feature of all) remarks.push(...((await feature.status?.(context)) ?? []));
  const blocks: Block[] = remarks.flatMap((one) => [paragraph(one.text), buttons(...(one.buttons ?? []))]);
  const spaces = await context.tx
    .select({ space: tables.space })
    .from(tables.space)
    .innerJoin(tables.binding, eq(tables.binding.spaceId, tables.space.id))
    .where(eq(tables.binding.coalitionId, context.coalition.id));
  return message(
    remarks.length === 0 ? say.fine : say.remarks(remarks.length),
    ...blocks,
    facts(
      { label: say.database, value: running.embedded ? say.embedded : say.server },
      {
        label: say.platforms,
        value: say.on(running.platforms.map((name) => platformTitles[name]).join(', ')),
      },
    ),
    items(
      ...spaces.map(({ space }) => say.space(space.name, titleOf(space.platform), space.goneAt !== null)),
    ),
  );
}

const kindsOf = (all: readonly Feature[]) => all.flatMap(({ kinds = [] }) => kinds);

const titleOf = (platform: string): string => platformTitles[platform as PlatformName] ?? platform;
