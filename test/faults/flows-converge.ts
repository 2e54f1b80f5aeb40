import { by, dialogue, type Flow, type Menus, passes, prepares, type Step } from './flows-steps.ts';

const [mara, cara] = [by('mara'), by('cara')];

/** Mara plans it as she would, and presses what she is shown. */
const planned = ({ steps }: Menus, day: string): readonly Step[] => [
  ...steps(
    mara.types('converge plan'),
    mara.fills({ name: 'River day', day, hours: 'noon to two', ask: 'Stand at the river nearest to you.' }),
    mara.fills({ hubs: '', hosts: 'Upriver Farmers Union', roles: 'first aid' }),
  ),
  // An answer that was lost is not repeated: what one has to do is in one's home.
  ...dialogue(mara.types('home show'), mara.presses('Plan it')),
];

interface Written {
  readonly day: string;
  readonly from: number;
  readonly until: number;
  /** for one moment for all, every two weeks */
  readonly zone?: string;
}

/** Mara planned a day a month ago that Cara's organisation hosts for the hub Upriver; nothing of it was announced yet. */
const written = ({ day, from, until, zone }: Written): Step =>
  prepares(async ({ sql }) => {
    await sql(`insert into convergence_day (id, coalition_id, called_by_id, state, name, ask, first_day, last_day,
        from_minute, until_minute, zone, repeats, series_id, link_key, drafted_at, planned_at, changed_at, rounds_from, wake_at)
      select gen_random_uuid(), coalition_id, id, 'planned', 'River day', 'Stand at the river nearest to you.',
        '${day}', '${day}', ${from}, ${until},
        ${zone === undefined ? 'null, null, null' : `'${zone}', 2, gen_random_uuid()`}, gen_random_uuid(),
        '2027-04-10T17:00Z', '2027-04-10T17:00Z', '2027-04-10T17:00Z', '2027-04-10T17:00Z', '2027-05-12T17:00Z'
      from person where name = 'Mara Whitfield'`);
    await sql(`insert into convergence_hosting (id, coalition_id, day_id, hub_id, organisation_id, state, what, place, lead_id,
        hosted_at)
      select gen_random_uuid(), day.coalition_id, day.id, hub.id, person.organisation_id, 'hosting', 'We sing.', 'Dubuque',
        person.id, '2027-04-11T17:00Z'
      from convergence_day day, person, hub where person.name = 'Cara Lindqvist' and hub.name = 'Upriver'`);
  });

const came = (count: string, final = false): readonly Step[] =>
  dialogue(
    cara.types('converge show River day'),
    cara.presses('How many came?'),
    cara.fills({ count, source: 'stewards', ...(final && { final }) }),
  );

/** The flows of convergence days. */
export function flowsOfConvergence(menus: Menus, idOf: (who: string) => string): readonly Flow[] {
  const { steps } = menus;
  let reopen = () => {};
  return [
    {
      name: 'a day planned, hosted, reminded, moved, cancelled',
      steps: [
        ...planned(menus, '2027-05-15'),
        ...steps(
          cara.presses('We host it'),
          cara.fills({ what: 'We sing.', place: 'Dubuque', expected: '30' }),
          cara.fills({ bring: 'boots' }),
        ),
        // 10:00 in every zone there is, two days before.
        passes({ hours: 22 }),
        ...dialogue(cara.types('converge show River day'), cara.presses('It is on')),
        ...steps(mara.types('converge edit'), mara.fills({ day: '2027-05-16' }), mara.fills({})),
        passes({ minutes: 6 }),
        passes({ days: 2 }),
        ...dialogue(mara.types('converge cancel'), mara.fills({ reason: 'Flood.' })),
        passes({ minutes: 6 }),
      ],
    },
    {
      name: 'a day counted, corrected, its tally too old',
      steps: [
        written({ day: '2027-05-12', from: 600, until: 840 }),
        passes({ minutes: 1 }),
        ...came('120'),
        passes({ minutes: 1 }),
        ...came('80'),
        passes({ minutes: 10 }),
        prepares(({ scene }) => {
          reopen = scene.closeEdits();
        }),
        ...came('90'),
        passes({ minutes: 10 }),
        prepares(() => reopen()),
        passes({ days: 1 }),
        ...came('95', true),
        passes({ days: 6 }),
      ],
    },
    {
      name: 'a hub loses its last host, a call comes again',
      steps: [
        written({ day: '2027-05-12', from: 900, until: 960, zone: 'America/Chicago' }),
        passes({ minutes: 1 }),
        ...dialogue(cara.types('converge show River day'), cara.presses('We cannot')),
        ...dialogue(
          mara.types('converge show River day'),
          mara.presses('Ask someone'),
          mara.fills({ hosts: '', person: idOf('iris') }),
        ),
        passes({ hours: 5 }),
        passes({ hours: 20 }),
        ...steps(mara.presses('Plan it'), mara.fills({}), mara.fills({ hubs: '' })),
      ],
    },
  ];
}
