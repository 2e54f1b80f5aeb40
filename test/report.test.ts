import { eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createActions } from '#actions/index.ts';
import { action } from '#actions/tables.ts';
import { type Message, plain, Refusal } from '#chat/index.ts';
import { createConvergence } from '#convergence/index.ts';
import { day, dayResult, hosting } from '#convergence/tables.ts';
import { type Feature, joined, outside, tables } from '#directory/index.ts';
import { hubs } from '#hubs/index.ts';
import { introductions } from '#introductions/index.ts';
import { createOnboarding } from '#onboarding/index.ts';
import { createOrganisations } from '#organisations/index.ts';
import { heldOf } from '#privacy/index.ts';
import { previewReport, reports, sendReport } from '#report/index.ts';
import { escapeMarkdown, writeMarkdown } from '#report/markdown.ts';
import { organisationBehind, withdrawName } from '#report/named.ts';
import { renewReport } from '#report/send.ts';
import { report, reportName } from '#report/tables.ts';
import { partsOf, reportFile, type Written } from '#report/write.ts';
import { resources, tellOffers } from '#resources/index.ts';
import { results, resultsBlocks } from '#results/index.ts';
import { result } from '#results/tables.ts';
import { type Db, newId } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { testDatabase } from './support/database.ts';
import { begins, buttonsIn, openDesk, personBy, seed, wire } from './support/desk.ts';
import { exportedOf } from './support/exported.ts';
import { fillCoalition } from './support/filled.ts';

// The embedded database carries out one transaction after the other.
const onServer = test.skipIf(process.env.TEST_STORE === 'pglite');

const features: readonly Feature[] = [
  createOnboarding({ features: () => features }),
  createOrganisations(() => []),
  hubs,
  introductions,
  createActions(resultsBlocks, tellOffers),
  results,
  resources,
  createConvergence(undefined),
];

/** Names that would do something wherever they are not escaped. */
const hostile = [
  '# Title',
  '- item',
  '1. one',
  '1) one',
  '> quote',
  '***bold***',
  '__under__',
  '~~gone~~',
  '`code`',
  '```',
  '[here](https://evil.example)',
  '![seen](https://evil.example/x.png)',
  '[[wiki]]',
  '[^1]',
  '<https://evil.example>',
  '<script>alert(1)</script>',
  '<!-- hidden',
  '&lt;b&gt; &#64;',
  '@everyone',
  '<@U123> <!channel>',
  'a@evil.example',
  'https://evil.example/?a=b',
  'www.evil.example',
  'evil.example',
  'mailto:a@b.example',
  ':smile:',
  '#1',
  '| a | b |',
  '$x^2$',
  '==marked==',
  '{{ site }}',
  '---',
  '+ plus',
  'back\\slash',
  'two\nlines\r\n\n# three',
  '\u202Egnp.exe',
  '\t    code',
  '\u200B@here',
];

const zeroWidth = /\u200B/g;

