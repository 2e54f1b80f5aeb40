/**
 * A convergence day of 15,000 people in 400 hubs and 40 spaces all over the world: what planning it, each wake and its tally
 * cost one process, beside one INSERT … SELECT of the same rows; and how its rounds go out on stand-ins that refuse whatever
 * comes faster than the published rates.
 */
import { fillTheWorld, hubs, madeUp, people, spaces } from './converge-fill.ts';
import { sent } from './converge-sent.ts';
import type { ActFigures, ConvergeFigures } from './converge-side.ts';
import { type Line, median, ms } from './figures.ts';
import { start } from './program.ts';
import type { BenchServer } from './server.ts';

export async function converge(server: BenchServer): Promise<Line[]> {
  return [...(await worked(server)), ...(await sent(server))];
}

async function worked(server: BenchServer): Promise<Line[]> {
  const url = await server.database('converge');
  const [slack, discord] = [madeUp('slack'), madeUp('discord')];
  await fillTheWorld(url, { slack, discord });
  const env = {
    ...{ DATABASE_URL: url, TENANT: slack.places[0]?.tenant ?? '', ACCOUNT: slack.accounts[0] ?? '' },
  };
  await using side = start('test/bench/converge-side.ts', env, ['--import', './src/guard.mjs']);
  const [, told = ''] = await side.printed(/figures (\{.*\})/);
  const figures = JSON.parse(told) as ConvergeFigures;
  const { planned, wakes, whole, tally, tallyChanged, barePlanMs, bareWholeMs } = figures;
  const of = (what: keyof ActFigures) => wakes.map((one) => one[what]);
  const most = (what: keyof ActFigures) => Math.max(...of(what));
  const sum = (what: keyof ActFigures) => of(what).reduce((all, one) => all + one, 0);
  const counted = ({ statements, rows, deafMs, cpuMs }: ActFigures) =>
    `${statements} statements, ${rows} rows, deaf ${ms(deafMs)}, processor ${ms(cpuMs)}`;
  return [
    {
      what: `planned for ${people} people, ${hubs} hubs, ${spaces} spaces (${counted(planned)})`,
      ...{ weft: ms(planned.ms), baseline: ms(barePlanMs), ratio: planned.ms / barePlanMs },
    },
    {
      what: `${wakes.length} wakes of seven rounds, ${sum('rows')} rows; one, median`,
      ...{ weft: ms(median(of('ms'))), baseline: '' },
    },
    {
      what: '  the slowest',
      ...{ weft: ms(most('ms')), baseline: '', ratio: most('ms') / 1000, goal: { most: 1 }, unit: 's' },
    },
    { what: '  processor time of the process, median', weft: ms(median(of('cpuMs'))), baseline: '' },
    { what: '  longest time in which the process hears nothing', weft: ms(most('deafMs')), baseline: '' },
    {
      what: '  statements, most in one wake beside fewest',
      ...{ weft: String(most('statements')), baseline: String(Math.min(...of('statements'))) },
      ratio: most('statements') / Math.min(...of('statements')),
    },
    {
      what: `a whole round in one wake (${counted(whole)})`,
      ...{ weft: ms(whole.ms), baseline: ms(bareWholeMs), ratio: whole.ms / bareWholeMs },
    },
    {
      what: `tally of ${hubs} hubs, posted (${counted(tally)})`,
      ...{ weft: ms(tally.ms), baseline: '' },
    },
    {
      what: `  drawn anew (${counted(tallyChanged)})`,
      ...{ weft: ms(tallyChanged.ms), baseline: '' },
    },
  ];
}
