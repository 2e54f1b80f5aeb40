import { eq, type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plain, plainText } from '#chat/index.ts';
import { type Act, type DigestSection, type FigureName, figureNames, tables } from '#directory/index.ts';
import { writeCsv, writeKumu } from '#network/export.ts';
import { readHealth } from '#network/health.ts';
import { readNetwork } from '#network/map.ts';
import { fileMessage, mapMessage } from '#network/map-messages.ts';
import { healthMessage } from '#network/messages.ts';
import { asJoined, carryOut, within } from './support/desk.ts';
import { changes, itemChanges } from './support/simulated/changes.ts';
import { begins } from './support/simulated/coalition.ts';
import { type Expected, gapsOf, operatorsExpect, weaverExpects } from './support/simulated/digests.ts';
import { denied, mapPlainly, stagesPlainly } from './support/simulated/network.ts';
import type { Person } from './support/simulated/people.ts';
import { columnOf, daysAhead, numberOf, plainFigures, questions } from './support/simulated/plainly.ts';
import { features, figuresOf, openYears, sectionsOf, type Years } from './support/simulated/years.ts';

/** Somebody of the coalition, by the order in which they joined, in the space of the first forty. */
const as = (number: number) => ({ account: `U${number}`, tenant: 'north' });

/** What each measure of health is made of: a figure, and what it is a part of. */
const measured: Readonly<Record<string, readonly string[]>> = {
  ...{ signed: ['signed', 'organisations'], purpose: ['purposeAgreed'], principals: ['principals'] },
  ...{
    drivers: ['drivers', 'people'],
    newcomers: ['newcomersLeading'],
    unspoken: ['hubsWithoutSpeaker', 'hubs'],
  },
  ...{ languages: ['requestsInLanguages', 'requests'], lessons: ['lessons', 'pastActions'] },
  ...{ reachable: ['reachable', 'people'], undelivered: ['undelivered', 'delivered', 'undelivered'] },
  ...{
    resources: ['resources'],
    thanks: ['thanks'],
    answered: ['needsAnswered', 'needsOpen', 'needsAnswered'],
  },
  ...{ unconnected: ['unconnected', 'findable'], across: ['tiesAcross', 'ties'], met: ['met', 'introduced'] },
  ...{ pulse: ['pulseAnswered', 'pulseAsked'], heard: ['pulsesAnsweredFor', 'pulsesClosed'] },
  ...{ asks: ['asksOpen', 'people'], unanswered: ['requestsUnanswered', 'requestsOpen'] },
  ...{ parts: ['partsTaken', 'pastActions'], supported: ['organisationsSupported', 'organisationsAsking'] },
  ...{ known: ['pastWithResult', 'pastActions'], gaps: ['dayGaps', 'daysToCome'] },
  ...{ together: ['ledTogether', 'announced'], hosted: ['daysHosted', 'days'] },
};

let years: Years;
beforeAll(async () => {
  years = await openYears(7);
}, 240_000);
afterAll(async () => await years?.[Symbol.asyncDispose]());

type Numbers = Readonly<Record<string, number | undefined>>;
/** The names of figures that two countings tell differently, with both. */
const differences = (one: Numbers, other: Numbers) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter((name) => one[name] !== other[name])
    .map((name) => `${name}: ${one[name]} and ${other[name]}`);

/** The numbers a sentence says, without zeros, which it may leave out. */
const numbersIn = (words: string) =>
  [
    ...words
      .replace(/\b(one|once)\b/gi, '1')
      .replaceAll(',', '')
      .matchAll(/\d+/g),
  ]
    .map(Number)
    .filter((n) => n > 0)
    .sort((a, b) => a - b);

test('every figure of two years is what plain SQL counts', () => {
  for (const { number, counted } of years.weeks)
    for (const { asked, figures, plainly } of counted) {
      expect(differences(figures, plainly), `week ${number}, since ${asked.from}`).toEqual([]);
      expect(Object.keys(figures).sort()).toEqual([...figureNames].sort());
    }
});