/** The same words read back by the rules of Markdown, and whether something in them is still active. */
function readBack(line: string): { readonly words: string; readonly active: boolean } {
  const rest = line.replace(/\\[!-/:-@[-`{-~]/g, '').replace(/&(?:amp|lt|gt);/g, '');
  return {
    words: line
      .replace(/\\([!-/:-@[-`{-~])/g, '$1')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
      .replace(zeroWidth, ''),
    active:
      /[`*_[\]<>|~#$^={}&\\\n\r\t\u202E]/.test(rest) ||
      /@[^\s\u200B]|:[^\s\u200B]|#\w/.test(line) ||
      /[\p{L}\p{N}]\.\p{L}/u.test(line) ||
      /^(?:[-+]|\d+[.)]|\s)/.test(line),
  };
}

const asRead = (words: string) =>
  words
    .toWellFormed()
    .replace(/[\u061C\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '')
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();

/** Whether some words are found that a way to escape leaves active, or changes. */
function leaks(write: (words: string) => string): boolean {
  const words = fc.oneof(
    fc.array(fc.constantFrom(...hostile, ' ', 'a', '3', '.', ':', '\\'), { maxLength: 6 }),
    fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 2 }),
  );
  const { failed } = fc.check(
    fc.property(words, (some) => {
      const { words: read, active } = readBack(write(some.join('')));
      return !active && read.trim() === asRead(some.join(''));
    }),
    { numRuns: 4000, seed: 5 },
  );
  return failed;
}

test('words of people format, link and mention nothing in a report, and read as they were written', () => {
  for (const one of hostile) {
    expect([one, readBack(escapeMarkdown(one)).active]).toEqual([one, false]);
    expect(readBack(escapeMarkdown(one)).words).toBe(asRead(one));
  }
  expect(leaks(escapeMarkdown)).toBe(false);
  // The controls: each mark that is left as it is, and each that is too much, is caught.
  expect(leaks((words) => words)).toBe(true);
  const undone = ['`', '*', '_', '[', '|', '#', '\\'].map((mark) => [`\\${mark}`, mark] as const);
  for (const [mark, bare] of [...undone, ['&lt;', '<'], ['&amp;', '&'], ['\u200B', '']] as const)
    expect([mark, leaks((words) => escapeMarkdown(words).replaceAll(mark, bare))]).toEqual([mark, true]);
  expect(leaks((words) => escapeMarkdown(words).replace(/^\\-/, '-'))).toBe(true);
});

test('a document has one title, and each part of it on a line of its own', () => {
  const written = writeMarkdown([
    { kind: 'title', words: 'Clear\n# Rivers' },
    { kind: 'paragraph', words: '- no list' },
    { kind: 'item', words: 'one\n\n## two' },
    { kind: 'item', words: '1. three' },
    { kind: 'paragraph', words: 'end' },
  ]);
  expect(written).toBe('# Clear \\# Rivers\n\n\\- no list\n\n- one \\#\\# two\n- 1\\. three\n\nend\n');
});

const counts = {
  people: 0,
  organisations: 0,
  signed: 0,
  hubs: 0,
  introduced: 0,
  met: 0,
  pastActions: 0,
  partsTaken: 0,
};
type Counts = typeof counts;
const labels: Readonly<Record<keyof Counts, string>> = {
  people: 'People',
  organisations: 'Organisations',
  signed: 'Organisations that signed the purpose',
  hubs: 'Chapters, districts and groups',
  introduced: 'Introductions made, each after both had said yes',
  met: 'Introductions after which people met',
  pastActions: 'Actions that took place',
  partsTaken: 'Times somebody took part or helped',
};

const written = (figures: Counts, names: number): Written => ({
  contents: {
    ...{ name: 'Clearwater', purpose: '', from: '2027-01-11', until: '2027-05-12', lines: [] },
    figures,
  },
  language: 'en',
  named: Array.from({ length: names }, (_, at) => `Group ${'abcdefghijklmnopqrstuvwxyz'[at % 26]}`),
});

type Write = (given: Written) => string;
const writeReport: Write = (given) => reportFile(given).text;

/** What somebody outside can work out: the numbers a report says, and the named organisations counted. */
function readReport(text: string, { named }: Written) {
  const said = Object.fromEntries(
    Object.entries(labels).map(([name, label]) => {
      const value = text
        .split('\n')
        .find((one) => one.startsWith(`- ${label}: `))
        ?.slice(label.length + 4);
      return [
        name,
        value === undefined || !/^[\d,]+$/.test(value) ? undefined : Number(value.replaceAll(',', '')),
      ];
    }),
  ) as Partial<Record<keyof Counts, number>>;
  const more = /And ([\d,]+|fewer than five) more/.exec(text)?.[1];
  return {
    said,
    names: named.length,
    more: more === undefined ? undefined : Number(more.replaceAll(',', '')),
  };
}

/** Whether a way to write reports says a number under five somewhere, or lets one be worked out. */
function givesAway(write: Write): boolean {
  const near = (most: number) => fc.integer({ min: 0, max: most });
  const small = fc.oneof(near(14), fc.integer({ min: 0, max: 3000 }));
  const figures = fc
    .record({
      ...{ people: small, hubs: small, pastActions: small, partsTaken: small, introduced: small, met: small },
      organisations: small,
      unsigned: near(9),
      unnamed: near(9),
      names: fc.boolean(),
    })
    .map(({ unsigned, unnamed, names, ...rest }) => ({
      figures: { ...rest, signed: Math.max(0, rest.organisations - unsigned) },
      names: names ? Math.max(0, Math.min(40, rest.organisations) - unnamed) : 0,
    }));
  const { failed } = fc.check(
    fc.property(
      figures,
      fc.constantFrom(...(Object.keys(counts) as (keyof Counts)[])),
      near(4),
      (given, which, other) => {
        const one = written(given.figures, given.names);
        const text = write(one);
        const { said, names, more } = readReport(text, one);
        const differences = [
          ...(said.organisations === undefined ? [] : [said.organisations - (said.signed ?? 0)]),
          ...(said.organisations === undefined || names === 0 || said.organisations === names
            ? []
            : [said.organisations - names]),
          ...(said.introduced === undefined || said.met === undefined
            ? []
            : [Math.abs(said.introduced - said.met)]),
        ];
        const told = [...Object.values(said).filter((value) => value !== undefined), ...(more ? [more] : [])];
        if ([...told, ...differences].some((value) => value < 5)) return false;
        // What is under five is read as any other number under five.
        if (given.figures[which] >= 5 || which === 'organisations') return true;
        return write(written({ ...given.figures, [which]: other }, given.names)) === text;
      },
    ),
    { numRuns: 6000, seed: 3 },
  );
  return failed;
}

test('a report says no number under five, and none can be worked out from others', () => {
  expect(givesAway(writeReport)).toBe(false);

  // The controls: what only hides small numbers, and what hides none, are caught.
  const replaced =
    (value: (figures: Counts, which: keyof Counts) => string): Write =>
    (given) => {
      const lines = writeReport(given).split('\n');
      const all = { ...counts, ...given.contents.figures };
      return lines
        .map((line) => {
          const which = (Object.keys(labels) as (keyof Counts)[]).find((name) =>
            line.startsWith(`- ${labels[name]}: `),
          );
          return which === undefined ? line : `- ${labels[which]}: ${value(all, which)}`;
        })
        .join('\n');
    };
  for (const only of ['organisations', 'signed', 'met'] as const)
    expect(
      givesAway((given) => {
        const naive = replaced((all, which) => outside(all[which], 'en'))(given).split('\n');
        const own = `- ${labels[only]}: `;
        return writeReport(given)
          .split('\n')
          .map((line) => (line.startsWith(own) ? (naive.find((one) => one.startsWith(own)) ?? '') : line))
          .join('\n');
      }),
    ).toBe(true);
  expect(givesAway(replaced((all, which) => String(all[which])))).toBe(true);
});

test('organisations that are not named are only counted, and not at all where they are fewer than five', () => {
  const told = (all: number, names: number) => {
    const parts = partsOf(written({ ...counts, organisations: all }, names)).map(({ words }) => words);
    const at = parts.indexOf('Organisations');
    return {
      all: parts.find((one) => one.startsWith('Organisations: ')),
      more: at === -1 ? undefined : parts.slice(at).find((one) => one.startsWith('And ')),
    };
  };
  expect(told(20, 12)).toEqual({ all: 'Organisations: 20', more: 'And 8 more organisations.' });
  const few = 'And fewer than five more organisations.';
  const below = 'Organisations: those named below, and fewer than five more';
  expect(told(20, 17)).toEqual({ all: below, more: few });
  expect(told(20, 20)).toEqual({ all: 'Organisations: 20', more: undefined });
  expect(told(3, 3)).toEqual({ all: below, more: few });
  expect(told(3, 0)).toEqual({ all: 'Organisations: fewer than five', more: undefined });
});

/** A coalition at whose desk reports are looked at, shown and sent. */
async function openReports(db: Db, given: { prefix?: string } = {}) {
  const at = manualClock(begins);
  const desk = await openDesk(db, reports, { at, ...given });
  const asked = async (
    run: Promise<Message>,
  ): Promise<{ text: string; file: string | undefined; message: Message | undefined; refused: boolean }> => {
    try {
      const message = await run;
      return { ...read(message), message, refused: false };
    } catch (error) {
      if (error instanceof Refusal) return { ...read(error.answer), message: undefined, refused: true };
      throw error;
    }
  };
  return {
    ...desk,
    preview: (who = 'jonas') =>
      asked(desk.context(who, async (context) => await previewReport(joined(context), features))),
    send: (who = 'jonas') => asked(desk.context(who, async (context) => await sendReport(joined(context)))),
    /** Presses the button of that label in a message. */
    presses: async (who: string, message: Message | undefined, label: string) => {
      const button = message && buttonsIn(message).find((one) => one.label === label);
      if (!button) throw new Error(`no button ${label}`);
      return await desk.press(who, wire(button.press, button.subject));
    },
    names: (who: string, organisation: string, verb: 'name' | 'unname') =>
      desk.press(who, wire(`report.${verb}`, desk.organisations.get(organisation))),
    rows: async () => await db.select().from(report).where(eq(report.coalitionId, desk.coalitionId)),
    async ready() {
      const [due] = reports.dues ?? [];
      for (const row of await db.select().from(report)) {
        if (!row.readyAt || row.state !== 'shown' || Temporal.Instant.compare(row.readyAt, at.now()) > 0)
          continue;
        await db.transaction(async (tx) => due?.carryOut({ tx, now: at.now(), random: () => 0.5 }, row.id));
      }
    },
    pass(time: { days?: number; hours?: number; minutes?: number; seconds?: number }) {
      const { days = 0, hours = 0, ...rest } = time;
      at.set(at.now().add({ hours: days * 24 + hours, ...rest }));
    },
  };
}

const read = (message: Message) => ({ text: plain(message), file: fileIn(message) });
const fileIn = (message: Message): string | undefined =>
  message.blocks.flatMap((block) => (block.kind === 'file' ? [block.text] : []))[0];

test('what a report counts is what plain SQL counts, since the coalition began or the last report', async () => {
  for (const number of [1, 2, 3]) {
    await using database = await testDatabase();
    const { db } = database;
    const desk = await openReports(db);
    const other = await seed(db, begins, 'other-');
    await fillCoalition(db, desk, begins, number);
    await fillCoalition(db, other, begins, number + 1000);
    const counted = async (from: Temporal.Instant, until: Temporal.Instant) => {
      const [since, now] = [sql`${from.toString()}::timestamptz`, sql`${until.toString()}::timestamptz`];
      const c = sql`${desk.coalitionId}`;
      const { rows } = await db.execute<Record<keyof Counts, string>>(sql`select
        (select count(*) from person where coalition_id = ${c} and left_at is null) as people,
        (select count(*) from organisation where coalition_id = ${c} and left_at is null and listed) as organisations,
        (select count(*) from organisation where coalition_id = ${c} and left_at is null and listed and signed_at is not null) as signed,
        (select count(*) from hub where coalition_id = ${c} and closed_at is null) as hubs,
        (select count(*) from introduction where coalition_id = ${c} and introduced_at > ${since}) as introduced,
        (select count(*) from (select introduction_id from introduction_follow where coalition_id = ${c} and answer = 'met'
          group by 1 having min(answered_at) > ${since}) met) as met,
        (select count(*) from action where coalition_id = ${c} and state = 'posted' and starts_at > ${since}
          and starts_at <= ${now}) as "pastActions",
        (select count(*) from (select distinct action_id, person_id from action_part where how <> 'shared'
          and action_id in (select id from action where coalition_id = ${c} and state = 'posted'
            and starts_at > ${since} and starts_at <= ${now})) parts) as "partsTaken"`);
      return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, count]) => [name, Number(count)]));
    };
    const [coalition] = await db
      .select()
      .from(tables.coalition)
      .where(eq(tables.coalition.id, desk.coalitionId));
    const createdAt = coalition?.createdAt ?? begins;
    const first = await desk.preview();
    const [row] = await desk.rows();
    expect(row?.since).toEqual(createdAt);
    const sums = await counted(createdAt, begins);
    expect(row?.contents.figures).toEqual(sums);
    // And the words say the same.
    const lines = first.file?.split('\n') ?? [];
    for (const [name, count] of Object.entries(sums)) {
      const value = lines
        .find((line) => line.startsWith(`- ${labels[name as keyof Counts]}: `))
        ?.split(': ')[1];
      if (count < 5) expect(value).toBe('fewer than five');
      else if (value && /^\d/.test(value)) expect(Number(value.replaceAll(',', ''))).toBe(count);
    }
    expect(await resultsIn(db, desk.coalitionId, createdAt)).toEqual(
      lines.filter((line) => line.startsWith('- Actions came to')),
    );

    await desk.presses('jonas', first.message, 'Show it to representatives');
    desk.pass({ hours: 72 });
    await desk.ready();
    await desk.send();
    desk.pass({ days: 30 });
    await desk.preview();
    const next = (await desk.rows()).find(({ state }) => state === 'asked');
    expect(next?.since).toEqual(begins);
    expect(next?.contents.figures).toEqual(await counted(begins, desk.at.now()));
  }
});

