import { eq, isNotNull, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import * as rows from '#amplification/tables.ts';
import type { Given } from '#chat/index.ts';
import { delivery } from '#delivery/tables.ts';
import { setConsent, tables } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { share } from '../faults/share.ts';
import { type House, openHouse, type Replica, sums } from '../support/house.ts';
import { type Casting, castings, openStage, type Shown, type StageOf } from '../support/stage/index.ts';
import { answerTo, idOf, messagesTo, named, together } from './introducing.ts';

const link = 'https://river.example/hearing';
const less = 'Less of this: meetings';
const asked = ['I’ll share it', 'Not this one', less, 'Principles', 'Why this?', 'Less of this'];

/** Lets nobody get requests but these. */
async function onlyAsked(stage: StageOf, list: readonly string[]): Promise<void> {
  const { coalitionId, people } = stage.seeded;
  await stage.db.transaction(async (tx) => {
    for (const [who, id] of people) {
      const answer = list.includes(who) ? 'yes' : 'no';
      await setConsent({ tx, now: stage.clock.now() }, { id, coalitionId }, 'amplify', answer);
    }
  });
}

/** Somebody fills in the form up to the draft; with `typed` it is for an action. */
async function drafts(stage: StageOf, who: string, more: Given = {}, typed = ''): Promise<void> {
  const as = stage.as(who);
  const { ends = 'in 5 days', hours = '', first = 'The hearing is on Thursday.', ...others } = more;
  const { second = '', third = '', languages = '', ...what } = others;
  await as.types(`amplify request${typed}`);
  const given = typed === '' ? { link, tactic: 'meeting' } : {};
  await as.fills({ ...given, ask: 'Tell people about the hearing.', urgent: 'no', ...what });
  await as.fills({ first, second, third, languages });
  await as.fills({ ends, hours });
}

/** The same, posted, and people are asked. */
async function requests(stage: StageOf, who: string, more: Given = {}, typed = ''): Promise<void> {
  await drafts(stage, who, more, typed);
  await stage.as(who).presses('Post it');
  await stage.pass({ minutes: 2 });
}

/** What people have before them that asks them to share something. */
async function asksTo(stage: StageOf, who: string): Promise<readonly Shown[]> {
  return (await messagesTo(stage, who, 'direct')).filter(({ text }) => text.includes('asks you to carry'));
}

const inTwo = { second: 'La audiencia es el jueves.', languages: 'English, Spanish' };

describe.each(named(together))('on $where', { timeout: 120_000 }, ({ casting }) => {
  test('a request is shown back, asked, promised, prompted in one’s own morning, done and thanked for', async () => {
    await using stage = await openStage(casting);
    await onlyAsked(stage, ['cara', 'wren', 'grace']);
    const [elena, cara, wren, grace] = [
      stage.as('elena'),
      stage.as('cara'),
      stage.as('wren'),
      stage.as('grace'),
    ];

    await drafts(stage, 'elena', { hours: '9-11', ...inTwo });
    const shown = await answerTo(stage, 'elena');
    expect(shown).toContain('This is what people will be asked. Nobody has been asked yet.');
    expect(shown).toContain('Elena Cruz, Mothers for Clean Taps, asks you to carry something further.');
    expect(shown).toContain('People nobody has vouched for do not see your name.');
    for (const part of ['Tell people about the hearing.', link, 'Spanish', 'La audiencia es el jueves.'])
      expect(shown).toContain(part);
    expect(shown).toContain('Until: 2027-05-17 17:00 UTC');
    expect(shown).toContain('between 9:00 and 11:00, in each person’s own time');
    expect(shown).toContain('3 people can be reached.');
    expect(shown).toContain('Ways to say it; each person sees another one first');
    expect(shown).toContain('Organisations that got least support for their size come first.');
    await elena.presses('Post it');
    expect(await elena.sees()).toContain('Goes out at 2027-05-12 17:01 UTC. Until then you can undo it.');
    await elena.presses('Undo');
    expect(await elena.sees()).toContain('Undone. Nobody has been asked.');
    await stage.pass({ minutes: 5 });
    expect(await asksTo(stage, 'cara')).toEqual([]);
    await elena.presses('Post it');
    await stage.pass({ minutes: 2 });

    const [toCara, ...more] = await asksTo(stage, 'cara');
    expect(more).toEqual([]);
    expect(toCara?.text).toContain(
      'Elena Cruz, Mothers for Clean Taps, asks you to carry something further.',
    );
    expect(toCara?.text).toContain('Tell people about the hearing.');
    expect(toCara?.buttons).toEqual(asked);
    await cara.presses('I’ll share it');
    expect(await cara.sees()).toContain('Weft reminds you 2027-05-13 14:00 UTC.');
    // Taken back and given again: the one prompt that is still to come is that of the second promise.
    await cara.presses('Not after all');
    expect(await stage.db.$count(rows.askedFor, isNotNull(rows.askedFor.willAt))).toBe(0);
    await stage.pass({ minutes: 1 });
    await cara.types('amplify list');
    await cara.presses('I’ll share it');
    const prompts = await stage.db.select().from(delivery).where(eq(delivery.kind, 'amplify.prompt'));
    expect(prompts.map(({ state }) => state).sort()).toEqual(['cancelled', 'due']);
    // A no is kept nowhere, and asked once more it is still only a no.
    const before = await stage.db.select().from(rows.askedFor);
    const unread = await messagesTo(stage, 'grace', 'direct');
    await grace.presses('Not this one');
    expect(await grace.sees()).toContain('Fine. It is written down nowhere, and nobody is told.');
    expect(await messagesTo(stage, 'grace', 'direct')).toEqual(unread);
    expect(await stage.db.select().from(rows.askedFor)).toEqual(before);

    // In Honolulu it was seven in the morning: the ask came at eight. Two hours later it is the moment at once.
    expect(await asksTo(stage, 'wren')).toEqual([]);
    await stage.pass({ hours: 2, minutes: 10 });
    expect(await asksTo(stage, 'wren')).toHaveLength(1);
    await wren.presses('I’ll share it');
    expect(await wren.sees()).toContain('Now is a good moment to share “Tell people about the hearing”.');
    await wren.presses('Not after all');
    expect(await wren.sees()).toContain('Taken back. It is written down nowhere, and nobody is told.');
    await wren.types('home show');
    expect(await answerTo(stage, 'wren')).not.toContain('You said that you share');

    await stage.pass({ hours: 18, minutes: 30 });
    expect((await messagesTo(stage, 'cara', 'direct')).at(-1)?.text).not.toContain('It is time to share');
    await stage.restart();
    await stage.pass({ minutes: 20 });
    const prompt = (await messagesTo(stage, 'cara', 'direct')).at(-1);
    expect(prompt?.text).toContain('It is time to share “Tell people about the hearing”.');
    expect(prompt?.buttons.slice(0, 3)).toEqual(['Done', 'Done, with a link', 'Not after all']);
    await cara.types('home show');
    expect(await answerTo(stage, 'cara')).toContain(
      'You said that you share “Tell people about the hearing”.',
    );
    await cara.presses('Done, with a link');
    await cara.fills({ link: 'javascript:alert(1)' });
    const errors = (await cara.form())?.text ?? '';
    expect(`${errors} ${await cara.sees()}`).toContain('Not a link Weft can show');
    await cara.presses('Done, with a link');
    await cara.fills({ link: 'https://farm.example/post/7' });
    expect(await cara.sees()).toContain('Thank you for sharing “Tell people about the hearing”.');
    await cara.types('home show');
    expect(await answerTo(stage, 'cara')).not.toContain('You said that you share');

    await elena.types('amplify list');
    expect(await answerTo(stage, 'elena')).toContain(
      'Tell people about the hearing: 1 person said that they share it, 1 did.',
    );
    await stage.pass({ days: 5 });
    expect(await elena.sees()).toContain(
      '1 person shared it. Your request has ended: Tell people about the hearing',
    );
    expect(await elena.sees()).toContain('https://farm.example/post/7');
    const thanked = 'Only you are told that you did.';
    expect((await cara.sees()).split(thanked)).toHaveLength(2);
    for (const other of [wren, grace, elena]) expect(await other.sees()).not.toContain(thanked);
    expect(await asksTo(stage, 'grace')).toHaveLength(1);
    expect(stage.problems()).toEqual([]);
  });
});

describe.each(named(together))('on $where', { timeout: 120_000 }, ({ casting }) => {
  test('what is changed is told anew to whom it has not reached, and to whoever said they share it; ended, it is off', async () => {
    await using stage = await openStage(casting);
    await onlyAsked(stage, ['cara', 'kim', 'wren']);
    await requests(stage, 'elena', { hours: '9-11' });
    await stage.as('cara').presses('I’ll share it');
    await stage.as('kim').presses('I’ll share it');

    await stage.as('elena').types('amplify list');
    await stage.as('elena').presses('Change');
    expect(Object.values((await stage.as('elena').form())?.values ?? {}).join(' ')).toContain(link);
    await stage.as('elena').fills({ ask: 'Tell people that the hearing has moved.' });
    await stage.as('elena').fills({ first: 'The hearing is on Friday.' });
    await stage.as('elena').fills({ hours: '14-16' });
    expect(await answerTo(stage, 'elena')).toContain(
      'Changed. Whoever said that they share it is told in 5 minutes.',
    );
    expect(await stage.as('cara').sees()).not.toContain('What you said you share has changed');
    await stage.pass({ minutes: 6 });
    expect(await stage.as('cara').sees()).toContain('What you said you share has changed');
    expect(await stage.as('cara').sees()).toContain('The hearing is on Friday.');
    // It was night in Honolulu: only what it says now arrives there, once.
    await stage.pass({ hours: 1, minutes: 10 });
    const toWren = await asksTo(stage, 'wren');
    expect(toWren.map(({ text }) => text.includes('the hearing has moved'))).toEqual([true]);
    expect(await asksTo(stage, 'cara')).toHaveLength(0);

    // 14:00 of the same day: 19:00 UTC.
    await stage.pass({ hours: 1 });
    await stage.as('cara').presses('Done');
    await stage.as('elena').types('amplify list');
    await stage.as('elena').presses('End it');
    expect(await answerTo(stage, 'elena')).toContain('1 person shared it. Your request was ended early');
    expect(await stage.as('kim').sees()).toContain('You need not share this any more, it was ended early');
    expect(await stage.as('cara').sees()).toContain('Only you are told that you did.');
    await stage.as('wren').presses('I’ll share it');
    expect(await answerTo(stage, 'wren')).toContain('This is over.');
    await stage.pass({ days: 3 });
    expect(await stage.as('wren').sees()).not.toContain('ended early');
    expect(stage.problems()).toEqual([]);
  });

  test('after three days without an answer weavers see it, and it goes once somebody takes it up', async () => {
    await using stage = await openStage(casting);
    await onlyAsked(stage, ['cara']);
    await requests(stage, 'elena', { ends: 'in 12 days' });
    const open = 'Without an answer for three days';
    await stage.as('ana').types('amplify list');
    expect(await answerTo(stage, 'ana')).not.toContain(open);
    await stage.pass({ hours: 73 });
    for (const [who, told] of [
      ['ana', true],
      ['kim', false],
    ] as const) {
      await stage.as(who).types('amplify list');
      expect((await answerTo(stage, who)).includes(open)).toBe(told);
    }
    await stage.as('jonas').types('status show');
    expect(await answerTo(stage, 'jonas')).toContain('1 request to carry something further had no answer');
    // Weavers have it in their bundle: Thursday at ten.
    await stage.pass({ days: 5 });
    expect((await messagesTo(stage, 'ana', 'direct')).map(({ text }) => text).join('\n')).toContain(
      'Nobody has said yet that they share this: Tell people about the hearing',
    );
    await stage.as('kim').types('amplify list');
    await stage.as('kim').presses('I’ll share it');
    expect(await answerTo(stage, 'kim')).toContain('Now is a good moment to share');
    await stage.as('ana').types('amplify list');
    expect(await answerTo(stage, 'ana')).not.toContain(open);
    expect(stage.problems()).toEqual([]);
  });

  test('a muted kind is asked for no more, is left out of the list and counted', async () => {
    await using stage = await openStage(casting);
    await onlyAsked(stage, ['cara', 'kim']);
    await requests(stage, 'elena', { tactic: 'rally' });
    await stage.as('cara').presses('Less of this: rallies');
    expect(await stage.as('cara').sees()).toContain('Left out from now on: rallies.');
    await stage.pass({ days: 2 });
    await requests(stage, 'leo', { tactic: 'rally' });
    expect(await asksTo(stage, 'cara')).toHaveLength(1);
    expect(await asksTo(stage, 'kim')).toHaveLength(2);
    await stage.as('cara').types('amplify list');
    expect(await answerTo(stage, 'cara')).toContain(
      '2 requests are left out, of kinds you do not want to hear of.',
    );
    expect(stage.problems()).toEqual([]);
  });

  test('a request for an action takes what is known from it, and ends with it', async () => {
    await using stage = await openStage(casting);
    await onlyAsked(stage, ['cara', 'wren']);
    const kim = stage.as('kim');
    await kim.types('action announce');
    await kim.fills({
      title: 'River clean-up',
      what: 'Bring gloves.',
      when: 'in 4 days',
      place: 'Minneapolis',
    });
    await kim.fills({ link: 'https://kim.example/river', tactic: 'care', audience: 'coalition' });
    await kim.presses('Post it');
    await stage.pass({ minutes: 2 });
    await requests(stage, 'elena', { hours: '9-11' }, ' action:"River clean-up"');
    const [ask] = await asksTo(stage, 'cara');
    expect(ask?.text).toContain('asks you to carry this further: River clean-up');
    expect(ask?.text).toContain('https://kim.example/river');
    const [request] = await stage.db.select().from(rows.request);
    expect(request).toMatchObject({ tactic: 'care', state: 'open', link: 'https://kim.example/river' });
    await stage.as('cara').presses('I’ll share it');

    await kim.types('action cancel action:"River clean-up"');
    await kim.fills({ reason: 'Flood.' });
    await stage.pass({ minutes: 1 });
    expect(await stage.as('cara').sees()).toContain(
      'The action was cancelled, so there is nothing to share any more: River clean-up',
    );
    expect(await stage.as('elena').sees()).toContain('ended with its action');
    await stage.pass({ days: 1 });
    expect(await stage.as('cara').sees()).not.toContain('It is time to share');
    expect(await asksTo(stage, 'wren')).toEqual([]);
    expect((await stage.db.select().from(rows.request))[0]?.state).toBe('cancelled');
    expect(stage.problems()).toEqual([]);
  });

  test('who uses the coalition’s name reads who may speak for it, and what was agreed on is a press away', async () => {
    await using stage = await openStage(casting);
    await onlyAsked(stage, ['cara']);
    const speaks = 'Nobody speaks for Clearwater';
    await drafts(stage, 'elena', { urgent: 'yes' });
    const plainly = await answerTo(stage, 'elena');
    expect(plainly).toContain('Kind: Meeting, urgent');
    expect(plainly).not.toContain(speaks);
    await stage.as('elena').presses('Drop');
    await drafts(stage, 'elena', {
      ask: 'Say it for Clearwater.',
      second: 'We of Clearwater will be there.',
    });
    expect(await answerTo(stage, 'elena')).toContain(speaks);
    await stage.as('elena').presses('Post it');
    await stage.pass({ minutes: 2 });
    expect((await asksTo(stage, 'cara'))[0]?.text).toContain(speaks);
    await stage.as('cara').presses('Principles');
    expect(await answerTo(stage, 'cara')).toContain('We act openly, we share credit');
    await stage.as('cara').presses('I’ll share it');
    const toShare = (await stage.as('cara').sees()).split('Now is a good moment')[1];
    expect(toShare).toContain(speaks);
    expect(stage.problems()).toEqual([]);
  });

  test('a draft waits in one’s home, and of one’s own what a list leaves out is counted and found by how it begins', async () => {
    await using stage = await openStage(casting);
    await onlyAsked(stage, []);
    const elena = stage.as('elena');
    await drafts(stage, 'elena', { ask: 'Read our report.' });
    await elena.types('home show');
    expect(await answerTo(stage, 'elena')).toContain(
      'You have a request that is not posted: Read our report',
    );
    for (const ask of ['Come to the bridge.', 'Write to the mayor.', 'Bring boots.'])
      await requests(stage, 'elena', { ask });
    await elena.types('amplify list');
    const list = await answerTo(stage, 'elena');
    expect(list).not.toContain('Read our report');
    expect(list).toContain('1 more is yours.');
    await elena.types('amplify list Read our');
    expect(await answerTo(stage, 'elena')).toContain('Read our report: a draft, and nobody has been asked.');
    await elena.presses('Drop');
    await elena.types('amplify list Write to');
    expect(await answerTo(stage, 'elena')).toContain('Write to the mayor: 0 people said that they share it');
    await elena.presses('End it');
    expect(await answerTo(stage, 'elena')).toContain('Your request was ended early: Write to the mayor');
    await elena.types('amplify list');
    const rest = await answerTo(stage, 'elena');
    for (const gone of ['more is yours', 'Write to the mayor', 'Read our report'])
      expect(rest).not.toContain(gone);
    await stage.as('leo').types('amplify list Bring');
    expect(`${(await stage.as('leo').form())?.text ?? ''} ${await stage.as('leo').sees()}`).toContain(
      'Nothing found for',
    );
    expect(stage.problems()).toEqual([]);
  });

  test('what does not fit is said at its field, and what was written is kept', async () => {
    await using stage = await openStage(casting);
    const elena = stage.as('elena');
    const refused = async (more: Given) => {
      await drafts(stage, 'elena', more);
      const form = await elena.form();
      return `${form?.intro} ${form?.text} ${(await elena.latest())?.text}`;
    };
    expect(await refused({ link: 'javascript:alert(1)' })).toContain('It begins with https://');
    expect(await refused({ link: '' })).toContain('Give a link, or name an action above.');
    expect(await refused({ ends: '2020-01-01 10:00' })).toContain('This has passed.');
    expect(await refused({ ends: 'in 90 days' })).toContain('60 days at most');
    expect(await refused({ hours: 'in the morning' })).toContain('Write two hours of one day');
    expect(await refused({ languages: 'Klingon' })).toContain('Name one language for all');
    expect(await stage.db.select().from(rows.request)).toEqual([]);
    await drafts(stage, 'elena', { hours: 'whenever' });
    await elena.fills({ hours: 'between 9 and 11' });
    expect(await answerTo(stage, 'elena')).toContain('This is what people will be asked.');
    expect(stage.problems()).toEqual([]);
  });
});

/** Who could notice: who asked, a weaver, an operator. */
const onlookers = ['elena', 'ana', 'jonas'];
/** What changes something, or makes a new code each time. */
const leftOut = ['coalition link', 'coalition invite'];
const whatMatters = ['home show', 'amplify list', 'status show'];
type Turn = (stage: StageOf) => Promise<void>;
const silence: Turn = async () => {};
const yesBy =
  (who: string): Turn =>
  async (stage) =>
    await stage.as(who).presses('I’ll share it');

interface Telling {
  readonly casting: Casting;
  /** what Cara does when she is asked, what is done later, by Wren unless it is given, and after that */
  readonly atAsk?: Turn;
  readonly later?: Turn;
  readonly after?: Turn;
  /** type everything that can be typed, and not only what matters */
  readonly whole?: boolean;
}

/** Everything that anybody but Cara and Wren can come to know, at several moments to the end and after. */
async function tell(telling: Telling) {
  const { casting, atAsk = silence, later = yesBy('wren'), after = silence, whole = false } = telling;
  await using stage = await openStage(casting);
  await onlyAsked(stage, ['cara', 'wren']);
  await requests(stage, 'elena', { ends: 'in 6 days' });
  await stage.pass({ hours: 2 });
  await atAsk(stage);
  const seen: Record<string, unknown> = {
    'after the ask': await views(stage, whole ? readable(stage) : whatMatters),
  };
  await later(stage);
  await after(stage);
  // Somebody else asks within a day: who is asked when depends on nobody's answer.
  await requests(stage, 'leo', { ends: 'in 8 days', ask: 'Read our report.' });
  seen['another request'] = await kept(stage);
  await stage.pass({ days: 3 });
  seen['after three days'] = [await views(stage, whatMatters), await kept(stage)];
  await stage.pass({ days: 4 });
  seen['after the end'] = [await views(stage, whatMatters), await kept(stage)];
  return { seen, problems: stage.problems() };
}

async function views(stage: StageOf, lines: readonly string[]) {
  const seen: Record<string, unknown> = {};
  for (const who of onlookers) {
    for (const line of lines) {
      await stage.as(who).types(line);
      seen[`${who}: ${line}`] = shape(await stage.as(who).latest());
    }
    seen[`${who} has`] = (await stage.as(who).shown()).map(shape);
  }
  // In a private thread others may be able to read along.
  for (const who of ['cara', 'wren'])
    seen[`${who} was written`] = (await messagesTo(stage, who, 'direct')).map(shape);
  return seen;
}

/** What the database holds of it: all deliveries, whom they are for and how they ended; asks; what came in. */
async function kept(stage: StageOf) {
  const people = new Map((await stage.db.select().from(tables.person)).map(({ id, name }) => [id, name]));
  const sent = await stage.db.select().from(delivery);
  const turns = await stage.db.select().from(rows.askedFor);
  const { rows: came } = await stage.db.execute(
    sql`select state, count(*)::int as events from inbox group by state order by state`,
  );
  return {
    deliveries: sent
      .map((row) => `${row.kind} ${row.state} ${row.code} ${people.get(row.personId ?? '')} ${row.dueAt}`)
      .sort(),
    asks: turns
      .map((row) => `${people.get(row.personId)} ${row.askedAt} ${row.willAt} ${row.doneAt} ${row.link}`)
      .sort(),
    came,
  };
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

const no: Turn = async (stage) => {
  await stage.as('cara').presses('Not this one');
  expect(await stage.as('cara').sees()).toContain('written down nowhere');
};
const bothYes: Turn = async (stage) => {
  for (const who of ['cara', 'wren']) await yesBy(who)(stage);
};
const notAfterAll: Turn = async (stage) => {
  for (const who of ['cara', 'wren']) {
    await stage.as(who).presses('Not after all');
    expect(await stage.as(who).sees()).toContain('written down nowhere');
  }
};
/** What others know of it: not what the two have before them, nor that they once pressed something. */
const toOthers = (seen: unknown): unknown =>
  JSON.parse(JSON.stringify(seen), (key, value) =>
    ['came', 'cara was written', 'wren was written'].includes(key) ? undefined : value,
  );
/** A no that freed its person for others, as if they had not been asked. */
const freed: Turn = async (stage) => {
  await no(stage);
  const theirs = sql`${rows.askedFor.personId} = ${idOf(stage, 'cara')}::uuid`;
  await stage.db.delete(rows.askedFor).where(theirs);
};

// Weeks, three times over: on Slack with every change, everywhere with TEST_FAULTS=1.
describe.each(
  named(
    share(
      castings.filter((one) => one === 'slack'),
      castings,
    ),
  ),
)('on $where', { timeout: 240_000 }, ({ casting }) => {
  test('a no looks like no answer to everyone, in every view, count and row, to the end and after', async () => {
    const whole = casting === 'playground';
    const silent = await tell({ casting, whole });
    expect(Object.keys(silent.seen)).toHaveLength(4);
    expect(await tell({ casting, atAsk: no, whole })).toEqual(silent);
    expect(silent.problems).toEqual([]);
  });
});

test('“Not after all” is from then on as if nobody had answered, and the comparison can fail', {
  timeout: 240_000,
}, async () => {
  const casting = castings[0] ?? 'playground';
  const silent = await tell({ casting, later: silence });
  const taken = await tell({ casting, later: bothYes, after: notAfterAll });
  const said = await tell({ casting, later: bothYes });
  const moments = ['another request', 'after three days', 'after the end'] as const;
  for (const moment of moments) {
    expect(toOthers(taken.seen[moment])).toEqual(toOthers(silent.seen[moment]));
    expect(toOthers(said.seen[moment])).not.toEqual(toOthers(silent.seen[moment]));
  }

  const showing = await tell({ casting, later: silence, atAsk: freed });
  expect(showing.seen['another request']).not.toEqual(silent.seen['another request']);
});

/** What the process counted and every table holds, and its log. */
async function traces({ db }: House, { metrics, lines }: Replica) {
  const { text } = await metrics.scrape();
  return {
    tables: await sums(db),
    counted: text.split('\n').filter((line) => line.startsWith('weft_')),
    lines: [...lines],
  };
}

test('a no is in no table, no metric and no log line; a yes is in the tables and metrics until it is taken back', {
  timeout: 240_000,
}, async () => {
  await using house = await openHouse();
  const { db, seeded, clock, hands } = house;
  const weft = await house.open();
  const dueAt = clock.now();
  await db.insert(rows.request).values({
    ...{ id: newId(dueAt), coalitionId: seeded.coalitionId, requesterId: seeded.people.get('elena') ?? null },
    ...{
      state: 'waiting',
      ask: 'Tell people.',
      link,
      tactic: 'meeting',
      urgent: false,
      draftedAt: dueAt,
      dueAt,
    },
    ...{
      framings: [{ words: 'The hearing is on Thursday.', language: 'en' }],
      endsAt: dueAt.add({ hours: 99 }),
    },
  });
  await weft.settle();
  const presses = async (label: string) => {
    for (const [on, who, where] of [
      [hands.slack, 'cara', 'clearwater'],
      [hands.discord, 'noor', 'delta'],
    ] as const)
      await on.press(who, where, label);
    await weft.settle();
  };
  const asked = await traces(house, weft);
  await presses('Not this one');
  expect(await traces(house, weft)).toEqual(asked);
  await presses('I’ll share it');
  const said = await traces(house, weft);
  for (const part of ['inbox', 'amplification_asked'])
    expect(said.tables[part]).not.toEqual(asked.tables[part]);
  expect(said.counted).not.toEqual(asked.counted);
  await presses('Not after all');
  const taken = await traces(house, weft);
  // What came in stays as it was: that it was taken back is no event.
  expect(taken).toEqual({
    ...said,
    tables: { ...said.tables, amplification_asked: asked.tables.amplification_asked },
  });
  for (const [on, who, where] of [
    [hands.slack, 'cara', 'clearwater'],
    [hands.discord, 'noor', 'delta'],
  ] as const)
    expect(
      (await on.sees(who, where)).filter(({ text }) => text.includes('written down nowhere')),
    ).not.toEqual([]);
});
