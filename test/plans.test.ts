import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { fill } from './bench/fill.ts';
import { openFlows } from './bench/flows.ts';
import { type Heard, hearStatements, touchesRows } from './bench/hear.ts';
import { findScans, type Scan } from './bench/plans.ts';
import { testDatabase } from './support/database.ts';

const at = Temporal.Instant.from('2026-06-01T12:00:00Z');

/** Only a server explains what this asks; the embedded database plans as the same PostgreSQL does. */
const onServer = test.runIf(process.env.TEST_STORE !== 'pglite');

onServer(
  'no statement of any command, of the worker or of housekeeping scans a large table',
  { timeout: 300_000 },
  async () => {
    await using database = await testDatabase();
    const url = database.url ?? '';
    const filled = await fill(url, { people: 6_000, rows: 50_000, now: at });
    await using flows = await openFlows(url, filled, at);
    const heard = [];
    for (const [turn, flow] of [...flows.hot, ...flows.everyCommand].entries()) {
      const statements: Heard[] = [];
      const stop = hearStatements((one) => void (touchesRows(one.text) && statements.push(one)));
      await flow.run(turn).finally(stop);
      heard.push({ flow, statements });
    }
    const scans: string[] = [];
    for (const { flow, statements } of heard) {
      expect(statements.length, flow.name).toBeGreaterThan(0);
      const rest = (await findScans(url, statements, flow)).filter((scan) => !isRare(flow.name, scan));
      scans.push(...rest.map((scan) => said(flow.name, scan)));
    }
    expect(scans).toEqual([]);

    // The controls: a condition that no index serves, and a statement of Weft's own without its index.
    const text = `select count(*) from delivery where code = $1`;
    const other = { text, values: ['timeout'], rows: 0, ms: 0 };
    expect((await findScans(url, [other], { everybody: true })).map((scan) => scan.tables)).toEqual([
      ['delivery'],
    ]);
    await database.db.execute(
      sql`drop index delivery_person, delivery_badly, delivery_bundled, delivery_text, delivery_ended`,
    );
    const home = heard.filter(({ flow }) => flow.name === 'home show').flatMap((one) => one.statements);
    expect((await findScans(url, home)).flatMap((scan) => scan.tables)).toContain('delivery');
  },
);

/** An export is asked for once in a while, and reads what is kept for a day, two days and a year. */
const isRare = (name: string, { tables }: Scan) =>
  name === 'privacy export' && tables.every((table) => ['inbox', 'form', 'audit'].includes(table));

const said = (name: string, { tables, statement }: Scan) =>
  `${name} scans ${tables.join(', ')}: ${statement.slice(0, 400)}`;