/** The lines of results, from the rows, each unit added up by hand. */
async function resultsIn(db: Db, coalitionId: string, since: Temporal.Instant): Promise<readonly string[]> {
  const rows = (
    await db
      .select({ row: result, startsAt: action.startsAt, state: action.state, audience: action.audience })
      .from(result)
      .innerJoin(action, eq(action.id, result.actionId))
      .where(eq(result.coalitionId, coalitionId))
  ).filter(({ state, audience }) => state === 'posted' && audience === 'coalition');
  const isNew = (id: string) =>
    rows.every(({ row }) => row.actionId !== id || Temporal.Instant.compare(row.reportedAt, since) > 0);
  const standing = rows
    .map(({ row }) => row)
    .filter((row) => row.correctedById === null && isNew(row.actionId));
  const lines = ['people', 'doors'].map((unit) => {
    const told = { true: { least: 0, most: 0, sources: 0 }, false: { least: 0, most: 0, sources: 0 } };
    for (const [, all] of Map.groupBy(
      standing.filter((row) => row.unit === unit),
      (row) => row.actionId,
    )) {
      const final = all.filter((row) => row.final);
      const those = final.length > 0 ? final : all;
      const sum = told[final.length > 0 ? 'true' : 'false'];
      sum.least += Math.min(...those.map(({ count }) => count));
      sum.most += Math.max(...those.map(({ count }) => count));
      sum.sources += those.length;
    }
    const figures = (['true', 'false'] as const).flatMap((name) => {
      const { least, most, sources } = told[name];
      if (sources === 0) return [];
      const format = new Intl.NumberFormat('en').format;
      const amount =
        most < 5
          ? 'fewer than five'
          : least < 5 && least < most
            ? `up to ${format(most)}`
            : least === most
              ? format(most)
              : `${format(least)} to ${format(most)}`;
      return [
        `${amount} ${unit}, ${name === 'true' ? 'final' : 'preliminary'}, from ${sources < 5 ? 'fewer than five' : sources} sources`,
      ];
    });
    return { unit, figures, sources: told.true.sources + told.false.sources };
  });
  return lines
    .filter(({ sources }) => sources > 0)
    .toSorted((a, b) => b.sources - a.sources || (a.unit < b.unit ? -1 : 1))
    .map(({ figures }) => `- Actions came to ${figures.join('; and ')}.`);
}

