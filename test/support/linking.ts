import { type Row, since } from './dump.ts';

/** What an attacker has of one pulse, and what they would like to know, by which their guesses are counted. */
export interface Loot {
  /** a backup from before the close */
  readonly before: readonly Row[];
  /** everything after it, log and metrics included */
  readonly after: readonly Row[];
  /** every word by which a row names a person, and which person */
  readonly names: ReadonlyMap<string, string>;
  /** people in the order in which they answered, as a platform could tell it; empty where nobody told */
  readonly order: readonly string[];
  /** whose answer a row holds */
  readonly truth: (row: Row) => string | undefined;
}

/**
 * What chance finds, and three standard deviations: of n people laid in any order beside their n answers one stands
 * right, with a standard deviation of one, whatever n is.
 */
export const chance = 1 + 3 * 1;

/**
 * Of how many people the attacker finds the answer, by whatever way served best when they rehearsed on another pulse:
 * the best of thousands of ways on the pulse itself would be lucky. Of several rehearsals the least lucky counts, since
 * chance alone passes three standard deviations once in 270 times, and what leads to people does after each of them.
 */
export function attack(
  rehearsals: readonly Loot[],
  real: Loot,
): { readonly way: string; readonly right: number } {
  const ways = waysOf(real);
  const tries = rehearsals.map((rehearsal) => {
    const [[way] = ['none']] = [...waysOf(rehearsal)].sort(([, a], [, b]) => b - a);
    return { way, right: ways.get(way) ?? 0 };
  });
  const [least] = tries.sort((a, b) => a.right - b.right);
  if (!least) throw new Error('an attacker rehearses');
  return least;
}

/** How often each way of guessing is right: rows in any order laid beside rows in any order, and near transactions. */
function waysOf(loot: Loot): ReadonlyMap<string, number> {
  const { after, before, truth } = loot;
  const ways = new Map<string, number>();
  const answers = [...ordersOf(after.filter((row) => truth(row) !== undefined))].flatMap(([name, rows]) => {
    const people = rows.map((row) => truth(row) ?? '');
    return [[name, people] as const, [`${name} backwards`, people.toReversed()] as const];
  });
  for (const [from, people] of peopleOf(loot))
    for (const [to, whose] of answers) ways.set(`${from} to ${to}`, matches(people, whose));
  for (const [table, rows] of byTable([...before, ...after].filter((row) => namedIn(loot.names, row))))
    ways.set(`${table} by transaction`, nearest(loot, rows));
  return ways;
}

/** People in every order that any table has them in, and in those that the order of answering gives to a backup. */
function peopleOf({ before, after, names, order }: Loot): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, readonly string[]>([['order of answering', order]]);
  const naming = (label: string, rows: readonly Row[]) => {
    for (const [name, some] of ordersOf(rows.filter((row) => namedIn(names, row)))) {
      const people = new Set(some.map((row) => namedIn(names, row) ?? ''));
      all.set(`${label} ${name}`, [...people]);
    }
  };
  naming('backup', before);
  naming('rows', after);
  naming('since the backup', since(before, after));
  // A table with one row for each answer: whoever knows when people answered knows whose row is whose.
  for (const rows of byTable(before).values()) {
    if (rows.length !== order.length) continue;
    const whose = new Map(sorted(rows, ({ xmin }) => xmin).map((row, at) => [row, order[at] ?? '']));
    for (const [name, some] of ordersOf(rows)) {
      const people = some.map((row) => whose.get(row) ?? '');
      all.set(`one for each in ${name}`, people);
    }
  }
  return all;
}

/** Rows of each table by where they lie, by transaction, by length, and by each of their columns: ids and moments are some. */
function ordersOf(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const all = new Map<string, readonly Row[]>();
  for (const [table, some] of byTable(rows)) {
    const keys: Record<string, (row: Row) => string | number> = {
      ctid: ({ place }) => place,
      xmin: ({ xmin }) => xmin,
      xmax: ({ xmax }) => xmax,
      length: ({ text }) => text.length,
    };
    for (const column of Object.keys(some[0]?.columns ?? {}))
      keys[column] = ({ columns }) => keyOf(columns[column]);
    for (const [name, key] of Object.entries(keys)) all.set(`${table} by ${name}`, sorted(some, key));
  }
  return all;
}

