import { createHash, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { closestLanguage } from '#chat/index.ts';
import { tell, withdraw } from '#delivery/index.ts';
import { type Act, holdersOf, tables } from '#directory/index.ts';
import { type Due, inTurns } from '#schedule/index.ts';
import { newId } from '#store/index.ts';
import { channelsFor } from './channels.ts';
import type { Pulse } from './find.ts';
import { type KeyStore, keysOf } from './keys.ts';
import { openKind, operatorsKind, remindKind, resultsKind, trendKind } from './kinds.ts';
import { noMoreAnswers } from './last-moment.ts';
import { askDidMessage, lostMessage, resultsMessage, trendOnlyMessage } from './messages.ts';
import { dropPartition } from './partition.ts';
import { limits, participation, release, type Told, type Vote } from './release.ts';
import { readResults, readThemes } from './results.ts';
import { sheetOpener } from './seal.ts';
import { segmentsOf } from './segments.ts';
import type { Answers } from './sheet.ts';
import { shuffled } from './shuffle.ts';
import { comment, pulse, released, sealedAnswer } from './tables.ts';

/** Comments in one statement, which has no more than 65,535 values. */
const portion = 5_000;

/** How long a pulse that is over waits for a key that cannot be read, before it is void. */
const patience = { hours: 24 };

/**
 * The close, in two steps of which each may be repeated: what may be told is written in one transaction; then the keys are
 * destroyed, the sealed answers dropped with their pages, and the results told.
 */
export function closeDue(keys: KeyStore): Due {
  return {
    name: 'pulse.close',
    table: pulse,
    id: pulse.id,
    dueAt: pulse.dueAt,
    coalitionId: pulse.coalitionId,
    async carryOut(act, id) {
      const [row] = await act.tx.select().from(pulse).where(eq(pulse.id, id)).for('update');
      if (row?.state === 'open') await tally(act, keys, row);
      else if (row) await finish(act, keys, row);
    },
  };
}

async function tally(act: Act, keys: KeyStore, row: Pulse): Promise<void> {
  await noMoreAnswers(act, row.id);
  await withdraw(act, { subject: row.id, kinds: [openKind, remindKind] });
  const kept = await keysOf(keys, row);
  if (!kept) {
    // There is no other key, and clear text there never was. A folder that is not mounted comes back; a lost key does not.
    // It is the moment planned that counts: after an outage of Weft the folder still gets its hour.
    const planned = row.dueAt ?? act.now;
    const isLost = Temporal.Instant.compare(planned, row.closesAt.add(patience)) >= 0;
    return await next(act, row, isLost ? { state: 'void' } : { dueAt: act.now.add({ hours: 1 }) });
  }
  const sealed = await act.tx
    .select({ tag: sealedAnswer.tag, sealed: sealedAnswer.sealed })
    .from(sealedAnswer)
    .where(eq(sealedAnswer.pulseId, row.id));
  // Too few to show are not even opened; nor others than were opened before, by which the difference would be told.
  const isMany = sealed.length >= limits.answers;
  if (isMany && !(await keys.once(row.id, digestOf(sealed)))) return await next(act, row, { state: 'void' });
  const opener = sheetOpener({ publicKey: row.publicKey, ...kept });
  const opened = isMany ? await inTurns(openAll(opener, sealed)) : [];
  const isEnough = opened.length >= limits.answers;
  kept.privateKey.fill(0);
  kept.tagKey.fill(0);
  await publish(act, row, isEnough ? opened : []);
  const part = isEnough ? participation(opened.length, row.asked) : null;
  await next(act, row, { state: 'tallied', participation: part });
}

/** The second step, unless told otherwise a second later, in a transaction of its own: the first is safe before a key goes. */
async function next(act: Act, row: Pulse, set: Partial<typeof pulse.$inferInsert>): Promise<void> {
  await act.tx
    .update(pulse)
    .set({ dueAt: act.now.add({ seconds: 1 }), ...set })
    .where(eq(pulse.id, row.id));
}

/**
 * The answers in chance order, one by one, because thousands take seconds in which others want their turn; without those
 * that were damaged, copied or put there by whoever can write into the database.
 */
function* openAll(
  open: ReturnType<typeof sheetOpener>,
  sealed: readonly { readonly tag: Uint8Array; readonly sealed: Uint8Array }[],
): Generator<void, readonly Answers[]> {
  const answers: Answers[] = [];
  for (const one of shuffled(sealed)) {
    try {
      answers.push(open(one.tag, one.sealed).open());
    } catch {}
    yield;
  }
  return answers;
}

/** The same for the same answers, in whatever order they lie. */
function digestOf(sealed: readonly { readonly tag: Uint8Array; readonly sealed: Uint8Array }[]): Buffer {
  const hash = createHash('sha256');
  for (const one of sealed.toSorted((a, b) => Buffer.compare(a.tag, b.tag)))
    hash.update(one.tag).update(one.sealed);
  return hash.digest();
}

/** Lines would make room in a channel for one anonymous voice, and are a style of writing. */
const inOneLine = ({ comment }: Answers) => comment.replace(/\s+/g, ' ').trim();

async function publish(act: Act, row: Pulse, answers: readonly Answers[]): Promise<void> {
  const of = { pulseId: row.id, coalitionId: row.coalitionId };
  const segments = await segmentsOf(act, row);
  const rows = row.questions.flatMap((_, question) =>
    rowsOf(release(votesOn(answers, question), row.eligible, segments)).map((one) => ({
      ...of,
      id: newId(act.now),
      question,
      ...one,
    })),
  );
  if (rows.length > 0) await act.tx.insert(released).values(rows);
  const comments = answers.length >= limits.comments ? answers.map(inOneLine) : [];
  const said = shuffled(comments.filter((words) => words !== ''));
  for (let from = 0; from < said.length; from += portion) {
    const some = said.slice(from, from + portion);
    await act.tx.insert(comment).values(some.map((words) => ({ ...of, id: randomUUID(), words })));
  }
}

const votesOn = (answers: readonly Answers[], question: number): readonly Vote[] =>
  answers.flatMap(({ scores, segment }) => {
    const score = scores[question];
    return score === undefined ? [] : [{ score, segment }];
  });

function rowsOf(told: Told) {
  switch (told.kind) {
    case 'too few':
      return [];
    case 'median':
      return [{ segmentId: null, bands: told.band, count: null }];
    case 'counts':
      return [{ id: null, counts: told.counts }, ...told.segments].flatMap(({ id, counts }) =>
        counts.map(({ bands, count }) => ({ segmentId: id, bands: bands.join(' '), count })),
      );
  }
}

async function finish(act: Act, keys: KeyStore, row: Pulse): Promise<void> {
  await keys.destroy(row.id);
  await dropPartition(act, row.id);
  const isVoid = row.state === 'void';
  await act.tx
    .update(pulse)
    .set({ state: isVoid ? 'void' : 'closed', dueAt: null })
    .where(eq(pulse.id, row.id));
  const isTold = row.participation !== null;
  const results = await readResults(act, row);
  const of = { coalitionId: row.coalitionId, subject: row.id };
  const message = isVoid ? lostMessage('en') : resultsMessage(results, 'en');
  const trend = isTold ? await trendOf(act, row.coalitionId) : undefined;
  for (const { spaceId, channel } of await channelsFor(act, row.coalitionId)) {
    const to = { kind: 'channel', spaceId, channel } as const;
    await tell(act, resultsKind, { ...of, to, message });
    // The picture is a message of its own: where one cannot be sent, the words have been.
    if (trend) await tell(act, trendKind, { ...of, to, message: trend });
  }
  // Of what was not told nobody can say what is done about it.
  if (!isVoid && !isTold) return;
  for (const { id, language } of await holdersOf(act.tx, row.coalitionId, 'operator')) {
    const read = closestLanguage(language);
    const asking = isVoid ? lostMessage(read) : askDidMessage(results, read);
    await tell(act, operatorsKind, { ...of, to: { kind: 'person', personId: id }, message: asking });
  }
}

async function trendOf(act: Act, coalitionId: string) {
  const [coalition] = await act.tx
    .select()
    .from(tables.coalition)
    .where(eq(tables.coalition.id, coalitionId));
  return coalition && trendOnlyMessage(await readThemes(act, coalitionId), coalition.zone, 'en');
}