test('a report holds no name of a person, a hub or a place, and nothing anybody wrote but what was counted', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const desk = await openReports(db);
  await fillCoalition(db, desk, begins, 4);
  await desk.names('priya', 'Tenants Together', 'name');
  const { file = '' } = await desk.preview();
  const people = await db.select().from(tables.person);
  const orgs = await db.select().from(tables.organisation);
  const actions = await db.select().from(action);
  const secrets = [
    ...people.flatMap(({ name, offers, needs, place, id }) => [name, offers, needs, place, id]),
    ...orgs.flatMap(({ name, place, issues, about }) => [name, place, issues, about]),
    ...(await db.select().from(tables.hub)).map(({ name }) => name),
    ...(await db.select().from(result)).map(({ source }) => source),
    ...actions.flatMap(({ title, lesson }) => [title, lesson]),
    ...['rather not', 'declined', 'pulse', 'blocked', 'joined', 'left'],
  ].filter((one) => one.length > 3 && one !== 'Tenants Together');
  const holds = (text: string) => secrets.filter((one) => text.replace(zeroWidth, '').includes(one));
  expect(holds(file)).toEqual([]);
  expect(file).toContain('- Tenants Together\n');
  // The control: one name more is found.
  expect(holds(`${file}\nAna Reyes`)).toEqual(['Ana Reyes']);
});

test('hostile names stand in a report as they are written, and do nothing', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const desk = await openReports(db);
  const now = begins;
  await db.update(tables.coalition).set({ name: hostile.join(' '), purpose: hostile.join('\n') });
  const ids = hostile.map(() => newId(now));
  const { coalitionId } = desk;
  await db.insert(tables.organisation).values(
    hostile.map((name, at) => ({
      ...{ id: ids[at] ?? '', coalitionId, name: `${name} ${at}` },
      kind: 'informal' as const,
      addedAt: now,
    })),
  );
  await db
    .insert(reportName)
    .values(ids.map((organisationId) => ({ organisationId, coalitionId, agreedAt: now })));
  const { file = '' } = await desk.preview();
  const lines = file.split('\n').filter((line) => line !== '');
  for (const line of lines) {
    const inside = line.replace(/^(?:# |## |- )/, '');
    expect([line, readBack(inside).active]).toEqual([line, false]);
  }
  const named = lines.map((line) => readBack(line.replace(/^- /, '')).words);
  for (const [at, name] of hostile.entries()) expect(named).toContain(asRead(`${name} ${at}`));
  expect(lines.filter((line) => line.startsWith('# '))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('## '))).toHaveLength(6);
});

test('only who represents an organisation lets it be named, and it is named while it is listed, in order', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const desk = await openReports(db);
  const of = async (set: Partial<typeof tables.organisation.$inferInsert>, name: string) =>
    await db
      .update(tables.organisation)
      .set(set)
      .where(eq(tables.organisation.id, desk.organisations.get(name) ?? ''));
  /** The names in a report, by what it says and by what the table says. */
  const named = async () => {
    const { file = '' } = await desk.preview();
    const list = file.split('## Organisations\n\n')[1]?.split('\n\n')[0] ?? '';
    return list === '' ? [] : list.split('\n').map((line) => line.slice(2));
  };
  expect(await named()).toEqual([]);

  for (const who of ['cara', 'jonas', 'grace'])
    expect([who, (await desk.names(who, 'Delta Legal Aid', 'name')).refused]).toEqual([who, true]);
  expect(await db.select().from(reportName)).toEqual([]);
  const agreed = await desk.names('ben', 'Delta Legal Aid', 'name');
  expect(agreed.text).toContain('name Delta Legal Aid from now on');
  await desk.names('pearl', 'Faith on the Banks', 'name');
  await desk.names('hugo', 'Bayou Fishers Cooperative', 'name');
  expect(await named()).toEqual(['Bayou Fishers Cooperative', 'Delta Legal Aid', 'Faith on the Banks']);

  // Not listed, it is not named, whatever was agreed, and cannot agree.
  await of({ listed: false }, 'Delta Legal Aid');
  expect(await named()).toEqual(['Bayou Fishers Cooperative', 'Faith on the Banks']);
  expect((await desk.names('ben', 'Delta Legal Aid', 'name')).refused).toBe(true);
  // The control: the agreement alone would name it.
  expect(await db.select().from(reportName)).toHaveLength(3);
  await of({ listed: true }, 'Delta Legal Aid');

  // One that left is not named, and neither when it comes back, until it agrees anew.
  await of({ leftAt: begins }, 'Faith on the Banks');
  expect(await named()).toEqual(['Bayou Fishers Cooperative', 'Delta Legal Aid']);
  expect((await desk.names('pearl', 'Faith on the Banks', 'unname')).stale).toBe(true);
  desk.pass({ hours: 1 });
  await of({ leftAt: null, addedAt: desk.at.now() }, 'Faith on the Banks');
  expect(await named()).toEqual(['Bayou Fishers Cooperative', 'Delta Legal Aid']);
  await desk.names('pearl', 'Faith on the Banks', 'name');
  expect(await named()).toHaveLength(3);

  // Somebody who represents it no more takes nothing back; somebody who does, at once.
  await db.delete(tables.representative).where(eq(tables.representative.personId, desk.personId('hugo')));
  expect((await desk.names('hugo', 'Bayou Fishers Cooperative', 'unname')).refused).toBe(true);
  expect((await desk.names('ben', 'Delta Legal Aid', 'unname')).text).toContain(
    'do not name Delta Legal Aid',
  );
  expect(await named()).toEqual(['Bayou Fishers Cooperative', 'Faith on the Banks']);
  expect(await desk.audited()).toEqual(expect.arrayContaining(['report.named', 'report.unnamed']));
});