function keyOf(value: unknown): string | number {
  if (typeof value === 'number' || typeof value === 'string') return value;
  return JSON.stringify(value) ?? '';
}

function sorted(rows: readonly Row[], key: (row: Row) => string | number): readonly Row[] {
  return rows
    .map((row) => ({ row, key: key(row) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.row.place - b.row.place))
    .map(({ row }) => row);
}

/** The pulse's own id is in the name of its partition. */
function byTable(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  return Map.groupBy(rows, ({ table }) => table.replace(/[0-9a-f]{32}$/, '…'));
}

/** The first person that a row names. */
function namedIn(names: Loot['names'], { text }: Row): string | undefined {
  for (const [word] of text.matchAll(/[0-9A-Za-z-]+/g)) {
    const person = names.get(word);
    if (person !== undefined) return person;
  }
  return undefined;
}

/** How many are right when the one list is laid beside the other, the shorter stretched. */
function matches(people: readonly string[], whose: readonly string[]): number {
  const share = whose.length / Math.max(people.length, 1);
  return people.filter((person, at) => whose[Math.floor(at * share)] === person).length;
}

/** How many are right when each is given the first answer of the same transaction, or of the next that has one. */
function nearest({ after, names, truth }: Loot, rows: readonly Row[]): number {
  const answers = sorted(
    after.filter((row) => truth(row) !== undefined),
    ({ xmin }) => xmin,
  );
  const people = new Map(
    sorted(rows, ({ xmin }) => xmin).map((row) => [namedIn(names, row) ?? '', row.xmin]),
  );
  return [...people].filter(([person, xmin]) => {
    const guess = answers.find((row) => row.xmin >= xmin);
    return guess && truth(guess) === person;
  }).length;
}

/** People taken for such as answered, and how they were found. */
interface Suspects {
  readonly way: string;
  readonly people: ReadonlySet<string>;
}

/**
 * Who may have answered, as rows written since the pulse opened tell: those whom they name, and those named in the
 * transaction nearest to a row that names nobody, which an answer leaves.
 */
export function suspects(
  opened: readonly Row[],
  before: readonly Row[],
  names: Loot['names'],
): readonly Suspects[] {
  const fresh = since(opened, before);
  const naming = byTable(fresh.filter((row) => namedIn(names, row)));
  const isOfDatabase = ({ xmin }: Row) => xmin > 0;
  const nameless = byTable(fresh.filter((row) => isOfDatabase(row) && !namedIn(names, row)));
  const found = [...naming].map(([table, rows]) => ({
    way: `named in ${table}`,
    people: new Set(rows.map((row) => namedIn(names, row) ?? '')),
  }));
  for (const [table, rows] of nameless) {
    for (const [beside, others] of naming) {
      const told = sorted(others.filter(isOfDatabase), ({ xmin }) => xmin);
      const earlier = rows.flatMap((row) => told.findLast(({ xmin }) => xmin <= row.xmin) ?? []);
      const later = rows.flatMap((row) => told.find(({ xmin }) => xmin >= row.xmin) ?? []);
      for (const [when, near] of [['before', earlier] as const, ['after', later] as const]) {
        const people = new Set(near.map((row) => namedIn(names, row) ?? ''));
        found.push({ way: `in ${beside} just ${when} a row of ${table}`, people });
      }
    }
  }
  return found;
}

/** What chance finds when so many of all are suspected and so many answered, and three standard deviations. */
export function chanceOfSuspects(suspected: number, answered: number, all: number): number {
  const share = answered / all;
  const spread = all < 2 ? 0 : (suspected * share * (1 - share) * (all - suspected)) / (all - 1);
  return suspected * share + 3 * Math.sqrt(spread);
}
