/**
 * Status: what an operator should know now, most urgent first, each with what to do.
 *
 * `/weft status show` → "2 things need an operator." and the two, then database, platforms and spaces.
 */
import { and, eq, isNotNull } from 'drizzle-orm';
import {
  type Block,
  button,
  buttons,
  chatWords,
  declareButtons,
  facts,
  items,
  literal,
  type Message,
  message,
  moment,
  type PlatformName,
  paragraph,
  platformTitles,
  Refusal,
} from '#chat/index.ts';
import { brokenSpaces, deliveryOf, endedBadly, resend } from '#delivery/index.ts';
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
import { outagesSince, retryStuck, stuck, stuckKind } from '#schedule/index.ts';
import { brokenKind } from './broken.ts';
import { words } from './words.ts';

export { tellBroken } from './broken.ts';

const statusButtons = declareButtons('status', 'resend', 'retry');

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
  const remarks: Remark[] = [...(await ownRemarks(context))];
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

const titleOf = (platform: string): string => platformTitles[platform as PlatformName] ?? platform;

async function ownRemarks(context: JoinedContext): Promise<readonly Remark[]> {
  const say = words[context.language];
  const coalitionId = context.coalition.id;
  const since = context.now.subtract({ hours: 7 * 24 });
  const ended = await endedBadly(context.tx, coalitionId, since);
  const outages = await outagesSince(context.tx, since);
  const uncertain = ended.filter((row) => row.state === 'uncertain');
  const others = Map.groupBy(
    ended.filter((row) => row.state !== 'uncertain' && row.code !== 'muted' && row.code !== 'left'),
    (row) => `${row.kind}\n${row.state}\n${row.code ?? ''}`,
  );
  const channels = await context.tx
    .select({ channel: tables.spaceChannel, space: tables.space })
    .from(tables.spaceChannel)
    .innerJoin(tables.space, eq(tables.space.id, tables.spaceChannel.spaceId))
    .where(and(eq(tables.spaceChannel.coalitionId, coalitionId), isNotNull(tables.spaceChannel.obstacle)));
  const tenants = await context.tx
    .select({ platform: tables.space.platform, tenant: tables.space.tenant, name: tables.space.name })
    .from(tables.space)
    .innerJoin(tables.binding, eq(tables.binding.spaceId, tables.space.id))
    .where(eq(tables.binding.coalitionId, coalitionId));
  const broken = (await brokenSpaces(context.tx)).flatMap((one) =>
    tenants
      .filter(
        ({ platform, tenant }) => platform === one.platform && (one.tenant === '' || tenant === one.tenant),
      )
      .map(({ name }) => ({ ...one, name })),
  );
  return [
    ...broken.map(({ name, platform, code, until }) => ({
      text: say.broken(name, platform, code, [moment(until, 'relative')]),
    })),
    ...uncertain.slice(-mostShown).map((row) => ({
      text: say.uncertain(row.kind, tenants.find((one) => isOf(one, row))?.name),
      buttons: [button(statusButtons.resend, say.resend, row.id)],
    })),
    ...(uncertain.length > mostShown ? [{ text: say.moreUncertain(uncertain.length - mostShown) }] : []),
    ...channels.map(({ channel, space }) => ({
      text: say.channelBad(channel.name ?? channel.use, space.name, channel.obstacle ?? ''),
    })),
    ...[...Map.groupBy(await stuck(context.tx, coalitionId), (one) => one.name)].map(([name, rows]) => ({
      text: say.stuck(name, rows.length),
      buttons: rows.slice(0, 1).map((row) => button(statusButtons.retry, say.retry, row.rowId)),
    })),
    ...outages.map(({ beganAt, endedAt }) => ({
      text: say.outage(
        [moment(beganAt)],
        [moment(endedAt)],
        ended.filter((row) => row.state === 'expired' && isWithin(row.expiresAt, beganAt, endedAt)).length,
      ),
    })),
    ...[...others].map(([key, rows]) => {
      const [kind = '', state = '', code = ''] = key.split('\n');
      return { text: say.ended(kind, state, code, rows.length) };
    }),
  ];
}

/** More of a kind than this would leave no room for anything else. */
const mostShown = 5;

const isOf = (
  space: { platform: string; tenant: string },
  row: { platform: string | null; tenant: string | null },
) => space.platform === row.platform && space.tenant === row.tenant;

const isWithin = (at: Temporal.Instant, from: Temporal.Instant, to: Temporal.Instant): boolean =>
  Temporal.Instant.compare(from, at) < 0 && Temporal.Instant.compare(at, to) <= 0;