test('representatives see a report for 72 hours as it was looked at, then operators get it with the names of then', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const desk = await openReports(db);
  expect((await desk.send()).text).toContain('/weft digest preview external');
  await desk.names('pearl', 'Faith on the Banks', 'name');
  const looked = await desk.preview();
  // What changes after it was looked at is not in it.
  await db.update(tables.coalition).set({ purpose: 'Another purpose.' });
  desk.pass({ minutes: 30 });
  const shown = await desk.presses('priya', looked.message, 'Show it to representatives');
  expect(shown.text).toContain('Shown to 12 representatives.');
  const told = await desk.told('report.shown');
  expect(told).toHaveLength(12);
  const messageOf = (rows: typeof told, who: string) => {
    const effect = rows.find(({ personId }) => personId === desk.personId(who))?.effect;
    if (effect?.kind !== 'post') throw new Error('nothing was told');
    return effect.message;
  };
  expect(plain(messageOf(told, 'ben'))).toContain('It does not name Delta Legal Aid');
  expect(plain(messageOf(told, 'pearl'))).toContain('It names Faith on the Banks');
  for (const who of ['ben', 'pearl']) expect(fileIn(messageOf(told, who))).toBe(looked.file);

  const from = begins.add({ hours: 72, minutes: 30 });
  expect((await desk.send()).text).toContain(from.toString().slice(0, 16).replace('T', ' '));
  await desk.presses('ben', messageOf(told, 'ben'), 'Name us');
  desk.at.set(from.subtract({ seconds: 1 }));
  await desk.ready();
  expect((await desk.send()).refused).toBe(true);
  expect(await desk.told('report.ready')).toEqual([]);
  desk.at.set(from);
  await desk.ready();
  const ready = await desk.told('report.ready');
  expect(ready.map(({ personId }) => personId).sort()).toEqual(['jonas', 'priya'].map(desk.personId).sort());
  expect(fileIn(messageOf(ready, 'jonas'))).toContain('- Delta Legal Aid\n- Faith on the Banks\n');

  // Taken back at once, also of a report that is ready: operators who hold one get the next.
  await desk.presses('ben', messageOf(told, 'ben'), 'Do not name us');
  const again = (await desk.told('report.ready')).filter(({ state }) => state !== 'cancelled');
  const newest = again.filter(({ occurrence }) => occurrence !== '');
  expect(newest).toHaveLength(2);
  expect(plain(messageOf(newest, 'jonas'))).toContain('no longer wants to be named');
  for (const row of again)
    expect(row.effect?.kind === 'post' && fileIn(row.effect.message)).not.toContain('Delta Legal Aid');

  const sent = await desk.send();
  expect(sent.file).toContain('- Faith on the Banks\n');
  expect(sent.file).not.toContain('Delta Legal Aid');
  expect(sent.file).toContain('Every household along the river');
  // All else is what was shown.
  const body = (text = '') => text.split('## Organisations\n')[0];
  expect(body(sent.file)).toBe(body(looked.file));
  expect(await desk.audited()).toEqual(expect.arrayContaining(['report.shown', 'report.sent']));
  // Once it was taken, operators hold it still: they hear of what somebody takes back all the same, in the same moment too.
  await desk.names('pearl', 'Faith on the Banks', 'unname');
  const last = (await desk.told('report.ready')).filter(({ state }) => state === 'due');
  expect(last.map(({ personId }) => personId).sort()).toEqual(['jonas', 'priya'].map(desk.personId).sort());
  for (const row of last)
    expect(row.effect?.kind === 'post' && fileIn(row.effect.message)).not.toContain('Faith on the Banks');
  expect((await desk.send()).file).not.toContain('Faith on the Banks');
  // An organisation that came after it was made is not in it, and nobody is told.
  const late = { leftAt: null, addedAt: desk.at.now() };
  await db.update(tables.organisation).set(late).where(eq(tables.organisation.name, 'Faith on the Banks'));
  const before = (await desk.told('report.ready')).length;
  await desk.names('pearl', 'Faith on the Banks', 'name');
  expect((await desk.names('pearl', 'Faith on the Banks', 'unname')).text).toContain('do not name');
  expect(await desk.told('report.ready')).toHaveLength(before);
});

test('one report is on its way at a time, the next begins where the last ended, and none is of less than four weeks', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const desk = await openReports(db);
  const [one, two] = [await desk.preview('jonas'), await desk.preview('priya')];
  // What was looked at first is not there any more.
  expect((await desk.presses('jonas', one.message, 'Show it to representatives')).stale).toBe(true);
  await desk.presses('priya', two.message, 'Not now');
  expect((await desk.presses('priya', two.message, 'Show it to representatives')).refused).toBe(true);
  const late = await desk.preview();
  desk.pass({ minutes: 61 });
  expect((await desk.presses('jonas', late.message, 'Show it to representatives')).refused).toBe(true);

  await desk.presses('jonas', (await desk.preview()).message, 'Show it to representatives');
  const other = await desk.preview('priya');
  expect([other.text.includes('Representatives read a report until'), other.file]).toEqual([true, undefined]);
  await desk.presses('priya', other.message, 'Drop it');
  expect((await desk.presses('jonas', other.message, 'Drop it')).refused).toBe(true);
  expect(new Set((await desk.told('report.shown')).map(({ state }) => state))).toEqual(
    new Set(['cancelled']),
  );
  desk.pass({ hours: 96 });
  await desk.ready();
  expect([await desk.told('report.ready'), (await desk.send()).refused]).toEqual([[], true]);

  // Two that were looked at in the same moment: one is shown.
  const first = await desk.preview();
  const [row] = await desk.rows();
  if (!row) throw new Error('nothing was looked at');
  const twin = newId(desk.at.now());
  await db.insert(report).values({ ...row, id: twin });
  await desk.presses('jonas', first.message, 'Show it to representatives');
  expect((await desk.press('priya', wire('report.show', twin))).refused).toBe(true);
  await db.delete(report).where(eq(report.id, twin));
  const madeAt = desk.at.now();
  desk.pass({ hours: 72 });
  await desk.ready();
  const soon = await desk.preview();
  expect([soon.refused, soon.text.includes('The next one can be made from')]).toEqual([true, true]);
  desk.at.set(madeAt.add({ hours: 24 * 28 - 1 }));
  expect((await desk.preview()).refused).toBe(true);
  desk.at.set(madeAt.add({ hours: 24 * 28 }));
  expect((await desk.preview()).refused).toBe(false);
  const since = async () => (await desk.rows()).find(({ state }) => state === 'asked')?.since;
  expect(await since()).toEqual(madeAt);
  desk.at.set(madeAt.add({ hours: 24 * 400 }));
  await desk.preview();
  expect(await since()).toEqual(desk.at.now().subtract({ hours: 24 * 365 }));
});

