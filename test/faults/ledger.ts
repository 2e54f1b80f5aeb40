import { readPulses } from './ledger-pulses.ts';
import type { Lane } from './sweep-lane.ts';
import type { KnownAddress, Posted } from './sweep-side.ts';

/** One delivery row, as far as it is the same in every run. */
export interface Row {
  readonly id: string;
  /** the channel in which it shows a picture */
  readonly shows: string | null;
  readonly kind: string;
  /** the row it corrects */
  readonly edits: string | null;
  readonly state: string;
  /** kind, recipient and occurrence, without what is drawn anew in every run */
  readonly about: string;
}

/** Everything that must be the same whether Weft was killed or not: what reached people, and what the rows say. */
export interface Ledger {
  readonly posted: readonly Posted[];
  readonly rows: readonly Row[];
  /** how many rows each table holds */
  readonly counts: Readonly<Record<string, number>>;
  /** what became of each pulse, and what of it lies where */
  readonly pulses: readonly string[];
  /** what is not done although it came in or was due */
  readonly undone: readonly string[];
}

// How often something came in, and what was only opened, depends on how often people had to begin again.
const notCounted = ['inbox', 'form', 'pace', 'delivery', 'due_done', 'due_failure', 'outage'];

/**
 * SQL condition: a delivery that Weft carries out or could, because neither its moment nor a breaker keeps it back. One
 * that is to be read back waits for a breaker without a lease.
 */
export const isUnderWay = (now: Temporal.Instant) => `(
  (state = 'sending' and not (lease_owner is null and lease_until > clock_timestamp() + interval '10 s'))
  or (state = 'due' and due_at <= '${now}' and not exists (
    select from pace where key = delivery.gate and code is not null and free_at > clock_timestamp())))`;

/** Reads the books of a lane that is at rest. */
export async function readLedger(lane: Lane): Promise<Ledger> {
  const {
    sql,
    scene: { posted, clock },
  } = lane;
  const rows = await sql<Row>(`
    select row.id::text, row.edits::text, row.kind,
      case when row.effect -> 'message' -> 'blocks' @> '[{"kind": "picture"}]' then row.channel end as shows,
      case when row.state in ('due', 'sending') then 'waits' else row.state end as state,
      row.kind || ' to ' || coalesce(person.name, first.kind || ' ' || first.recipient, row.recipient)
        || ' ' || regexp_replace(row.occurrence, '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', '…', 'g') as about
    from delivery row left join person on person.id = row.person_id left join delivery first on first.id = row.edits
    order by about, row.id`);
  const names = await sql<{ name: string }>(`select relname as name from pg_class
    where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace order by relname`);
  const counted = names.map(({ name }) => name).filter((name) => !notCounted.includes(name));
  const [counts = {}] = await sql<Record<string, number>>(
    `select ${counted.map((name) => `(select count(*)::int from ${name}) as ${name}`).join(', ')}`,
  );
  const undone = await sql<{ what: string }>(`
    select 'came in and is not done' as what from inbox where state = 'received'
    union all select 'failed: ' || name from due_failure
    union all select state || ': ' || kind from delivery where ${isUnderWay(clock.now())}`);
  return {
    posted: posted(),
    rows,
    counts,
    pulses: await readPulses(lane),
    undone: undone.map(({ what }) => what),
  };
}

/** The rows that were under way when the process was killed and that Weft may not read back: they stay uncertain. */
export async function foreseeUncertain({ sql, scene }: Lane): Promise<readonly string[]> {
  const rows = await sql<{ id: string; address: KnownAddress | null; effect: string }>(`
    select id::text, address, coalesce(effect ->> 'kind', '') as effect from delivery where state = 'sending'`);
  return rows
    .filter(({ effect }) => effect !== 'edit')
    .filter(({ address, effect }) => address && !scene.isReadable(address, effect))
    .map(({ id }) => id);
}

/** Whether nothing is wrong with the books. */
export function isBalanced({ lost, doubled, unforeseen, wrong }: Balance): boolean {
  return [lost, doubled, unforeseen, wrong].every((list) => list.length === 0);
}

/** How a lane differs from the run in which nothing happened. */
export interface Balance {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** the rows that stay so */
  readonly uncertain: readonly string[];
  /** uncertain and not foreseen, or the other way round */
  readonly unforeseen: readonly string[];
  /** anything else that is not as it should be */
  readonly wrong: readonly string[];
}

