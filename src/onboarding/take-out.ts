import { and, asc, eq, sql } from 'drizzle-orm';
import { Invalid, type Message, message, paragraph, Refusal } from '#chat/index.ts';
import { tell } from '#delivery/index.ts';
import {
  type Context,
  holdersOf,
  type JoinedContext,
  joined,
  type Space,
  tables,
  writeAudit,
} from '#directory/index.ts';
import { newId, type Tx } from '#store/index.ts';
import { exportSpace } from './export-space.ts';
import { mayKeep } from './keep-space.ts';
import { spaceExportKind } from './space-kinds.ts';
import {
  leavingMessage,
  outMessage,
  spaceExportMessage,
  takenOutMessage,
  thenOut,
} from './space-messages.ts';
import { countIn, isLastSpace, keepsOperator } from './space-people.ts';
import { spaceWords } from './space-words.ts';
import { tellOperators } from './tell-operators.ts';

/** A space behind a button, and the coalition it is bound to. */
export interface SpaceBehind {
  readonly coalitionId: string;
  readonly space: Space;
}

/** The bound space a button is about. */
export async function boundSpaceBehind(db: Tx, id: string): Promise<SpaceBehind | undefined> {
  const { binding, space } = tables;
  const [row] = await db
    .select({ coalitionId: binding.coalitionId, space })
    .from(binding)
    .innerJoin(space, eq(space.id, binding.spaceId))
    .where(eq(binding.spaceId, id));
  return row;
}

/** So many stand below the settings. */
const offered = 5;

/** The spaces an operator can take out: the one they type in, those that Weft was taken out of already, then the others. */
export async function spacesToTakeOut({
  tx,
  coalition,
  space: here,
}: Pick<Context, 'tx' | 'coalition' | 'space'>): Promise<readonly Space[]> {
  if (!coalition) return [];
  const { binding, space } = tables;
  const rows = await tx
    .select({ space })
    .from(binding)
    .innerJoin(space, eq(space.id, binding.spaceId))
    .where(eq(binding.coalitionId, coalition.id))
    .orderBy(
      sql`${space.id} is distinct from ${here?.id ?? null}::uuid, ${space.goneAt} is null`,
      asc(space.name),
    )
    .limit(offered);
  return rows.map((row) => row.space);
}

/** Operators and principals have so long to keep a space that one of them takes out. */
const keptFor = { hours: 72 };

/** What taking a space out would do; of one that is being taken out, how it is kept. */
export async function showOut(context: Context, { space }: SpaceBehind): Promise<Message> {
  const { coalition, language, tx } = joined(context);
  const place = { id: space.id, coalitionId: coalition.id };
  const ends = (await isLastSpace(context, place, 'that stays')) ? coalition.name : undefined;
  if (space.leavingAt !== null) {
    if (!mayKeep(context, space)) throw new Refusal(spaceWords[language].already(space.name));
    return leavingMessage(language, space, { until: space.leavingAt, ends });
  }
  const { spaceChannel } = tables;
  const channels = await tx.$count(spaceChannel, eq(spaceChannel.spaceId, space.id));
  return outMessage(language, {
    ...{ id: space.id, space: space.name, channels, ...(await countIn(context, place)) },
    ends,
    until: space.goneAt === null ? undefined : (space.dropAt ?? undefined),
  });
}

/** Sends an operator what is a space’s own; on Discord, where nobody is written to who did not ask for it, the answer holds it. */
export async function sendExport(context: Context, { space }: SpaceBehind): Promise<Message> {
  const me = joined(context);
  const { coalition, person, language, now } = me;
  const exported = await exportSpace(me, space, { id: space.id, coalitionId: coalition.id });
  const sent = spaceExportMessage(language, space.name, exported);
  // A private answer on Slack holds no files.
  if (me.platform !== 'slack') return thenOut(language, space.id, sent);
  await tell(me, spaceExportKind, {
    ...{ coalitionId: coalition.id, subject: space.id, message: sent },
    // Pressed twice it is sent once.
    occurrence: now.round({ smallestUnit: 'minute', roundingMode: 'floor' }).toString(),
    to: { kind: 'person', personId: person.id },
  });
  return thenOut(language, space.id, message(spaceWords[language].exportSent));
}