/** Takes one transaction up to its commit, another until it waits for a lock or ends, then both to their ends. */
async function meet(
  db: Db,
  first: (commits: () => Promise<void>) => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<{ readonly waited: boolean }> {
  const [arrived, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const one = first(async () => {
    arrived.resolve();
    await goOn.promise;
  });
  await Promise.race([arrived.promise, one]);
  let ended = false;
  const other = second().finally(() => {
    ended = true;
  });
  const waits = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  let waited = false;
  while (!ended && !waited) waited = (await db.execute(waits)).rows.length > 0;
  goOn.resolve();
  await Promise.all([one, other]);
  return { waited };
}

/** A desk at which reports get ready, are given out and lose a name in transactions that take their time. */
async function openSlowly(db: Db) {
  const desk = await openReports(db);
  const organisation = desk.organisations.get('Delta Legal Aid') ?? '';
  const none = async () => {};
  return {
    ...desk,
    organisation,
    /** What operators are left with: the files that were not withdrawn before they were sent. */
    held: async () =>
      (await desk.told('report.ready'))
        .filter(({ state }) => state !== 'cancelled')
        .map(({ effect }) => (effect?.kind === 'post' ? (fileIn(effect.message) ?? '') : '')),
    /** A report that names it, 72 hours after it was shown. */
    async shown(): Promise<string> {
      await desk.names('ben', 'Delta Legal Aid', 'name');
      await desk.presses('priya', (await desk.preview()).message, 'Show it to representatives');
      desk.pass({ hours: 72 });
      return (await desk.rows()).find(({ state }) => state === 'shown')?.id ?? '';
    },
    getReady: async (id: string, commits = none) =>
      await db.transaction(async (tx) => {
        await reports.dues?.[0]?.carryOut({ tx, now: desk.at.now(), random: () => 0.5 }, id);
        await commits();
      }),
    unname: async (commits = none) =>
      await desk.context('ben', async (context) => {
        const behind = await organisationBehind(context.tx, organisation);
        if (behind && (await withdrawName(joined(context), behind.organisation)))
          await renewReport(joined(context), behind.organisation);
        await commits();
      }),
    give: async (commits = none) =>
      await desk.context('jonas', async (context) => {
        const { file } = read(await sendReport(joined(context)));
        await commits();
        return file;
      }),
  };
}

onServer('a name taken back while a report gets ready is in nothing operators are left with', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const desk = await openSlowly(db);
  const name = 'Delta Legal Aid';

  // It gets ready first: who takes the name back waits, and operators get the next version.
  let id = await desk.shown();
  let met = await meet(
    db,
    (commits) => desk.getReady(id, commits),
    () => desk.unname(),
  );
  expect(met.waited).toBe(true);
  expect((await desk.held()).map((file) => file.includes(name))).toEqual([false, false]);

  // The name is taken back first: what gets ready waits, and does not read it.
  desk.pass({ days: 30 });
  id = await desk.shown();
  met = await meet(
    db,
    (commits) => desk.unname(commits),
    () => desk.getReady(id),
  );
  expect(met.waited).toBe(true);
  expect((await desk.held()).some((file) => file.includes(name))).toBe(false);

  // The control: who takes it back and waits for nobody sees no report that is ready, and operators are left with the name.
  desk.pass({ days: 30 });
  id = await desk.shown();
  met = await meet(
    db,
    (commits) => desk.getReady(id, commits),
    async () => {
      await db.delete(reportName).where(eq(reportName.organisationId, desk.organisation));
      const [seen] = await db.select().from(report).where(eq(report.id, id));
      expect(seen?.state).toBe('shown');
    },
  );
  expect(met.waited).toBe(false);
  expect((await desk.held()).some((file) => file.includes(name))).toBe(true);
});

onServer('a name taken back while a report is given out is told to operators, before or after', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const desk = await openSlowly(db);
  await desk.getReady(await desk.shown());
  const next = async () => (await desk.told('report.ready')).filter(({ occurrence }) => occurrence !== '');

  let file: string | undefined;
  let met = await meet(
    db,
    async (commits) => {
      file = await desk.give(commits);
    },
    () => desk.unname(),
  );
  expect([met.waited, file?.includes('- Delta Legal Aid\n')]).toEqual([true, true]);
  expect(await next()).toHaveLength(2);

  await desk.names('ben', 'Delta Legal Aid', 'name');
  // The control: with the name, it is in what is given.
  expect(await desk.give()).toContain('- Delta Legal Aid\n');
  met = await meet(
    db,
    (commits) => desk.unname(commits),
    async () => {
      file = await desk.give();
    },
  );
  expect([met.waited, file?.includes('Delta Legal Aid')]).toEqual([true, false]);
});

onServer('of a report that gets ready while an operator drops it operators keep it', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const desk = await openSlowly(db);
  const states = async () => (await desk.rows()).map(({ state }) => state);
  const id = await desk.shown();
  let refused: boolean | undefined;
  const { waited } = await meet(
    db,
    (commits) => desk.getReady(id, commits),
    async () => {
      ({ refused } = await desk.press('priya', wire('report.drop', id)));
    },
  );
  expect([waited, refused, await states()]).toEqual([true, true, ['ready']]);
  // The control: before that it is dropped.
  desk.pass({ days: 30 });
  await desk.press('priya', wire('report.drop', await desk.shown()));
  expect((await states()).sort()).toEqual(['dropped', 'ready']);
});

test('what operators have in hand cannot be dropped, and no second file begins where it began', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const desk = await openReports(db);
  const begun = async () => {
    const shown = await desk.presses('jonas', (await desk.preview()).message, 'Show it to representatives');
    return shown.buttons['Drop it'];
  };
  // What representatives read is dropped, and the next one tells of the same time.
  await desk.press('jonas', await begun());
  const drop = await begun();
  const [first] = await desk.rows();
  desk.pass({ hours: 72 });
  await desk.ready();
  const late = await desk.press('jonas', drop);
  expect([late.refused, late.text.includes('cannot be dropped any more')]).toEqual([true, true]);
  // Nobody took it: it was told to operators all the same, with all that it says.
  expect(await desk.audited()).not.toContain('report.sent');
  const soon = await desk.preview('priya');
  expect([soon.refused, soon.file]).toEqual([true, undefined]);
  expect(soon.text).toContain('/weft digest send external gives it to you');
  desk.at.set((first?.madeAt ?? begins).add({ hours: 24 * 28 }));
  expect((await desk.preview()).refused).toBe(false);
  expect((await desk.rows()).find(({ state }) => state === 'asked')?.since).toEqual(first?.madeAt);

  // Given out at its moment, before its due work was carried out, it cannot be dropped either.
  const other = await begun();
  desk.pass({ hours: 72 });
  expect((await desk.send()).file).toBeDefined();
  expect((await desk.press('jonas', other)).refused).toBe(true);
  await desk.ready();
  expect((await desk.preview()).refused).toBe(true);
  expect((await desk.told('report.ready')).filter(({ occurrence }) => occurrence !== '')).toEqual([]);
  // The control: were it dropped, a second file of the same time would follow.
  await db.update(report).set({ state: 'dropped' }).where(eq(report.coalitionId, desk.coalitionId));
  expect((await desk.preview()).file).toBeDefined();
});

