/**
 * How long from `npm start`'s process to a usable page, beside the embedded database's own start in the same run.
 * Each round: a cold start (new folder) and a reopening, ours and a bare PGlite's. Goal: at most 1.5 s more.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const rounds = Number(process.argv[2] ?? 3);
const goal = 1_500;

async function untilPrinted(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  wanted: RegExp,
): Promise<{ ms: number; found: string; stop(): Promise<void> }> {
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let printed = '';
  const found = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (words: string) => {
      printed += words;
      const match = wanted.exec(printed);
      if (match) resolve(match[1] ?? match[0]);
    });
    void ended.then(() => reject(new Error(`ended early: ${printed}`)));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { ms: performance.now() - began, found, stop };
}

async function bare(folder: string): Promise<number> {
  const program = `import { PGlite } from '@electric-sql/pglite'; const db = await PGlite.create(${JSON.stringify(folder)}); await db.query('select 1'); console.log('ready'); await db.close();`;
  const { ms, stop } = await untilPrinted(['--input-type=module', '-e', program], {}, /ready/);
  await stop();
  return ms;
}

async function ours(folder: string): Promise<number> {
  const began = performance.now();
  const { found, stop } = await untilPrinted(
    ['--import', './src/guard.mjs', 'src/main.ts'],
    { WEFT_DATA: folder, PORT: '0', WEFT_PLAYGROUND: '1' },
    /(http:\S+)/,
  );
  const page = await (await fetch(found)).text();
  const ms = performance.now() - began;
  if (!page.includes('</html>')) throw new Error('the page is not whole');
  await stop();
  return ms;
}

const times = {
  'cold, bare': [] as number[],
  'cold, Weft': [] as number[],
  'again, bare': [] as number[],
  'again, Weft': [] as number[],
};
for (let round = 0; round < rounds; round += 1) {
  const folder = mkdtempSync(join(tmpdir(), 'weft-bench-'));
  try {
    times['cold, bare'].push(await bare(join(folder, 'bare')));
    times['cold, Weft'].push(await ours(join(folder, 'ours')));
    times['again, bare'].push(await bare(join(folder, 'bare')));
    times['again, Weft'].push(await ours(join(folder, 'ours')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
const median = (list: readonly number[]) =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
for (const which of ['cold', 'again'] as const) {
  const [base, weft] = [median(times[`${which}, bare`]), median(times[`${which}, Weft`])];
  const more = weft - base;
  console.log(
    `${which}: PGlite alone ${base.toFixed(0)} ms, Weft to a usable page ${weft.toFixed(0)} ms: ${(weft / base).toFixed(2)} ×, ${more.toFixed(0)} ms more (goal ${goal} ms: ${more <= goal ? 'met' : 'missed'})`,
  );
}