/** What a digest says otherwise than plain SQL: items that are too many or missing, and numbers of sentences. */
function wrongIn(sections: readonly DigestSection[], expected: Expected): readonly string[] {
  const keys = sections.flatMap(({ items }) => items.map(({ key }) => key));
  const known = new Set(expected.keys);
  const sentence = (name: string) =>
    sections.flatMap((one) => (one.name === name ? [plainText(one.lead ?? [])] : [])).join(' ');
  return [
    ...keys.filter((key) => !known.has(key)).map((key) => `${key} is too much`),
    ...expected.keys.filter((key) => !keys.includes(key)).map((key) => `${key} is missing`),
    ...(new Set(keys).size < keys.length ? ['something stands twice'] : []),
    ...Object.entries(expected.numbers).flatMap(([name, numbers]) => {
      const said = numbersIn(sentence(name)).join();
      const wanted = numbers
        .filter((count) => count > 0)
        .toSorted((a, b) => a - b)
        .join();
      return said === wanted ? [] : [`numbers of ${name}: ${said} and ${wanted}`];
    }),
  ];
}

test('every item of every digest is what plain SQL finds, and every sentence says its numbers', () => {
  const wrong = years.weeks.flatMap(({ number, reads }) =>
    reads.flatMap(({ reader, by, sections, expected, composed, asked }) => {
      expect(composed.since.toString()).toBe(asked.from.toString());
      return wrongIn(sections, expected).map((one) => `week ${number}, ${reader} ${by.name}: ${one}`);
    }),
  );
  expect(wrong).toEqual([]);
});

test('a digest shows what is new or has changed, each thing once, and counts what does not fit', () => {
  let unchanged = 0;
  for (const { number, reads } of years.weeks)
    for (const { reader, by, composed, sections, before } of reads) {
      const which = `week ${number}, ${reader} ${by.name}`;
      const fresh = sections.flatMap(({ items }) =>
        items.filter(({ key, state }) => before.get(key) !== state),
      );
      unchanged += sections.flatMap(({ items }) => items).length - fresh.length;
      const shown = [...composed.next, ...composed.sections.flatMap(({ items }) => items)].map(
        ({ key }) => key,
      );
      const more = composed.sections.reduce((sum, one) => sum + one.more, 0);
      expect(new Set(shown).size, which).toBe(shown.length);
      expect(shown.length + more, which).toBe(fresh.length);
      expect(
        shown.filter((key) => !fresh.some((one) => one.key === key)),
        which,
      ).toEqual([]);
      expect(composed.next.length, which).toBeLessThanOrEqual(5);
      for (const { items } of composed.sections) expect(items.length, which).toBeLessThanOrEqual(5);
    }
  // Of one week and the next much is the same: this would say nothing otherwise.
  expect(unchanged).toBeGreaterThan(20);
});

test('what is kept of a week is what plain SQL counts, and every signal says figures of it', async () => {
  const { db, one, now } = years;
  const { rows } = await db.execute<{ week: string; figures: Numbers }>(
    sql`select week::text, figures from network_week where coalition_id = ${one.coalitionId}::uuid order by week`,
  );
  expect(rows.map(({ week }) => week)).toEqual(
    years.weeks.map((week) => week.now.toZonedDateTimeISO('UTC').toPlainDate().toString()),
  );
  for (const [place, { figures }] of rows.entries())
    expect(differences(figures, years.weeks[place]?.counted[1]?.plainly ?? {})).toEqual([]);
  const plainly = years.weeks.at(-1)?.counted[1]?.plainly ?? {};
  const health = await asJoined(db, now, as(0), (context) => readHealth(context, features));
  expect(health.unknown).toEqual([]);
  for (const { because } of health.signals)
    for (const { name, part, whole } of because) {
      const [of, ...sum] = measured[name] ?? [];
      expect(part, name).toBe(plainly[of ?? '']);
      expect(whole ?? 0, name).toBe(sum.reduce((total, each) => total + (plainly[each] ?? Number.NaN), 0));
    }
  expect(health.signals).toHaveLength(11);
});