test('shown at night, each representative has 72 hours from the morning on', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const desk = await openReports(db);
  await db
    .update(tables.person)
    .set({ zone: 'Pacific/Honolulu' })
    .where(eq(tables.person.id, desk.personId('pearl')));
  const hours = async (at: string) => {
    desk.at.set(Temporal.Instant.from(at));
    const { buttons } = await desk.presses(
      'jonas',
      (await desk.preview()).message,
      'Show it to representatives',
    );
    const told = await desk.told('report.shown');
    const subject = (await desk.rows()).find(({ state }) => state === 'shown');
    const zones = await db.select({ id: tables.person.id, zone: tables.person.zone }).from(tables.person);
    // When each hears of it: not between 21:00 and 08:00 where they live.
    const heard = told
      .filter((row) => row.subject === subject?.id)
      .map(({ personId }) => {
        const now = desk.at.now().toZonedDateTimeISO(zones.find(({ id }) => id === personId)?.zone ?? '');
        if (now.hour >= 8 && now.hour < 21) return now.toInstant();
        return now
          .add({ days: now.hour < 8 ? 0 : 1 })
          .withPlainTime('08:00')
          .toInstant();
      });
    await desk.press('jonas', buttons['Drop it']);
    const until = subject?.readyAt ?? desk.at.now();
    const each = heard.map((from) => until.since(from).total('hours'));
    return { least: Math.min(...each), sinceShown: until.since(desk.at.now()).total('hours') };
  };
  // In the afternoon everybody is up; at 22:30 in Chicago it is 21:30 in Denver, and at 02:30 it is 21:30 in Honolulu.
  expect(await hours('2027-05-12T19:00:00Z')).toEqual({ least: 72, sinceShown: 72 });
  expect(await hours('2027-05-13T03:30:00Z')).toEqual({ least: 72, sinceShown: 72 + 10.5 });
  const { least, sinceShown } = await hours('2027-05-13T07:30:00Z');
  expect([least, sinceShown]).toEqual([72, 72 + 10.5]);
  // The control: counted from the press, somebody would have had so much less.
  expect(least - (sinceShown - 72)).toBeLessThan(72);
});

test('operators alone show and drop a report, and of their own coalition', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const desk = await openReports(db);
  const other = await openReports(db, { prefix: 'other-' });
  const { message } = await desk.preview();
  for (const who of ['ana', 'ben'])
    expect((await desk.presses(who, message, 'Show it to representatives')).refused).toBe(true);
  await other.presses('jonas', message, 'Show it to representatives').catch(() => undefined);
  expect((await desk.rows()).map(({ state }) => state)).toEqual(['asked']);
  await desk.presses('jonas', message, 'Show it to representatives');
  expect(await other.told('report.shown')).toEqual([]);
  expect((await other.send()).refused).toBe(true);
  expect((await other.preview()).file).toBeDefined();
});

test('who leaves or is deleted leaves reports and agreements without a name, and gets them exported', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const desk = await openReports(db);
  await desk.names('priya', 'Tenants Together', 'name');
  await desk.preview('priya');
  const person = await desk.person('priya');
  const exported = await db.transaction(async (tx) => await exportedOf(tx, person, reports));
  expect(exported['Reports for people outside that you made']).toMatchObject([{ state: 'asked' }]);
  expect(exported['That you agreed to your organisation being named outside']).toMatchObject([
    { organisation: 'Tenants Together' },
  ]);
  // Of somebody else's there is nothing.
  const jonas = await desk.person('jonas');
  expect(await db.transaction(async (tx) => Object.keys(await exportedOf(tx, jonas, reports)))).not.toEqual(
    expect.arrayContaining(['Reports for people outside that you made']),
  );
  const held = async () =>
    await heldOf({ tx: db }, { ...person, accounts: [], rows: [] }, reports.keeps ?? []);
  expect(await held()).toBe(2);
  await db.transaction(async (tx) => await reports.deletes?.({ tx, now: begins }, person));
  expect(await held()).toBe(0);
  const [name] = await db.select().from(reportName);
  expect([name?.agreedById, (await desk.rows())[0]?.madeById]).toEqual([null, null]);
  expect((await desk.preview()).file).toContain('- Tenants Together\n');
});

