import { sql } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { button, buttons, declareButtons, literal, message, Refusal } from '#chat/index.ts';
import { command, type Feature, handle, press } from '#directory/index.ts';
import { form } from '#inbox/tables.ts';
import type { Db } from '#store/index.ts';
import { type House, openHouse, type Replica, sums } from './support/house.ts';

vi.setConfig({ testTimeout: 60_000 });

const moodButtons = declareButtons('mood', 'answer');
const words = { words: { kind: 'text', label: { en: 'Words' }, max: 200, required: true } } as const;

/** A feature that takes answers it keeps to itself: by a form behind a button, and typed. */
function moodFeature(given: { sealed: boolean }): { feature: Feature; kept: string[] } {
  const kept: string[] = [];
  const keep = async (said: string) => {
    if (said.includes('refuse')) throw new Refusal(literal('Not that.'));
    if (said.includes('break')) throw new Error(said);
    kept.push(said);
    return message(literal('Kept.'));
  };
  const feature: Feature = {
    name: 'mood',
    commands: [
      command({
        topic: 'mood',
        verb: 'show',
        about: { en: 'How are you?' },
        example: 'mood show',
        may: 'joined',
        run: async () => message(literal('How are you?'), buttons(button(moodButtons.answer, 'Answer it'))),
      }),
      command({
        topic: 'mood',
        verb: 'answer',
        about: { en: 'Say how you are' },
        example: 'mood answer words:well',
        may: 'joined',
        options: words,
        run: async (_context, values) => await keep(values.words),
      }),
    ],
    presses: handle(moodButtons, {
      answer: press({
        may: 'joined',
        steps: [{ title: { en: 'How are you?' }, fields: words }],
        run: async (_context, _subject, values) => await keep(values.words),
      }),
    }),
    ...(given.sealed && {
      sealed: (source) =>
        source.kind === 'press'
          ? source.press === moodButtons.answer
          : source.topic === 'mood' && source.verb === 'answer',
    }),
  };
  return { feature, kept };
}

const canary = 'Kanarienvogel';

/** Everybody who answers, and how: in a form, by typing, with a mistake, with words that break the handler. */
async function answer({ hands }: House, weft: Replica): Promise<void> {
  const { slack: s, discord: d } = hands;
  await s.press('mina', 'clearwater', 'Answer it');
  await s.fill('mina', 'clearwater', { words: `${canary} one` });
  await s.press('kim', 'clearwater', 'Answer it');
  await s.fill('kim', 'clearwater', { words: `refuse ${canary}` });
  await s.type('rosa', 'clearwater', `mood answer words:"${canary} two"`);
  await s.type('rosa', 'clearwater', `mood answer wrods:"${canary}"`);
  // As somebody types it who forgets the stroke.
  await s.type('rosa', 'clearwater', `weft mood answer wrods:"${canary}"`);
  await s.type('rosa', 'clearwater', `mood answer words:"${canary} ${'long '.repeat(2_000)}"`);
  await s.again();
  await d.press('noor', 'delta', 'Answer it');
  await d.fill('noor', 'delta', { words: `${canary} three` });
  await d.type('hugo', 'delta', `mood answer words:"${canary} four"`);
  await weft.settle();
}

/** All that any table holds, as one text. */
async function dump(db: Db): Promise<string> {
  const texts: string[] = [];
  for (const name of Object.keys(await sums(db))) {
    const { rows } = await db.execute<{ text: string | null }>(
      sql`select string_agg(t::text, '|') as text from ${sql.identifier(name)} t`,
    );
    texts.push(rows[0]?.text ?? '');
  }
  return texts.join('\n');
}

/** What the process counted and the database holds, without what Node tells of itself. */
async function counted({ metrics }: Replica): Promise<string> {
  const { text } = await metrics.scrape();
  return text
    .split('\n')
    .filter((line) => line.startsWith('weft_'))
    .join('\n');
}

async function open(sealed: boolean) {
  const { feature, kept } = moodFeature({ sealed });
  const house = await openHouse({ more: [feature] });
  const weft = await house.open();
  const { slack: s, discord: d } = house.hands;
  for (const who of ['mina', 'kim']) await s.type(who, 'clearwater', 'mood show');
  for (const who of ['noor', 'hugo']) await d.type(who, 'delta', 'mood show');
  await weft.settle();
  const seen = async () => ({
    sums: await sums(house.db),
    counted: await counted(weft),
    lines: [...weft.lines],
  });
  return { house, weft, kept, seen, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
}

test('of what is sealed nothing is in any table, log line or metric, on either platform', async () => {
  await using on = await open(true);
  const { house, weft } = on;
  const before = await on.seen();
  await answer(house, weft);
  expect(on.kept.filter((one) => !one.includes('long'))).toEqual([
    `${canary} one`,
    `${canary} two`,
    `${canary} three`,
    `${canary} four`,
  ]);
  const after = await on.seen();
  const { form: _, ...tables } = after.sums;
  const { form: __, ...tablesBefore } = before.sums;
  expect(tables).toEqual(tablesBefore);
  expect(after.counted).toBe(before.counted);
  expect(after.lines).toEqual(before.lines);
  // One form is there for all who opened it, and says neither by whom nor when.
  const forms = await house.db.select().from(form);
  expect(forms).toHaveLength(1);
  for (const one of forms) {
    expect(one).toMatchObject({ platform: '', tenant: '', account: '', values: null, usedAt: null });
    expect(one.createdAt.toString()).toMatch(/T00:00:00Z$/);
  }
  expect(await dump(house.db)).not.toContain(canary);

  // A bug in it is in the log by its place alone, and its person gets no reference to one line of it.
  await house.hands.slack.type('rosa', 'clearwater', `mood answer words:"break ${canary}"`);
  const told = (await house.hands.slack.sees('rosa', 'clearwater')).at(-1)?.text ?? '';
  expect(told).toContain('reference: sealed');
  const fresh = weft.lines.slice(after.lines.length).map((line) => Object.keys(JSON.parse(line)).sort());
  expect(fresh).toEqual([['error', 'level', 'msg', 'time']]);
  expect(weft.lines.join('')).not.toContain(canary);
  expect((await on.seen()).counted).toBe(before.counted);
});

test('the control: the same feature unsealed leaves its traces in all three', async () => {
  await using on = await open(false);
  const before = await on.seen();
  await answer(on.house, on.weft);
  const after = await on.seen();
  expect(after.sums.inbox).not.toBe(before.sums.inbox);
  expect(after.counted).not.toBe(before.counted);
  expect(await dump(on.house.db)).toContain(on.house.hands.slack.account('mina', 'clearwater'));
  await on.house.hands.slack.type('rosa', 'clearwater', `mood answer words:"break ${canary}"`);
  await on.weft.settle();
  expect(on.weft.lines.at(-1)).toContain('"reference":');
});

test('while nothing can be stored, what is sealed is not kept for later either', async () => {
  await using on = await open(true);
  const { house, weft, kept } = on;
  await house.db.execute(
    sql.raw(`create function no() returns trigger as $$ begin raise exception 'no'; end $$ language plpgsql;
    create trigger no before insert on form for each row execute function no();`),
  );
  const before = await on.seen();
  await house.hands.slack.press('mina', 'clearwater', 'Answer it');
  await weft.settle();
  expect(kept).toEqual([]);
  expect((await on.seen()).sums).toEqual(before.sums);
});
