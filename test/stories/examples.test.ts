import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { action } from '#actions/tables.ts';
import { missing } from '#chat/check.ts';
import { parseLine, Refusal } from '#chat/index.ts';
import { tree } from '#commands.ts';
import { day } from '#convergence/tables.ts';
import type { May } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { localDate } from '#time/index.ts';
import { openStage } from '../support/stage/index.ts';

/** Somebody of the cast who may. */
const suitable: Readonly<Record<May, string>> = {
  anyone: 'jonas',
  present: 'kim',
  joined: 'kim',
  vouched: 'kim',
  representative: 'cara',
  weaver: 'ana',
  principal: 'mara',
  operator: 'jonas',
  administrator: 'jonas',
};
/** What somebody else must type: a newcomer joins, an operator closes a hub nobody represents, a principal calls a day. */
const instead: Readonly<Record<string, string>> = {
  'coalition join': 'finn',
  'hub edit': 'jonas',
  'hub close': 'jonas',
  'converge plan': 'mara',
  'converge edit': 'mara',
  'converge cancel': 'mara',
  'digest preview': 'jonas',
};

test('every example in help does what it says, for somebody who may', async () => {
  await using stage = await openStage('playground');
  // Kim leads an action that is coming, and one that was yesterday.
  const now = stage.clock.now();
  const led = {
    ...{ coalitionId: stage.seeded.coalitionId, announcerId: stage.seeded.people.get('kim') ?? '' },
    ...{ state: 'posted' as const, what: 'We take plastic out.', zone: 'America/Chicago' },
    ...{ tactic: 'care' as const, audience: 'coalition' as const, draftedAt: now },
  };
  await stage.db.insert(action).values([
    { ...led, id: newId(now), title: 'River clean-up', startsAt: now.add({ hours: 72 }) },
    { ...led, id: newId(now), title: 'Walk along the pipes', startsAt: now.subtract({ hours: 24 }) },
  ]);
  // Mara has called a day in two weeks.
  const firstDay = localDate(now, 'America/Chicago').add({ days: 14 }).toString();
  await stage.db.insert(day).values({
    ...{ id: newId(now), coalitionId: led.coalitionId, calledById: stage.seeded.people.get('mara') ?? null },
    ...{ state: 'planned', name: 'River day', ask: 'Come to the river.', firstDay, lastDay: firstDay },
    ...{ fromMinute: 720, untilMinute: 840, linkKey: randomUUID() },
    ...{ draftedAt: now, plannedAt: now, changedAt: now },
  });
  const refused =
    /^There is no “|^After “|You can give:|^Only |Nobody has vouched for you|not joined yet|broke on our side|Nothing found for|takes nothing behind it/;
  for (const { topic, verb, may, example, answers, options } of tree.commands) {
    const who = stage.as(instead[`${topic} ${verb}`] ?? suitable[may]);
    expect(example.startsWith(`${topic} ${verb}`)).toBe(true);
    const before = { seen: (await who.shown()).length, form: JSON.stringify(await who.form()) };
    await who.types(example);
    // What it has sent besides, as an export has, is no answer.
    const answer = (await who.shown())
      .slice(before.seen)
      .flatMap(({ where, text }) => (where === 'direct' ? [] : [text]));
    const opened = JSON.stringify(await who.form()) !== before.form;
    expect({ example, opened, answers: answer.length }).toEqual({
      example,
      opened: answers === 'form' || missing(options, parseLine(tree, example, 'en').given).length > 0,
      answers: opened ? 0 : 1,
    });
    expect(answer.join('\n')).not.toMatch(refused);
  }
  expect(stage.problems()).toEqual([]);
});

test('every command that anybody is told to type can be typed', () => {
  const told = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      [...readFileSync(join('src', file), 'utf8').matchAll(/\btyped\((?:'([^']+)'|`([^`]+)`)\)/g)].map(
        (match) => ({ file, line: (match[1] ?? match[2] ?? '').replaceAll(/\$\{[^}]*\}/g, 'x') }),
      ),
    )
    .filter(({ line }) => line !== 'topic verb');
  expect(told.length).toBeGreaterThan(50);
  const wrong = told.filter(({ line }) => {
    const topic = /^help show (.+)$/.exec(line)?.[1];
    if (topic !== undefined && topic !== 'x' && !tree.topics.includes(topic)) return true;
    try {
      parseLine(tree, line, 'en');
      return false;
    } catch (error) {
      return error instanceof Refusal;
    }
  });
  expect(wrong).toEqual([]);
});