test('how closely organisations work together is what plain SQL finds of half a year', async () => {
  const { db, one, now } = years;
  const half = { coalitionId: one.coalitionId, from: now.subtract({ hours: 24 * 180 }), now };
  const plainly = await stagesPlainly(db, half);
  const kept = sql`select organisation_id || ' ' || stage from network_stage where coalition_id = ${one.coalitionId}::uuid`;
  expect(await columnOf(db, kept)).toEqual(plainly);
  const stages = ['independence', 'cooperation', 'coordination', 'collaboration', 'coalition'] as const;
  const { stages: told } = await asJoined(db, now, as(0), (context) => readHealth(context, features));
  for (const stage of stages)
    expect(told.at[stage], stage).toBe(plainly.filter((line) => line.endsWith(` ${stage}`)).length);
  // The control: of another half year it is otherwise.
  const before = { ...half, from: now.subtract({ hours: 24 * 8 }) };
  expect(await stagesPlainly(db, before)).not.toEqual(plainly);
});

test.each(['organisations', 'people'] as const)(
  'the map of %s and its files hold what plain SQL finds',
  async (which) => {
    const { db, one, now } = years;
    const network = await asJoined(db, now, as(2), (context) => readNetwork(context, which));
    const { names, lines } = await mapPlainly(db, { coalitionId: one.coalitionId, from: now, now }, which);
    const name = new Map(network.nodes.map(({ id, label }) => [id, label]));
    const lined = network.edges.map(({ from, to, ties }) =>
      [...[name.get(from) ?? '', name.get(to) ?? ''].toSorted(), ties].join(', '),
    );
    expect(network.nodes.map(({ label }) => label).sort()).toEqual(names);
    expect(lined.sort()).toEqual(lines.map(sortedNames).toSorted());
    expect(lines.length).toBeGreaterThan(100);
    const csv = (await writeCsv(network)).trim().split('\n').slice(1);
    expect(csv).toHaveLength(lines.length);
    const kumu = JSON.parse(await writeKumu(network)) as { connections: readonly { strength: number }[] };
    const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
    expect(sum(kumu.connections.map(({ strength }) => strength))).toBe(
      sum(network.edges.map(({ ties }) => ties)),
    );
  },
);
const sortedNames = (line: string) => {
  const [one = '', other = '', ties = ''] = line.split(', ');
  return [...[one, other].toSorted(), ties].join(', ');
};

