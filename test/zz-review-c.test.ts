import { sql } from 'drizzle-orm';
import { inject, test, vi } from 'vitest';
import { cast } from '#cast/index.ts';
import type { Pulse } from '#pulse/find.ts';
import { fromOf, openForm, read, send, thePulse } from './support/pulse.ts';
import { openStage, type StageOf } from './support/stage/index.ts';
vi.setConfig({ testTimeout: 120_000 });
async function opens(stage: StageOf): Promise<Pulse> {
  await stage.as('jonas').types('pulse open');
  await stage.as('jonas').fills({ when: 'now' });
  return await thePulse(stage.db);
}
function from(stage: StageOf, who: string) {
  const space = cast.people.find(({ account }) => account === who)?.tenants[0] ?? 'clearwater';
  const hands = [...stage.hands.values()][0]!;
  return fromOf(hands, who, space);
}
const able = cast.people.map(({ account }) => account).filter((who) => !cast.shy.includes(who) && !cast.newcomers.includes(who));
async function answer(stage: StageOf, open: Pulse, who: string, given: Record<string, string>) {
  const form = await openForm(stage.app.intake, from(stage, who), open.id);
  return read(await send(stage.app.intake, from(stage, who), form, given));
}
test('xmax', async () => {
  await using stage = await openStage('playground');
  const { db } = stage;
  const open = await opens(stage);
  for (const who of able.slice(0, 12)) await answer(stage, open, who, { first: '5' });
  const look = async () => (await db.execute(sql`select ctid::text, xmin::text, xmax::text, encode(substr(tag,1,3),'hex') as t from pulse_sealed order by ctid`)).rows;
  console.log(inject('database').kind, await look());
  await answer(stage, open, able[3]!, { first: '1' });
  console.log('AGAIN', await look());
});
test('concurrent', async () => {
  await using stage = await openStage('playground');
  const { db } = stage;
  const open = await opens(stage);
  for (const who of able.slice(0, 6)) await answer(stage, open, who, { first: '5' });
  const said = await Promise.all(able.slice(4, 24).map((who) => answer(stage, open, who, { first: '2' })));
  console.log(new Set(said));
  console.log((await db.execute(sql`select xmin::text, count(*)::int from pulse_sealed group by 1`)).rows, stage.problems());
});
