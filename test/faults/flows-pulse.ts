import { randomBytes, randomUUID } from 'node:crypto';
import { keyStore } from '#pulse/index.ts';
import { makeKeys, sealSheet, tagOf } from '#pulse/seal.ts';
import { sheetOf } from '#pulse/sheet.ts';
import { by, dialogue, type Flow, passes, prepares, type Step } from './flows-steps.ts';

const jonas = by('jonas');
const [ben, cara, elena, iris, kim] = [by('ben'), by('cara'), by('elena'), by('iris'), by('kim')];

const names = ['Ana Reyes', 'Ben Okafor', 'Cara Lindqvist', 'Dov Abrams', 'Elena Cruz', 'Iris Kowalski'];
const asked = [...names, 'Jonas Weber', 'Kim Soledad', 'Leo Marchetti', 'Mina Park'];

/** Each space has a channel for the pulse, and ten people agree to answer it: the fewest for whom one opens. */
const tenAgree: readonly Step[] = [
  prepares(async ({ sql }) => {
    await sql(`insert into space_channel (space_id, coalition_id, use, channel, can_post, checked_at)
      select space_id, coalition_id, 'pulse', channel, true, checked_at from space_channel where use = 'actions'
      on conflict do nothing`);
    await sql(`update consent set answer = 'no' where kind = 'pulse' and person_id not in
      (select id from person where name in (${asked.map((name) => `'${name}'`).join(', ')}))`);
  }),
];

/** From Tuesday to Friday a pulse has been open to everyone; so many have answered it, as many low as middle as high. */
const open = (answered: number): Step =>
  prepares(async ({ sql, scene }) => {
    const id = randomUUID();
    const [pair, tagKey] = [makeKeys(), randomBytes(32)];
    await keyStore(scene.given.keys).keep(id, { privateKey: pair.privateKey, tagKey });
    await sql(`insert into pulse (id, coalition_id, number, state, questions, public_key, opens_at, closes_at, eligible, asked, due_at)
      select '${id}', id, 2, 'open', '[{"id":"purpose-clear","theme":"purpose"},{"id":"load-rest","theme":"load"}]',
        '\\x${pair.publicKey.toString('hex')}', '2027-05-11T15:00Z', '2027-05-14T15:00Z', 40, 40, '2027-05-14T15:00Z'
      from coalition`);
    await sql(
      `insert into pulse_roster (pulse_id, person_id, coalition_id) select '${id}', id, coalition_id from person`,
    );
    const partition = `pulse_sealed_${id.replaceAll('-', '')}`;
    await sql(`create table ${partition} (like pulse_sealed including all)`);
    await sql(`alter table pulse_sealed attach partition ${partition} for values in ('${id}')`);
    const people = await sql<{ id: string }>(
      `select id::text from person where name <> 'Ben Okafor' order by name limit ${answered}`,
    );
    for (const [at, person] of people.entries()) {
      const scores = [1 + 2 * (at % 3), 1 + 2 * ((at + 1) % 3)];
      const tag = tagOf(tagKey, id, person.id);
      const sheet = sheetOf({ scores, segment: undefined, comment: '' });
      const sealed = sealSheet(pair.publicKey, { tagKey, tag }, sheet);
      await sql(
        `insert into pulse_sealed values ('${id}', '\\x${tag.toString('hex')}', '\\x${sealed.toString('hex')}')`,
      );
    }
  });

/** The week before there was one of which everything could be told: with the next there is a trend. */
const oneBefore = prepares(async ({ sql }) => {
  await sql(`insert into pulse (id, coalition_id, number, state, questions, public_key, opens_at, closes_at, eligible, asked,
      participation, did)
    select gen_random_uuid(), id, 1, 'closed', '[{"id":"purpose-mine","theme":"purpose"}]', '\\x00',
      '2027-05-04T15:00Z', '2027-05-07T15:00Z', 40, 40, 60, 'Two more hearings.' from coalition`);
  await sql(`insert into pulse_released (id, pulse_id, coalition_id, question, bands, count)
    select gen_random_uuid(), id, coalition_id, 0, bands, count
    from pulse, (values ('low', 6), ('middle', 7), ('high', 11)) as told (bands, count)`);
});

const loseKey = prepares(async ({ sql, scene }) => {
  const [pulse] = await sql<{ id: string }>(`select id::text from pulse where state = 'open'`);
  await keyStore(scene.given.keys).destroy(pulse?.id ?? '');
});

const answers = (who: typeof ben, first: number, second: number): readonly Step[] =>
  dialogue(who.presses('Answer'), who.fills({ first, second }));

/** The flows of the pulse. */
export function flowsOfPulse(): readonly Flow[] {
  return [
    {
      name: 'a pulse opened, answered, closed',
      steps: [
        ...tenAgree,
        ...dialogue(jonas.types('pulse open'), jonas.fills({ when: 'now' })),
        ...answers(ben, 4, 2),
        ...answers(cara, 5, 2),
        ...answers(elena, 4, 1),
        ...answers(iris, 3, 3),
        ...answers(kim, 1, 5),
        passes({ days: 2 }),
        ...answers(kim, 4, 4),
        passes({ days: 1, minutes: 1 }),
        passes({ minutes: 1 }),
        ...dialogue(jonas.presses('Say what is done'), jonas.fills({ did: 'Fewer calls in the evening.' })),
      ],
    },
    {
      name: 'a weekly pulse, and too few answers',
      steps: [
        ...tenAgree,
        prepares(async ({ sql }) => {
          await sql(`update pulse_schedule set weekday = 5, next_at = '2027-05-13T20:00Z'`);
        }),
        passes({ hours: 28 }),
        passes({ hours: 20 }),
        ...answers(ben, 4, 2),
        // The last moment anywhere, and the second step of the close.
        passes({ days: 3, hours: 6 }),
        passes({ minutes: 1 }),
      ],
    },
    {
      name: 'a pulse counted by bands',
      steps: [
        ...tenAgree,
        oneBefore,
        open(24),
        ...dialogue(
          ben.types('pulse answer'),
          ben.presses('Answer'),
          ben.fills({ first: 5, second: 5, comment: 'More maps.' }),
        ),
        passes({ days: 2 }),
        passes({ minutes: 1 }),
      ],
    },
    {
      name: 'a pulse whose key is lost',
      steps: [
        ...tenAgree,
        open(6),
        loseKey,
        passes({ days: 2 }),
        passes({ days: 1 }),
        passes({ minutes: 1 }),
      ],
    },
  ];
}
