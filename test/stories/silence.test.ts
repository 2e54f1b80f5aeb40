import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import * as rows from '#introductions/tables.ts';
import { share } from '../faults/share.ts';
import { type Casting, castings, openStage, type Shown, type StageOf } from '../support/stage/index.ts';
import { introductionsOf, named, offers, onlySuggested } from './introducing.ts';

/** Who could notice: the other of the two, the weaver who offered, another one who is also an operator, a member. */
const onlookers = ['ben', 'ana', 'priya', 'leo'];
/** Who may be suggested in these stories: few, so that equal scores do not decide what is shown. */
const suggested = ['ben', 'cara', 'leo', 'rosa', 'mina', 'sam', 'iris', 'farid', 'elena', 'dov'];
/** What changes something, or makes a new code each time. */
const leftOut = ['coalition link', 'coalition invite'];

/** What happens in one telling of the story, a day after Ana offered Ben and Cara to each other. */
type Turn = (stage: StageOf) => Promise<void>;

const silence: Turn = async () => {};
const no: Turn = async (stage) => {
  await stage.as('cara').presses('Rather not');
  expect(await stage.as('cara').sees()).toContain(
    'Kept to yourself: no introduction to Ben Okafor. Nobody is told.',
  );
};
const yes: Turn = async (stage) => await stage.as('cara').presses('Yes');

/** Everything that anybody but Cara can see or come to know, at several moments until the offer lapses and after. */
async function tell(casting: Casting, turn: Turn, typed: 'everything' | 'what matters') {
  await using stage = await openStage(casting);
  await onlySuggested(stage, suggested);
  await offers(stage, 'ana', ['Ben Okafor', 'Cara Lindqvist']);
  const before = await introductionsOf(stage);
  expect(before).toMatchObject([{ between: 'Ben Okafor and Cara Lindqvist', state: 'offered' }]);
  await stage.pass({ days: 1 });
  await turn(stage);
  const seen: Record<string, unknown> = { 'after the answer': await everything(stage, typed) };
  await stage.as('ben').presses('Details');
  await stage.as('ben').presses('Yes');
  seen['after the other said yes'] = await everything(stage, 'what matters');
  await stage.pass({ days: 5, hours: 23 });
  seen['before it lapses'] = await everything(stage, 'what matters');
  await stage.pass({ hours: 2 });
  seen['after it lapsed'] = await everything(stage, 'what matters');
  return { seen, problems: stage.problems() };
}

async function everything(stage: StageOf, typed: 'everything' | 'what matters') {
  const lines = [
    ...(typed === 'everything' ? readable(stage) : ['home show', 'intro mine', 'intro queue', 'status show']),
    'profile show person:"Cara Lindqvist"',
    'find people skill:tours',
    'find people skill:zoning',
  ];
  const seen: Record<string, unknown> = {};
  for (const who of onlookers) {
    for (const line of lines) {
      await stage.as(who).types(line);
      seen[`${who}: ${line}`] = shape(await stage.as(who).latest());
    }
    seen[`${who} has`] = (await stage.as(who).shown()).map(shape);
  }
  // What can be offered next: neither of the two, whoever asks.
  for (const pair of [
    ['Cara Lindqvist', 'Leo Marchetti'],
    ['Ben Okafor', 'Leo Marchetti'],
  ] as const) {
    if ((await introductionsOf(stage))[0]?.state !== 'offered') continue;
    await offers(stage, 'priya', pair);
    seen[`offered ${pair[0]}`] = shape(await stage.as('priya').latest());
  }
  return seen;
}

/** Every command that can be typed as it is and is answered without a form. */
function readable(stage: StageOf): readonly string[] {
  return stage.app.tree.commands
    .filter(
      (command) => command.answers !== 'form' && !Object.values(command.options).some((one) => one.required),
    )
    .map(({ topic, verb }) => `${topic} ${verb}`)
    .filter((line) => !leftOut.includes(line));
}

/** A message without the order of its lines: rows of the same moment have none. */
function shape(shown: Shown | undefined) {
  return shown && { where: shown.where, lines: shown.text.split('\n').sort(), buttons: shown.buttons };
}

// Weeks, three times over: on Slack with every change, everywhere with TEST_FAULTS=1.
describe.each(
  named(
    share(
      castings.filter((one) => one === 'slack'),
      castings,
    ),
  ),
)('on $where', { timeout: 180_000 }, ({ casting }) => {
  test('a no looks like silence in every view, limit and count, to everyone, until the offer lapses', async () => {
    const silent = await tell(casting, silence, 'everything');
    expect(Object.keys(silent.seen)).toHaveLength(4);
    expect(await tell(casting, no, 'everything')).toEqual(silent);
    expect(silent.problems).toEqual([]);
  });
});

test('the comparison can fail: a yes shows once the other said yes, and a no that freed its person would show', async () => {
  const silent = await tell('playground', silence, 'what matters');
  const said = await tell('playground', yes, 'what matters');
  expect(said.seen['after the answer']).toEqual(silent.seen['after the answer']);
  expect(said.seen['after the other said yes']).not.toEqual(silent.seen['after the other said yes']);

  const freed = await tell(
    'playground',
    async (stage) => {
      await no(stage);
      await stage.db.update(rows.side).set({ open: false }).where(eq(rows.side.answer, 'no'));
    },
    'what matters',
  );
  expect(freed.seen['after the answer']).not.toEqual(silent.seen['after the answer']);
}, 180_000);
