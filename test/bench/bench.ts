/**
 * The benchmarks by hand: `npm run bench` runs all parts, `npm run bench -- hot outbox` those named. Each part compares
 * Weft with a bare baseline in the same run, one after the other in turns, on a PostgreSQL that commits to disk.
 */
import { cpus, loadavg } from 'node:os';
import { ack } from './ack.ts';
import { announce } from './announce.ts';
import { converge } from './converge.ts';
import { digest } from './digest.ts';
import { type Line, table } from './figures.ts';
import { hot } from './hot.ts';
import { leaving } from './leaving.ts';
import { memory } from './memory.ts';
import { drains, fanOuts } from './outbox.ts';
import { pulse } from './pulse.ts';
import { rates } from './rates.ts';
import { type BenchServer, startDurable } from './server.ts';
import { takeover } from './takeover.ts';

const parts: Record<string, (server: BenchServer) => Promise<Line[]>> = {
  ack,
  hot,
  outbox: async (server) => [...(await fanOuts(server)), ...(await drains(server))],
  takeover,
  rates,
  announce,
  memory,
  pulse,
  converge,
  digest,
  leaving,
};

const named = process.argv.slice(2);
const unknown = named.find((name) => !Object.hasOwn(parts, name));
if (unknown !== undefined) {
  console.error(
    `There is no "${unknown}": choose ${Object.keys(parts).join(', ')}, or nothing for all of them.`,
  );
  process.exit(1);
}
// What is interrupted still ends the processes and databases that it began.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
for (const [name, part] of Object.entries(parts)) {
  if (named.length > 0 && !named.includes(name)) continue;
  await using server = await startDurable();
  const load = loadavg()[0]?.toFixed(1);
  console.log(
    `\n${name}: ${cpus().length} cores, load ${load}, Node ${process.version}, PostgreSQL ${server.version}`,
  );
  const lines = await part(server);
  console.log(`${table(lines)}\nload at the end ${loadavg()[0]?.toFixed(1)}`);
}
