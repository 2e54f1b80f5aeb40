/**
 * Closing a pulse of 14,000 answers: the due work of the product (src/pulse/close.ts) in a process of its own, beside a
 * process that only reads the same rows and opens them with node:crypto. Both tell how long it took, how much memory they
 * had resident at most above what they had idle, and for how long at a time their event loop heard nothing.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { keyStore } from '#pulse/index.ts';
import { makeKeys, type Place, sealedBytes, sealSheet, tagOf } from '#pulse/seal.ts';
import { sheetOf } from '#pulse/sheet.ts';
import { type Line, median, megabytes, ms } from './figures.ts';
import { fill } from './fill.ts';
import { coalitionId } from './fill-sql.ts';
import { start } from './program.ts';
import type { PulseFigures } from './pulse-side.ts';
import { ask, type BenchServer } from './server.ts';

const answers = 14_000;
const closesAt = '2027-05-14T15:00:00Z';

export async function pulse(server: BenchServer, { rounds = 5 }: { rounds?: number } = {}): Promise<Line[]> {
  const url = await server.database('pulse');
  await fill(url, { people: answers, rows: 0, now: Temporal.Instant.from('2027-05-01T15:00:00Z') });
  const keys = mkdtempSync(join(tmpdir(), 'weft-bench-keys-'));
  const [weft, bare]: [PulseFigures[], PulseFigures[]] = [[], []];
  let sealing = 0;
  try {
    for (let round = 1; round <= rounds; round += 1) {
      console.error(`pulse: round ${round} of ${rounds}`);
      const id = randomUUID();
      sealing = await open(url, keys, id, round);
      const env = { DATABASE_URL: url, PULSE: id, KEYS: keys, CLOSES_AT: closesAt };
      bare.push(await measure('bare-pulse.ts', env));
      weft.push(await measure('pulse-side.ts', env));
      const [row] = await ask<{ state: string; told: number }>(
        url,
        `select state, (select coalesce(sum(count), 0)::int from pulse_released
           where pulse_id = pulse.id and segment_id is null and question = 0) as told from pulse where id = $1`,
        [id],
      );
      if (row?.state !== 'closed' || row.told !== answers)
        throw new Error(`not all was counted: ${JSON.stringify(row)}`);
    }
  } finally {
    rmSync(keys, { recursive: true, force: true });
  }
  const of = (all: readonly PulseFigures[], what: keyof PulseFigures) => median(all.map((one) => one[what]));
  const [took, took0] = [of(weft, 'closeMs'), of(bare, 'closeMs')];
  const [above, above0] = [of(weft, 'aboveIdle'), of(bare, 'aboveIdle')];
  return [
    {
      what: `a pulse of ${answers} answers read, opened, shuffled, tallied, released (${rounds} rounds, ${availableParallelism()} cores)`,
      ...{ weft: ms(took), baseline: ms(took0), ratio: took / 1000, goal: { most: 5 }, unit: 's' },
    },
    {
      what: '  beside reading and opening with node:crypto alone',
      weft: '',
      baseline: '',
      ratio: took / took0,
    },
    {
      what: '  of it until the database answers',
      weft: ms(of(weft, 'databaseMs')),
      baseline: ms(of(bare, 'databaseMs')),
    },
    {
      what: `  memory at its peak, above ${megabytes(of(weft, 'idle'))} when idle`,
      ...{ weft: megabytes(above), baseline: megabytes(above0), ratio: above / 2 ** 20 },
      ...{ goal: { most: 200 }, unit: 'MB' },
    },
    {
      what: '  longest time in which the process hears nothing',
      ...{ weft: ms(of(weft, 'deafMs')), baseline: ms(of(bare, 'deafMs')) },
    },
    {
      what: '  keys destroyed, partition dropped, results told',
      weft: ms(of(weft, 'finishMs')),
      baseline: '',
    },
    { what: '  one answer sealed (without storing it)', weft: ms(sealing), baseline: '' },
  ];
}

/** What one process told of itself. */
async function measure(file: string, env: Readonly<Record<string, string>>): Promise<PulseFigures> {
  const guarded = ['--import', './src/guard.mjs', '--expose-gc'];
  await using side = start(`test/bench/${file}`, env, guarded);
  const [, told = ''] = await side.printed(/figures (\{.*\})/);
  return JSON.parse(told) as PulseFigures;
}

/**
 * Everybody has answered a pulse: each answer is sealed as the product does it, and they are stored five hundred at a time,
 * which the product does one by one. Of a coalition this large it would ask a quarter. How long it took to seal one, in ms.
 */
async function open(url: string, keys: string, id: string, number: number): Promise<number> {
  const [pair, tagKey] = [makeKeys(), randomBytes(32)];
  await keyStore(keys).keep(id, { privateKey: pair.privateKey, tagKey });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  let sealing = 0;
  try {
    await client.query(
      `insert into pulse (id, coalition_id, number, state, questions, public_key, opens_at, closes_at, eligible, asked, due_at)
       values ($1, $2, $3, 'open', '[{"id":"purpose-clear","theme":"purpose"},{"id":"load-rest","theme":"load"}]', $4,
         '2027-05-11T15:00Z', $5, $6, $6, $5)`,
      [id, coalitionId, number, pair.publicKey, closesAt, answers],
    );
    await client.query(
      'insert into pulse_roster (pulse_id, person_id, coalition_id) select $1, id, coalition_id from person',
      [id],
    );
    const partition = `pulse_sealed_${id.replaceAll('-', '')}`;
    await client.query(`create table ${partition} (like pulse_sealed including all)`);
    await client.query(`alter table pulse_sealed attach partition ${partition} for values in ('${id}')`);
    const { rows: people } = await client.query<{ id: string; hub: string }>(
      'select person_id as id, hub_id as hub from hub_member',
    );
    for (let from = 0; from < people.length; from += 500) {
      const some = people.slice(from, from + 500);
      const began = performance.now();
      const sealed = some.map((person, index) =>
        sealOf(pair.publicKey, { tagKey, tag: tagOf(tagKey, id, person.id) }, person.hub, from + index),
      );
      sealing += performance.now() - began;
      await client.query(
        'insert into pulse_sealed select $1, tag, sealed from unnest($2::bytea[], $3::bytea[]) as given (tag, sealed)',
        [id, some.map((person) => tagOf(tagKey, id, person.id)), sealed],
      );
    }
    await client.query(`vacuum (analyze) ${partition}`);
    return sealing / people.length;
  } finally {
    await client.end();
  }
}

/** Everybody answers both questions; every third is counted with their hub, every tenth writes a comment. */
function sealOf(publicKey: Uint8Array, place: Place, hub: string, at: number): Buffer {
  const comment =
    at % 10 === 0 ? 'We should hear sooner which hearing comes next. '.repeat(1 + (at % 10)) : '';
  const segment = at % 3 === 0 ? hub : undefined;
  const sealed = sealSheet(
    publicKey,
    place,
    sheetOf({ scores: [1 + (at % 5), 1 + ((at * 7) % 5)], segment, comment }),
  );
  if (sealed.length !== sealedBytes) throw new Error('answers differ in size');
  return sealed;
}
