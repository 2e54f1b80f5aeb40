import { and, asc, eq, inArray } from 'drizzle-orm';
import { type Act, type RoleName, tables } from '#directory/index.ts';
import type { Theme } from './bank.ts';
import { type Comments, readComments } from './comments.ts';
import { type Pulse, pastPulses } from './find.ts';
import { type Band, bandsInOrder } from './release.ts';
import { roleOf } from './segments.ts';
import { type AskedQuestion, released } from './tables.ts';

/** What was told of one question, for everyone or one hub. */
export interface Result {
  readonly question: AskedQuestion;
  /** where there were few answers: the band of the median alone */
  readonly median: Band | undefined;
  readonly counts: readonly { readonly bands: readonly Band[]; readonly count: number }[];
}

/** Everything that was told of one pulse. */
export interface Results {
  readonly pulse: Pulse;
  readonly results: readonly Result[];
  readonly comments: Comments;
  /** whether a hub or a role was told apart */
  readonly hasSlices: boolean;
}

/** What was told of one hub or role. */
export interface Slice {
  readonly of:
    | { readonly kind: 'hub'; readonly name: string }
    | { readonly kind: 'role'; readonly role: RoleName };
  readonly results: readonly Result[];
}

/** How the share of high answers went in each theme, from what was told. */
export interface Themes {
  /** when each pulse closed, the oldest first */
  readonly closedAt: readonly Temporal.Instant[];
  /** a share for each of them, 0 to 1; null where the theme was not asked about, or high was not told apart */
  readonly shares: ReadonlyMap<Theme, readonly (number | null)[]>;
}

/** What was told of a pulse for everyone. */
export async function readResults(act: Act, row: Pulse): Promise<Results> {
  const rows = await rowsFor(act, [row]);
  return {
    pulse: row,
    results: resultsIn(row, rows, null),
    comments: await readComments(act, row.id),
    hasSlices: rows.some(({ segmentId }) => segmentId !== null),
  };
}

/** What was told of single hubs, by name, and of roles. */
export async function readSlices(act: Act, row: Pulse): Promise<readonly Slice[]> {
  const rows = await rowsFor(act, [row]);
  const ids = [...new Set(rows.flatMap(({ segmentId }) => segmentId ?? []))];
  if (ids.length === 0) return [];
  const hubs = await act.tx
    .select({ id: tables.hub.id, name: tables.hub.name })
    .from(tables.hub)
    .where(
      and(
        eq(tables.hub.coalitionId, row.coalitionId),
        inArray(tables.hub.id, ids),
        eq(tables.hub.listed, true),
      ),
    )
    .orderBy(asc(tables.hub.name));
  const of = (id: string) => resultsIn(row, rows, id);
  const roles = ids.flatMap((id) => {
    const role = roleOf(id);
    return role ? [{ of: { kind: 'role' as const, role }, results: of(id) }] : [];
  });
  return [...hubs.map(({ id, name }) => ({ of: { kind: 'hub' as const, name }, results: of(id) })), ...roles];
}

/** Pulses a trend goes back. */
const weeks = 12;

/** Of each theme that was asked about, how it went in the last pulses that closed. */
export async function readThemes(act: Act, coalitionId: string): Promise<Themes> {
  const pulses = (await pastPulses(act, coalitionId, weeks))
    .filter(({ state }) => state === 'closed')
    .reverse();
  const rows = await rowsFor(act, pulses);
  const shares = new Map<Theme, (number | null)[]>();
  for (const [at, one] of pulses.entries()) {
    for (const { question, counts } of resultsIn(one, rows, null)) {
      const line = shares.get(question.theme) ?? pulses.map(() => null);
      line[at] = shareOfHigh(counts);
      shares.set(question.theme, line);
    }
  }
  const known = [...shares].filter(([, line]) => line.some((share) => share !== null));
  return { closedAt: pulses.map(({ closesAt }) => closesAt), shares: new Map(known) };
}

function shareOfHigh(counts: Result['counts']): number | null {
  const high = counts.find(({ bands }) => bands.length === 1 && bands[0] === 'high')?.count;
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  return high === undefined || all === 0 ? null : high / all;
}

/** All that was told of some pulses of one coalition. */
async function rowsFor(act: Act, pulses: readonly Pulse[]) {
  const [first] = pulses;
  if (!first) return [];
  const ids = pulses.map(({ id }) => id);
  return await act.tx
    .select()
    .from(released)
    .where(and(inArray(released.pulseId, ids), eq(released.coalitionId, first.coalitionId)));
}

const placeOf = ({ bands: [first] }: { readonly bands: readonly Band[] }) =>
  bandsInOrder.indexOf(first ?? 'low');

/** What these rows tell of one pulse, for one segment or, with null, for everyone. */
function resultsIn(
  row: Pulse,
  rows: Awaited<ReturnType<typeof rowsFor>>,
  segmentId: string | null,
): readonly Result[] {
  const own = rows.filter((one) => one.pulseId === row.id && one.segmentId === segmentId);
  return row.questions.map((question, at) => {
    const mine = own.filter((one) => one.question === at);
    const told = mine
      .map((one) => ({ bands: one.bands.split(' ') as Band[], count: one.count }))
      .sort((a, b) => placeOf(a) - placeOf(b));
    return {
      question,
      median: told.find(({ count }) => count === null)?.bands[0],
      counts: told.flatMap(({ bands, count }) => (count === null ? [] : [{ bands, count }])),
    };
  });
}
