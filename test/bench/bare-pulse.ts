// Reads the sealed answers of one pulse and opens them with node:crypto alone. What closing one with Weft is compared with.
import { createDecipheriv, createPrivateKey, createPublicKey, diffieHellman, hkdfSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { idleNow, listenToLoop } from './pulse-figures.ts';
import type { PulseFigures } from './pulse-side.ts';

const { DATABASE_URL = '', KEYS = '', PULSE = '' } = process.env;
const spki = Buffer.from('302a300506032b656e032100', 'hex');
const pkcs8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const client = new pg.Client({ connectionString: DATABASE_URL });
await client.connect();
const { rows: pulses } = await client.query<{ key: Buffer }>(
  'select public_key as key from pulse where id = $1',
  [PULSE],
);
const mine = pulses[0]?.key ?? Buffer.alloc(0);
const both = await readFile(join(KEYS, `${PULSE}.key`));
const [raw, tagKey] = [both.subarray(0, 32), both.subarray(32)];
const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8, raw]), format: 'der', type: 'pkcs8' });

const idle = await idleNow();
const loop = listenToLoop();
const began = performance.now();
const { rows } = await client.query<{ tag: Buffer; sealed: Buffer }>(
  'select tag, sealed from pulse_sealed where pulse_id = $1',
  [PULSE],
);
const databaseMs = performance.now() - began;
const counts = [0, 0, 0, 0, 0, 0];
for (const { tag, sealed } of rows) {
  const theirs = sealed.subarray(0, 32);
  const publicKey = createPublicKey({ key: Buffer.concat([spki, theirs]), format: 'der', type: 'spki' });
  const shared = diffieHellman({ privateKey, publicKey });
  const salt = Buffer.concat([theirs, mine, tag]);
  const key = Buffer.from(
    hkdfSync('sha256', Buffer.concat([shared, tagKey]), salt, 'weft pulse answer 1', 32),
  );
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.alloc(12));
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(32, -16)), decipher.final()]);
  counts[plain[0] ?? 0] = (counts[plain[0] ?? 0] ?? 0) + 1;
}
const closeMs = performance.now() - began;
const peak = loop.stop();
if (counts.reduce((sum, count) => sum + count, 0) !== rows.length) throw new Error('not all were counted');
const figures: PulseFigures = {
  ...{ idle, aboveIdle: peak.resident - idle, closeMs, databaseMs, finishMs: 0, deafMs: peak.deafMs },
};
console.log(`figures ${JSON.stringify(figures)}`);
await client.end();
