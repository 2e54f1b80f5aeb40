import { eq } from 'drizzle-orm';
import { describe, expect, test, vi } from 'vitest';
import { tables } from '#directory/index.ts';
import { playgroundMessages } from '#platforms/playground/tables.ts';
import { report } from '#report/tables.ts';
import { type Casting, castings, openStage, type StageOf } from '../support/stage/index.ts';
import { platformOf, standIns } from './converging.ts';
import { answerTo, messagesTo, named } from './introducing.ts';

// The bytes of files are read where the platforms have them.
vi.mock('../support/slack/index.ts', { spy: true });
vi.mock('../support/discord/index.ts', { spy: true });

/** The reports anybody was sent or given, as the platform has them. */
async function reportsIn(stage: StageOf, casting: Casting): Promise<readonly string[]> {
  const platform = platformOf(casting, 'clearwater');
  if (platform === 'playground') {
    const all = await stage.db.select().from(playgroundMessages).orderBy(playgroundMessages.id);
    return all
      .flatMap(({ message }) => message.blocks)
      .flatMap((block) =>
        block.kind === 'file' && block.type === 'text/markdown' ? [readable(block.text)] : [],
      );
  }
  const { slack, discord } = await standIns();
  const jonas = { id: stage.account('jonas') } as Parameters<typeof discord.ephemerals>[0];
  const files =
    platform === 'slack'
      ? slack.files().map(({ name, bytes }) => ({ filename: name, bytes }))
      : [...discord.posted(), ...discord.ephemerals(jonas)].flatMap((message) => message.files);
  return files.flatMap(({ filename, bytes }) =>
    filename.endsWith('.md') && bytes ? [readable(new TextDecoder().decode(bytes))] : [],
  );
}

const readable = (text: string) => text.replaceAll('\u200B', '');

/** What a person was told of reports by direct message, oldest first. */
const toldOf = async (stage: StageOf, who: string) =>
  (await messagesTo(stage, who, 'direct')).filter(({ text }) => /report|names? .* from now on/i.test(text));

describe.each(named(castings))('on $where', { timeout: 60_000 }, ({ casting }) => {
  test('an operator looks, representatives see it for 72 hours and say whether it names them, and the operator gets it', async () => {
    await using stage = await openStage(casting);
    const [jonas, ben] = [stage.as('jonas'), stage.as('ben')];
    await jonas.types('digest send external');
    expect(await answerTo(stage, 'jonas')).toContain(
      'No report was shown to representatives in the past year.',
    );
    await jonas.types('digest preview external');
    expect((await jonas.latest())?.where).toBe('private');
    expect(await answerTo(stage, 'jonas')).toContain('It names no organisation yet.');
    const [looked = '', ...others] = await reportsIn(stage, casting);
    expect(others).toEqual([]);
    expect(looked).toContain('# Clearwater\n\nA report of the coalition, from 2 April 2027 to 12 May 2027.');
    expect(looked).toContain(
      '- Organisations: 12\n- Organisations that signed the purpose: most or all of them\n',
    );
    expect(looked).toContain('- Chapters, districts and groups: fewer than five\n');
    for (const { name } of await stage.db.select().from(tables.person)) expect(looked).not.toContain(name);
    expect(await toldOf(stage, 'ben')).toEqual([]);

    await jonas.presses('Show it to representatives');
    expect(await answerTo(stage, 'jonas')).toContain('Shown to 12 representatives.');
    const [told] = await toldOf(stage, 'ben');
    expect(told?.text).toContain('It does not name Delta Legal Aid, which is only counted.');
    expect(told?.buttons.slice(0, 2)).toEqual(['Name us', 'Do not name us']);
    expect(await toldOf(stage, 'ana')).toEqual([]);
    expect(new Set(await reportsIn(stage, casting))).toEqual(new Set([looked]));

    await ben.presses('Name us');
    expect(await ben.sees()).toContain('Reports for people outside name Delta Legal Aid from now on.');
    const crafted = {
      kind: 'press',
      press: 'report.name',
      subject: stage.seeded.organisations.get('Plains Newsroom') ?? '',
    } as const;
    expect(await stage.crafts('ben', crafted)).toContain('You do not represent Plains Newsroom.');
    await jonas.types('digest preview external');
    expect(await answerTo(stage, 'jonas')).toContain('Representatives read a report until');
    await stage.pass({ hours: 71, minutes: 59 });
    await jonas.types('digest send external');
    expect(await answerTo(stage, 'jonas')).toContain('Representatives still read it.');
    expect((await stage.db.select().from(report)).map(({ state }) => state)).toEqual(['shown']);

    await stage.pass({ minutes: 2 });
    for (const who of ['jonas', 'priya'])
      expect((await toldOf(stage, who)).at(-1)?.text).toContain('The report can go out now.');
    const before = (await reportsIn(stage, casting)).length;
    await jonas.types('digest send external');
    expect((await jonas.latest())?.where).toBe('private');
    expect(await answerTo(stage, 'jonas')).toContain('This is the report, to send to whom you choose.');
    const all = await reportsIn(stage, casting);
    expect(all).toHaveLength(before + 1);
    const final = all.filter((one) => one !== looked);
    expect(new Set(final).size).toBe(1);
    expect(final[0]).toContain('## Organisations\n\n- Delta Legal Aid\n\nAnd 11 more organisations.\n');
    // What was shown has not changed but for the name.
    expect(final[0]?.split('## Organisations\n')[0]).toBe(looked.split('Numbers are those')[0]);
    expect(stage.problems()).toEqual([]);
  });

  test('what is taken back holds at once, and a report that is dropped goes to nobody', async () => {
    await using stage = await openStage(casting);
    const [jonas, ben] = [stage.as('jonas'), stage.as('ben')];
    await jonas.types('digest preview external');
    await jonas.presses('Show it to representatives');
    await ben.presses('Name us');
    await stage.pass({ hours: 72, minutes: 1 });
    expect((await reportsIn(stage, casting)).some((one) => one.includes('- Delta Legal Aid\n'))).toBe(true);

    const before = new Set(await reportsIn(stage, casting));
    await ben.presses('Do not name us');
    expect(await ben.sees()).toContain('Reports for people outside do not name Delta Legal Aid.');
    await stage.pass({ minutes: 1 });
    expect((await toldOf(stage, 'jonas')).at(-1)?.text).toContain(
      'An organisation no longer wants to be named. Use this report from now on, and not the one before.',
    );
    await jonas.types('digest send external');
    for (const one of await reportsIn(stage, casting))
      if (!before.has(one)) expect(one).not.toContain('Delta Legal Aid');

    await stage.pass({ days: 30 });
    await jonas.types('digest preview external');
    await jonas.presses('Show it to representatives');
    await jonas.presses('Drop it');
    expect(await answerTo(stage, 'jonas')).toContain('Dropped. It will not go out.');
    const many = (await toldOf(stage, 'priya')).length;
    await stage.pass({ days: 4 });
    expect(await toldOf(stage, 'priya')).toHaveLength(many);
    const rows = await stage.db.select().from(report).where(eq(report.state, 'ready'));
    expect(rows).toHaveLength(1);
    expect(stage.problems()).toEqual([]);
  });

  test('reports are for operators', async () => {
    await using stage = await openStage(casting);
    for (const line of ['digest preview external', 'digest send external']) {
      await stage.as('ana').types(line);
      expect(await answerTo(stage, 'ana')).toContain('Only operators can do this.');
    }
    expect(await stage.db.select().from(report)).toEqual([]);
    expect(stage.problems()).toEqual([]);
  });
});