/** What is in the books and was not before. */
export function since(books: Balance, before: Balance): Balance {
  const added = (what: keyof Balance) => difference(books[what], before[what])[0];
  return {
    ...{ lost: added('lost'), doubled: added('doubled'), uncertain: added('uncertain') },
    ...{ unforeseen: added('unforeseen'), wrong: added('wrong') },
  };
}

/** Books in which nothing is written. */
export const empty: Balance = {
  ...{ lost: [], doubled: [], uncertain: [], unforeseen: [], wrong: [] },
};

/** Whose books are compared, and what is known of them beforehand. */
export interface Given {
  readonly lane: Ledger;
  /** of the run in which nothing happened */
  readonly clean: Ledger;
  /** the rows of the lane that stay uncertain */
  readonly foreseen: ReadonlySet<string>;
  /** kinds that follow only when one of another kind is refused; of one that is uncertain nothing follows */
  readonly follows: Readonly<Record<string, readonly string[]>>;
  keyOf(row: Pick<Row, 'id' | 'shows'>): string;
}

/**
 * Compares the books of a lane with those of the run in which nothing happened. What was foreseen to be uncertain, its
 * corrections and what would have followed from it are left out on both sides; it may be there once or not at all.
 */
export function balance({ lane, clean, foreseen, follows, keyOf }: Given): Balance {
  const unsure = lane.rows.filter((row) => foreseen.has(row.id) || foreseen.has(row.edits ?? ''));
  const after = unsure.flatMap(({ kind }) => follows[kind] ?? []);
  const laneOut = [...unsure, ...lane.rows.filter(({ kind }) => after.includes(kind))];
  const cleanOut = [
    ...counterparts(unsure, clean.rows),
    ...clean.rows.filter(({ kind }) => after.includes(kind)),
  ];
  const without = ({ rows, posted }: Ledger, out: readonly Row[]) => {
    const keys = new Set(out.map(keyOf));
    return {
      posted: posted.filter(({ key = '' }) => !keys.has(key)).map(said),
      rows: rows.filter((row) => !out.includes(row)).map(told),
    };
  };
  const mine = without(lane, laneOut);
  const theirs = without(clean, cleanOut);
  const [lost, extra] = difference(theirs.posted, mine.posted);
  const [rowsMissing, rowsExtra] = difference(theirs.rows, mine.rows);
  const [pulsesMissing, pulsesExtra] = difference(clean.pulses, lane.pulses);
  const uncertain = lane.rows.filter(({ state }) => state === 'uncertain');
  const anyway = clean.rows.filter(({ state }) => state === 'uncertain').map(({ about }) => about);
  return {
    lost,
    doubled: [...extra, ...twice(lane, unsure.map(keyOf))],
    uncertain: uncertain.map(({ id }) => id),
    unforeseen: [
      ...uncertain.filter(({ id, about }) => !foreseen.has(id) && !anyway.includes(about)),
      ...lane.rows.filter(({ id, state }) => foreseen.has(id) && state !== 'uncertain'),
    ].map(told),
    wrong: [
      ...lane.undone,
      ...rowsMissing.map((row) => `no row ${row}`),
      ...rowsExtra.map((row) => `a row ${row}`),
      ...pulsesMissing.map((one) => `not ${one}`),
      ...pulsesExtra.map((one) => `but ${one}`),
      ...Object.entries(clean.counts)
        .filter(([name, count]) => lane.counts[name] !== count)
        .map(([name, count]) => `${lane.counts[name]} rows in ${name}, not ${count}`),
    ],
  };
}

/** For each of these rows one of the other run about the same. */
function counterparts(some: readonly Row[], others: readonly Row[]): Row[] {
  const left = [...others];
  return some.flatMap(({ about }) => {
    const at = left.findIndex((other) => other.about === about);
    return at < 0 ? [] : left.splice(at, 1);
  });
}

/** What was sent more than once under one of these keys. */
function twice({ posted }: Ledger, keys: readonly string[]): string[] {
  const sent = posted.filter(({ kind, key }) => kind !== 'correction' && keys.includes(key ?? ''));
  return [...Map.groupBy(sent, ({ kind, key }) => `${kind} ${key}`).values()].flatMap((all) =>
    all.slice(1).map(said),
  );
}

const said = ({ kind, place, words }: Posted) => `${kind} to ${place}: ${words}`;
const told = ({ about, state }: Row) => `${about}: ${state}`;

/** What only the first list has, and what only the second has, each as often as it does. */
function difference(one: readonly string[], two: readonly string[]): [string[], string[]] {
  const left = [...two];
  const only = one.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [only, left];
}