test('days tell their final tallies once, and how many there were only where that gives no small number away', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { coalitionId, hubs: hubIds, organisations: ids } = await seed(db);
  const hubId = [...hubIds.values()][0] ?? '';
  const organisationId = [...ids.values()][0] ?? '';
  const lines = async (since: Temporal.Instant, now = begins) =>
    await db.transaction(
      async (tx) =>
        (await createConvergence(undefined).report?.({ tx, now }, { coalitionId, since, language: 'en' })) ??
        [],
    );
  const held = async (
    name: string,
    date: string,
    numbers: readonly { count: number; final: boolean; at: string }[],
    ofHub?: string,
  ) => {
    const id = newId(begins);
    const at = begins.subtract({ hours: 24 * 100 });
    await db.insert(day).values({
      ...{
        id,
        coalitionId,
        name,
        ask: '',
        state: 'over',
        firstDay: date,
        lastDay: date,
        fromMinute: 600,
        untilMinute: 700,
      },
      ...{ linkKey: crypto.randomUUID(), draftedAt: at, changedAt: at, hubId: ofHub ?? null },
    });
    const place = newId(begins);
    await db.insert(hosting).values({
      ...{ id: place, coalitionId, dayId: id, organisationId, state: 'hosting', place: 'Secret Street' },
    });
    for (const [index, { at: reported, ...number }] of numbers.entries())
      await db.insert(dayResult).values({
        ...{ id: newId(begins), coalitionId, dayId: id, hostingId: place, source: `Kim ${index}`, ...number },
        reportedAt: Temporal.Instant.from(reported),
      });
  };
  const [march, april] = [
    Temporal.Instant.from('2027-03-01T00:00:00Z'),
    Temporal.Instant.from('2027-04-10T00:00:00Z'),
  ];
  expect(await lines(march)).toEqual(['Convergence days that were held: fewer than five.']);
  await held('River day', '2027-03-20', [{ count: 1200, final: true, at: '2027-03-25T10:00:00Z' }]);
  await held('Small day', '2027-03-21', [{ count: 3, final: true, at: '2027-03-25T10:00:00Z' }]);
  await held('Late day', '2027-04-05', [{ count: 80, final: true, at: '2027-04-12T10:00:00Z' }]);
  await held('Open day', '2027-04-20', [{ count: 70, final: false, at: '2027-04-21T10:00:00Z' }]);
  await held('Hub day', '2027-04-21', [{ count: 60, final: true, at: '2027-04-21T10:00:00Z' }], hubId);
  const river = 'River day, 20 March 2027: 1,200 people, final, from fewer than five places.';
  const small = 'Small day, 21 March 2027: fewer than five people, final, from fewer than five places.';
  const late = 'Late day, 5 April 2027: 80 people, final, from fewer than five places.';
  const shorn = (all: readonly string[]) => all.map((line) => line.replace(/^(.*?), \w+ (\d)/, '$1, $2'));
  expect(shorn(await lines(march))).toEqual([river, small, late]);
  // Each is told in the report after its last number: not twice, and not never.
  expect(shorn(await lines(march, april))).toEqual([river, small, late]);
  expect(shorn(await lines(april))).toEqual(['Convergence days that were held: fewer than five.', late]);
  for (const at of [1, 2, 3, 4, 5]) await held(`Day ${at}`, '2027-03-28', []);
  expect((await lines(march))[0]).toBe('Convergence days that were held: 9.');
  expect((await lines(march)).join('')).not.toMatch(/Secret|Kim|Hub day/);
});

test('of many things that were counted those with most sources are told, and that there are others', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { coalitionId, people } = await seed(db);
  const announcerId = [...people.values()][0] ?? '';
  const begun = begins.subtract({ hours: 24 * 3 });
  const announced = async (audience: 'coalition' | 'hubs', units: readonly string[]) => {
    const id = newId(begins);
    await db.insert(action).values({
      ...{
        id,
        coalitionId,
        announcerId,
        audience,
        title: 'Secret walk',
        what: '',
        zone: 'UTC',
        tactic: 'other',
      },
      ...{ state: 'posted', startsAt: begun, draftedAt: begun, postedAt: begun },
    });
    await db.insert(result).values(
      units.map((unit, at) => ({
        ...{
          id: newId(begins),
          coalitionId,
          actionId: id,
          count: 10,
          unit,
          source: `Kim ${at}`,
          final: true,
        },
        reportedAt: begins,
      })),
    );
  };
  const lines = async (since: Temporal.Instant) =>
    await db.transaction(
      async (tx) =>
        (await results.report?.({ tx, now: begins }, { coalitionId, since, language: 'en' })) ?? [],
    );
  const letters = [...'abcdefghijkl'];
  await announced('coalition', letters);
  await announced('coalition', ['l']);
  await announced('hubs', ['m']);
  const told = await lines(begun);
  expect(told).toHaveLength(11);
  expect(told[0]).toBe('Actions came to 20 l, final, from fewer than five sources.');
  expect(told.at(-1)).toBe('Other things were counted too.');
  expect(told.join('')).not.toMatch(/Secret|Kim|\bm,/);
  // What was counted before is in the report before.
  expect(await lines(begins)).toEqual([]);
});

test('what was counted names no organisation and nobody in a report, and other units are told', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { coalitionId, people } = await seed(db);
  const other = await seed(db, begins, 'other-');
  const announcerId = [...people.values()][0] ?? '';
  const begun = begins.subtract({ hours: 24 * 3 });
  const kinds = { kind: 'informal' as const, addedAt: begun };
  const quiet = newId(begins);
  await db.insert(tables.organisation).values([
    { ...kinds, id: quiet, coalitionId, name: 'Quiet Fund', listed: false },
    { ...kinds, id: newId(begins), coalitionId, name: 'Gone Group', leftAt: begins },
    { ...kinds, id: newId(begins), coalitionId: other.coalitionId, name: 'Far Away' },
  ]);
  await db
    .update(tables.person)
    .set({ name: 'Bill' })
    .where(eq(tables.person.id, people.get('ana') ?? ''));
  const units = [
    'QUIET-FUND leaflets',
    'letters to gone   group',
    'Delta Legal Aid visits',
    'calls by Ben Okafor',
    'letters on the bill',
    'Far Away walks',
    'quiet walks',
  ];
  const told = async () =>
    await db.transaction(async (tx) =>
      (
        (await results.report?.({ tx, now: begins }, { coalitionId, since: begun, language: 'en' })) ?? []
      ).map((line) => /^Actions came to \d+ (.*?), final/.exec(line)?.[1] ?? line),
    );
  const ben = await personBy(db, people.get('ben'));
  const written = units.map((unit) => unit.replace('Ben Okafor', ben.name));
  // Two actions with the same units: that several use it does not make a name less of one.
  for (const source of ['Kim', 'Lee']) {
    const id = newId(begins);
    await db.insert(action).values({
      ...{
        id,
        coalitionId,
        announcerId,
        audience: 'coalition' as const,
        title: 'Walk',
        what: '',
        zone: 'UTC',
      },
      ...{ tactic: 'other' as const, state: 'posted' as const },
      ...{ startsAt: begun, draftedAt: begun, postedAt: begun },
    });
    const of = { coalitionId, actionId: id, count: 10, source, final: true, reportedAt: begins };
    await db.insert(result).values(written.map((unit) => ({ ...of, id: newId(begins), unit })));
  }
  const open = ['Far Away walks', 'letters on the bill', 'quiet walks'];
  expect((await told()).sort()).toEqual(['Other things were counted too.', ...open].sort());
  // The control: under another name, the same unit is one like any other.
  await db.update(tables.organisation).set({ name: 'Other' }).where(eq(tables.organisation.id, quiet));
  expect((await told()).sort()).toEqual(
    ['Other things were counted too.', 'QUIET-FUND leaflets', ...open].sort(),
  );
});