test('digests and figures say what the commands show', async () => {
  const { db, one, now } = years;
  const { coalitionId } = one;
  const last = years.weeks.at(-1);
  const plainly = last?.counted[0]?.plainly ?? {};
  const [operator, weaver] = last?.reads ?? [];
  const c = sql`${coalitionId}::uuid`;
  const type = async (who: number, line: string, values: object = {}) => {
    const feature = features.find(({ commands }) =>
      commands.some(({ topic, verb }) => `${topic} ${verb}` === line),
    );
    if (!feature) throw new Error(`no ${line}`);
    return await within(db, now, as(who), async (context) =>
      plain(await carryOut(feature, line, context, values)),
    );
  };
  const keysOf = (kind: string, from = operator) =>
    (from?.expected.keys ?? []).filter((key) => key.startsWith(`${kind}:`)).length;
  const lead = (name: string) =>
    (operator?.sections ?? [])
      .flatMap((each) => (each.name === name ? [plainText(each.lead ?? [])] : []))
      .join(' ');
  const first = (words: string) => Number(/\d+/.exec(words.replaceAll(',', ''))?.[0]);
  const numberBefore = (words: string, text: string) =>
    Number(
      new RegExp(`(\\d+) ${words}`).exec(text.replaceAll(',', '').replace(/\b[Oo]ne\b/g, '1'))?.[1] ?? 0,
    );

  const ever = { coalitionId, from: begins.subtract({ hours: 1 }), now };
  const counted = await db.transaction(async (tx) => await figuresOf({ tx, now }, ever));
  expect(first(await type(0, 'find resources'))).toBe(counted.resources);
  expect((await type(0, 'pulse results')).replaceAll('\n• ', ' ')).toContain(lead('pulse'));
  const listedIn = one.people.findIndex(({ organisation }) => organisation?.listed === true);
  expect(first(await type(listedIn, 'organisation list'))).toBe(plainly.organisations);
  expect(first(await type(0, 'hub list'))).toBe(plainly.hubs);
  const map = await type(listedIn, 'network map');
  expect(map).toContain(lead('network'));
  const { names, lines } = await mapPlainly(db, ever, 'organisations');
  const ties = lines.reduce((sum, line) => sum + Number(line.split(', ')[2]), 0);
  expect([numberBefore('organisations', map), numberBefore('ties', map)]).toEqual([names.length, ties]);

  const roles = (await type(0, 'role list')).split('\n');
  const holders = (role: string) =>
    (roles.find((line) => line.startsWith(role)) ?? '').split(', ').filter((name) => /Person \d+$/.test(name))
      .length;
  const held = {
    operators: holders('Operator'),
    principals: holders('Principal'),
    weavers: holders('Weaver'),
  };
  for (const [name, count] of Object.entries(held)) expect(count, name).toBe(plainly[name]);

  const status = await type(0, 'status show');
  expect(numberBefore('introductions wait in', status)).toBe(weaver?.expected.numbers.suggestions?.[0]);
  expect(numberBefore('asks? for introductions', status)).toBe(
    Number(
      await columnOf(
        db,
        sql`select count(*) from introduction_ask where coalition_id = ${c} and state = 'open' and alone_at is not null`,
      ),
    ),
  );
  expect(numberBefore('requests? to carry', status)).toBe(keysOf('request'));
  expect(numberBefore('needs? ', status)).toBe(keysOf('need'));
  expect(numberBefore('hubs? ha', status)).toBe(keysOf('hub-speaker'));
  const lost = [...status.matchAll(/^(\d+) messages? about/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
  expect(lost).toBe(operator?.expected.numbers.deliveries?.[0]);
  expect((status.match(/may or may not have arrived/g) ?? []).length).toBe(
    Math.min(5, operator?.expected.numbers.deliveries?.[1] ?? 0),
  );

  const days = await columnOf(db, daysAhead(c, sql`${now.toString()}::timestamptz`));
  expect(days.length).toBeGreaterThan(1);
  for (const dayId of days) {
    const shown = await type(2, 'converge show', { on: dayId });
    const gaps = await gapsOf(db, dayId);
    expect(gapsShown(shown), shown).toEqual({ hub: 0, place: 0, leader: 0, role: 0, ...gaps });
    const text = plainText(
      (operator?.sections ?? []).flatMap(({ items }) => items).find(({ key }) => key === `day:${dayId}`)
        ?.text ?? [],
    );
    const told = ['hubs?', 'places?', 'roles?'].map((what) =>
      numberBefore(`${what}\\b`, text.replace(/who leads .*/, '')),
    );
    const leaders = numberBefore('places?', /who leads .*/.exec(text)?.[0] ?? '');
    expect([...told, leaders], text).toEqual([
      gaps.hub ?? 0,
      gaps.place ?? 0,
      gaps.role ?? 0,
      gaps.leader ?? 0,
    ]);
  }
});

/** What a day shows that nobody covers, line by line; what does not fit is counted behind its kind. */
function gapsShown(text: string): Numbers {
  const lines = {
    hub: / (nobody hosts yet|asked, no answer yet)/,
    place: /: nobody in /,
    leader: /: nobody leads it yet/,
  };
  const counts = { hub: 0, place: 0, leader: 0, role: (text.match(/: free$/gm) ?? []).length };
  let last: keyof typeof lines = 'hub';
  for (const line of text.slice(text.lastIndexOf('Not covered yet')).split('\n')) {
    const more = /^• and (\d+) more/.exec(line)?.[1];
    const kind = (Object.keys(lines) as (keyof typeof lines)[]).find((name) => lines[name].test(line));
    if (kind) counts[kind] += 1;
    else if (more !== undefined) counts[last] += Number(more);
    last = kind ?? last;
  }
  return counts;
}

// Nothing of who declined, blocked or did not answer.

/** Everything that anybody reads from above, by what it is. */
async function everythingRead(): Promise<Readonly<Record<string, string>>> {
  const { db, one, now } = years;
  const texts: Record<string, string> = {};
  for (const { number, reads, counted } of years.weeks) {
    texts[`figures of week ${number}`] = JSON.stringify(counted);
    for (const { reader, by, composed, sections } of reads)
      texts[`digest of ${by.name} as ${reader} in week ${number}`] = JSON.stringify([composed, sections]);
  }
  const { coalition, health, networks } = await asJoined(db, now, as(2), async (context) => ({
    coalition: context.coalition,
    health: await readHealth(context, features),
    networks: {
      organisations: await readNetwork(context, 'organisations'),
      people: await readNetwork(context, 'people'),
    },
  }));
  texts.health = JSON.stringify([health, healthMessage(health, coalition, 'en', true)]);
  for (const which of ['organisations', 'people'] as const) {
    texts[`map of ${which}`] = JSON.stringify(mapMessage(networks[which], which, coalition, 'en'));
    for (const format of ['csv', 'kumu'] as const)
      texts[`${format} of ${which}`] = JSON.stringify(
        await fileMessage(networks[which], which, format, 'en'),
      );
  }
  const { rows } = await db.execute<{ figures: object }>(
    sql`select figures from network_week where coalition_id = ${one.coalitionId}::uuid`,
  );
  texts.weeks = JSON.stringify(rows);
  return texts;
}

/** Which of them are named in a text. */
const namedIn = (people: readonly Person[], text: string) =>
  people.filter(({ name }) => new RegExp(`${name}\\b`).test(text)).map(({ name }) => name);

test('whoever only declined, blocked or did not answer is named nowhere; on the map of people only if they agreed, alone', async () => {
  const { db, one, now } = years;
  const texts = await everythingRead();
  const open = one.quiet.filter(({ found }) => found === 'members');
  const hidden = one.quiet.filter(({ found }) => found === 'nobody');
  expect([open.length, hidden.length]).toEqual([3, 3]);
  for (const [what, text] of Object.entries(texts)) {
    expect(text.length, what).toBeGreaterThan(100);
    expect(namedIn(hidden, text), what).toEqual([]);
    if (what !== 'map of people' && what !== 'kumu of people') expect(namedIn(open, text), what).toEqual([]);
  }
  const network = await asJoined(db, now, as(2), (context) => readNetwork(context, 'people'));
  const theirs = network.nodes.filter(({ label }) => namedIn(open, label).length > 0);
  expect(theirs.map(({ ties, community }) => [ties, community])).toEqual(open.map(() => [0, -1]));
});

test.each(Object.entries(denied))('the controls: a text that told %s would be caught', async (_, query) => {
  const { db, one } = years;
  const { rows } = await db.execute<{ name: string }>(
    sql`select name from person where coalition_id = ${one.coalitionId}::uuid and id in (${sql.raw(query)})`,
  );
  expect(namedIn(one.quiet, JSON.stringify(rows))).not.toEqual([]);
});

/** Reads in a transaction in which rows were changed, and takes the change back. */
async function after<T>(change: SQL | readonly SQL[], run: (act: Act) => Promise<T>): Promise<T> {
  const taken = new Error('taken back');
  let result: { readonly value: T } | undefined;
  await years.db
    .transaction(async (tx) => {
      for (const one of [change].flat()) await tx.execute(one);
      result = { value: await run({ tx, now: years.now }) };
      throw taken;
    })
    .catch((error: unknown) => {
      if (error !== taken) throw error;
    });
  if (!result) throw new Error('nothing was read');
  return result.value;
}

test('had nobody declined, denied, claimed or blocked anything, every digest and every figure would be the same', async () => {
  const { one } = years;
  const c = sql`${one.coalitionId}::uuid`;
  const silence = [
    sql`update introduction_side set answer = null, answered_at = null where coalition_id = ${c} and answer = 'no'`,
    sql`update introduction_follow set answer = null, answered_at = null where coalition_id = ${c} and answer in ('rather not', 'could not', 'not yet')`,
    sql`delete from block where coalition_id = ${c}`,
    sql`delete from introduction_claim where coalition_id = ${c}`,
  ];
  const readAll = async (act: Act) => {
    const [coalition] = await act.tx
      .select()
      .from(tables.coalition)
      .where(eq(tables.coalition.id, one.coalitionId));
    if (!coalition) throw new Error('no coalition');
    const all: unknown[] = [];
    for (const { reader, by, asked } of years.weeks.at(-1)?.reads ?? []) {
      const { personId, hubIds, zone } = by;
      const reading = {
        coalition,
        reader,
        personId,
        language: 'en',
        zone,
        since: asked.from,
        ...(hubIds && { hubIds }),
      } as const;
      all.push(await sectionsOf(act, features, reading), await figuresOf(act, asked));
    }
    return JSON.stringify(all);
  };
  const before = await after([], readAll);
  expect(await after(silence, readAll)).toBe(before);
  // The control: one answer that counts.
  const met = sql`update introduction_follow set answer = 'met', answered_at = ${years.now.toString()}::timestamptz
    where coalition_id = ${c} and answer = 'rather not'`;
  expect(await after(met, readAll)).not.toBe(before);
});

// The controls: one row is changed, and the comparison says which number is wrong.

test('the controls: for each figure there is a change after which its comparison fails', {
  timeout: 60_000,
}, async () => {
  const { asked, figures } = years.weeks.at(-1)?.counted[1] ?? {};
  if (!asked || !figures) throw new Error('nothing was counted');
  const all = changes(asked);
  expect(Object.keys(all).sort()).toEqual([...figureNames].sort());
  const blind: string[] = [];
  for (const [name, change] of Object.entries(all)) {
    const question = questions(asked)[name] ?? sql`select 0`;
    const now = await after(change, async ({ tx }) => await numberOf(tx, question));
    if (differences({ [name]: figures[name as FigureName] }, { [name]: now }).length === 0) blind.push(name);
  }
  expect(blind).toEqual([]);
});

test('the controls: for each kind of item, and each sentence, there is a change that is told', {
  timeout: 60_000,
}, async () => {
  const { reads = [], counted: [whole] = [] } = years.weeks.at(-1) ?? {};
  if (!whole) throw new Error('nothing was counted');
  const blind: string[] = [];
  for (const [what, change] of Object.entries(itemChanges(whole.asked))) {
    const isWeavers = /^(pair|ask|apart|numbers of suggestions|numbers of asks)$/.test(what);
    const read = reads.find(({ reader }) => (reader === 'weaver') === isWeavers);
    if (!read) throw new Error('nothing was read');
    const { by, asked, sections, figures } = read;
    const wrong = await after(change, async ({ tx }) => {
      if (isWeavers) return wrongIn(sections, await weaverExpects(tx, asked, by.personId, by.hubIds));
      const isSaid = what === 'numbers of people' || what === 'numbers of introductions';
      const counted = isSaid ? await plainFigures(tx, asked) : figures;
      return wrongIn(sections, await operatorsExpect(tx, asked, counted));
    });
    const isNamed = wrong.some((one) => one.startsWith(`${what}:`) || one.startsWith(`${what} `));
    if (!isNamed) blind.push(what);
  }
  expect(blind).toEqual([]);
});
