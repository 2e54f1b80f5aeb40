/**
 * One worker of the soak: Weft as `src/main.ts` puts it together, but for leases that are short, because it is killed
 * every few seconds, and a pace that a stand-in bears. What it logs as errors is printed.
 */
import { startHere } from './replica-here.ts';
import { letters } from './replica-letters.ts';

const env = Object.fromEntries(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
);
const here = await startHere({
  env,
  features: [letters],
  log: {
    info() {},
    warn() {},
    error: (event, fields) => console.error(JSON.stringify({ event, ...fields })),
  },
  parts: {
    leaseMs: 1_500,
    settleMs: 2_000,
    backoffMs: 500,
    pace: { slack: { tenant: { every: 1, burst: 20 } }, discord: { bot: { every: 1, burst: 20 } } },
  },
});
console.log(JSON.stringify({ address: here.address }));
process.once('SIGTERM', () => {
  void here[Symbol.asyncDispose]().then(() => process.exit(0));
});
