/**
 * A database as after months of use, written with a few set-based statements: one coalition of many people, and rows
 * of every kind that Weft's queries meet, mostly ended. The same numbers give the same rows.
 */
import pg from 'pg';
import { coalitionId, history, people, words } from './fill-sql.ts';
import { sealed, together } from './fill-sql-together.ts';

export interface Filled {
  readonly coalitionId: string;
  readonly slack: string;
  readonly discord: string;
  /** the platform's ids of people, in the order in which they joined; the first holds every role */
  readonly accounts: { readonly slack: readonly string[]; readonly discord: readonly string[] };
}

export interface FillOptions {
  readonly people: number;
  /** deliveries, and as many things that came in; 0 leaves them, introductions and what people do together out */
  readonly rows: number;
  readonly now: Temporal.Instant;
  /** the platforms' ids; made up unless given. Who is last in the list has the account on Discord. */
  readonly accounts?: Filled['accounts'];
  readonly tenants?: { readonly slack: string; readonly discord: string };
}

/** Fills a fresh, migrated database, vacuums and analyses it. */
export async function fill(url: string, options: FillOptions): Promise<Filled> {
  const { slack = 'T0BENCH', discord = '100000000000000001' } = options.tenants ?? {};
  const accounts = options.accounts ?? madeUp(options.people);
  const client = new pg.Client({ connectionString: url, options: '-c TimeZone=UTC' });
  await client.connect();
  try {
    await client.query(words);
    await run(client, people, {
      people: options.people,
      now: options.now.toString(),
      slack,
      discord,
      slackAccounts: accounts.slack,
      discordAccounts: accounts.discord,
    });
    if (options.rows > 0) {
      const counts = { people: options.people, rows: options.rows, now: options.now.toString() };
      await run(client, history, { ...counts, slack, discord });
      await run(client, together, counts);
      await run(client, sealed, {});
    }
    await client.query('vacuum (analyze)');
  } finally {
    await client.end();
  }
  return { coalitionId, slack, discord, accounts };
}

/** Runs statements one by one; `:name` stands for a value. */
async function run(
  client: pg.Client,
  statements: readonly string[],
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  for (const statement of statements) {
    const given: unknown[] = [];
    const text = statement.replace(/(?<!:):([a-z]+)\b/gi, (_, name: string) => {
      given.push(values[name]);
      return `$${given.length}`;
    });
    await client.query(text, given);
  }
}

/** Everybody is on Slack, and every tenth on Discord too. */
function madeUp(count: number): Filled['accounts'] {
  const slack = slackAccounts(count);
  const discord = Array.from({ length: Math.ceil(count / 10) }, (_, i) =>
    String(200_000_000_000_000_000n + BigInt(i)),
  );
  return { slack, discord };
}

/** So many ids as Slack makes them. */
export const slackAccounts = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `U${String(i + 1).padStart(9, '0')}`);