/** What an operator reads before they write that they are sure. */
export async function openOut(context: Context, { space }: SpaceBehind) {
  const me = joined(context);
  const say = spaceWords[me.language];
  const isEnd = await refuseOut(me, space);
  const until = await keptUntil(me, space);
  return { intro: isEnd ? say.endsIntro(me.coalition.name, until) : say.sureIntro(space.name, until) };
}

/**
 * Takes a space out of the coalition in three days, or at once where nobody else operates or leads it. Until then the others,
 * who are told now, can keep it; then nothing is sent there any more and `dropDue` does the rest, for its people are many.
 * Refused where no operator would stay, unless it is the last space.
 */
export async function takeOut(context: Context, { space }: SpaceBehind, sure: string): Promise<Message> {
  const me = joined(context);
  const { coalition, person, language, now, tx } = me;
  const say = spaceWords[language];
  if (sure.trim().toLowerCase() !== say.sureWord) throw new Invalid({ sure: say.notSure });
  // Of two operators who take two spaces out at once, the second sees what the first did.
  await tx
    .select({ id: tables.coalition.id })
    .from(tables.coalition)
    .where(eq(tables.coalition.id, coalition.id))
    .for('no key update');
  const isEnd = await refuseOut(me, space);
  const { binding } = tables;
  const isBound = and(eq(binding.spaceId, space.id), eq(binding.coalitionId, coalition.id));
  if ((await tx.$count(binding, isBound)) === 0) throw new Refusal(say.notHere);
  const until = await keptUntil(me, space);
  const leaves = until ?? now;
  await tx
    .update(tables.space)
    .set({ leavingAt: leaves, dropAt: leaves })
    .where(eq(tables.space.id, space.id));
  await writeAudit(me, {
    ...{ coalitionId: coalition.id, personId: person.id, act: 'space.taken out', subject: space.id },
  });
  const ends = isEnd ? coalition.name : undefined;
  if (until === undefined) return await atOnce(me, space, isEnd);
  const of = {
    coalitionId: coalition.id,
    spaceId: space.id,
    occurrence: `out ${newId(now)}`,
    but: person.id,
  };
  await tellOperators(me, { ...of, principals: true }, (read, mayKeep) =>
    takenOutMessage(read, { by: person.name, space, until, ends, mayKeep }),
  );
  return leavingMessage(language, space, { until, ends });
}

/** What is said where nobody else could keep the space. */
async function atOnce(me: JoinedContext, space: Space, isEnd: boolean): Promise<Message> {
  const say = spaceWords[me.language];
  const { name, id: coalitionId } = me.coalition;
  if (isEnd && (await isLastSpace(me, { id: space.id, coalitionId }))) return message(say.endsNow(name));
  return message(say.begun(space.name), isEnd && paragraph(say.endsSoon(name)));
}

/** Until when others can keep a space that is taken out now; undefined where nobody else operates or leads the coalition. */
async function keptUntil(me: JoinedContext, space: Space): Promise<Temporal.Instant | undefined> {
  const { tx, now, coalition, person } = me;
  const operators = await holdersOf(tx, coalition.id, 'operator');
  const principals = await holdersOf(tx, coalition.id, 'principal');
  if ([...operators, ...principals].every(({ id }) => id === person.id)) return undefined;
  const until = now.add(keptFor);
  // Weft was taken out of it, and it goes sooner by itself.
  return space.dropAt !== null && Temporal.Instant.compare(space.dropAt, until) < 0 ? space.dropAt : until;
}

/** Refuses what is under way already, and what would leave nobody to run the coalition; whether it ends with the space. */
async function refuseOut(me: JoinedContext, space: Space): Promise<boolean> {
  const say = spaceWords[me.language];
  const place = { id: space.id, coalitionId: me.coalition.id };
  const [now] = await me.tx.select().from(tables.space).where(eq(tables.space.id, space.id));
  if (now?.leavingAt) throw new Refusal(say.already(space.name));
  if (await isLastSpace(me, place, 'that stays')) return true;
  if (!(await keepsOperator(me, place))) throw new Refusal(say.nobodyLeft(space.name));
  return false;
}
