import fc from 'fast-check';
import type { Deed, SpaceEvent } from '#chat/index.ts';
import { introButtons } from '#introductions/buttons.ts';
import { coalitionButtons } from '#onboarding/buttons.ts';
import type { World } from './model-world.ts';

/**
 * One thing that comes in. What it reads and writes are names of facts (`here:ben`, `asks`): two deeds of which one
 * writes what the other reads or writes keep their order, everything else may come in any order.
 */
export interface Step {
  /** unique in its history: the platform's own id of the event */
  readonly key: string;
  readonly who: string;
  readonly space: 'clearwater' | 'delta';
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** keeps the form that it opens under this name */
  readonly opens?: string;
  /** after it nothing comes from them any more */
  readonly goes?: true;
  /** an event that may come after what should come after it: it says itself when it happened */
  readonly late?: true;
  /** what the adapter reads from it; asked when it first comes in, because buttons and forms carry ids */
  deed(world: World, happened: string): Deed | Promise<Deed>;
}

/** Everyone who is in a history, out of the cast; the last two are yet to join. */
export const present = [
  'ana',
  'ben',
  'cara',
  'mara',
  'jonas',
  'priya',
  'rosa',
  'zeke',
  'grace',
  'hugo',
] as const;
export const newcomers = { clearwater: 'finn', delta: 'dante' } as const;
/** those who hold nothing, so that they can do anything */
const ordinary = ['ben', 'cara', 'rosa', 'zeke', 'grace', 'hugo'] as const;
const names: Readonly<Record<string, string>> = {
  ben: 'Ben Okafor',
  cara: 'Cara Lindqvist',
  rosa: 'Rosa Delgado',
  zeke: 'Zeke Miller',
  grace: 'Grace Tran',
  hugo: 'Hugo Fontenot',
};
const hubs = ['Upriver', 'Delta', 'Lead pipes'] as const;
const spaceOf = (who: string): Step['space'] =>
  ['grace', 'hugo', 'dante'].includes(who) ? 'delta' : 'clearwater';

/** Something that people do, in one or more steps; `n` tells it apart in its history. */
type Act = (n: number, p: string, q: string, pick: number) => readonly Step[];

type Given = Partial<Pick<Step, 'reads' | 'writes' | 'opens' | 'space' | 'late'>>;

/** Somebody does something as themselves: after what they did before, and while they are here. */
function own(
  key: string,
  who: string,
  deed: Step['deed'],
  { reads = [], writes = [], ...more }: Given = {},
): Step {
  const space = spaceOf(who);
  return {
    key,
    who,
    space,
    reads: [`here:${who}`, ...reads],
    writes: [`self:${who}`, ...writes],
    deed,
    ...more,
  };
}
const typed = (key: string, who: string, text: string, given?: Given) =>
  own(key, who, () => ({ kind: 'typed', text }), given);
const sent = (key: string, who: string, form: string, given: Record<string, string>, touched?: Given) =>
  own(key, who, (world) => ({ kind: 'submit', form: world.form(form), given }), touched);
/** Something happens to a space or an account, and nobody does it. */
const event = (
  key: string,
  who: string,
  happened: SpaceEvent,
  given: Given & { writes: readonly string[] },
): Step => ({
  key,
  who,
  space: spaceOf(who),
  reads: [],
  deed: (_world, at) => ({ kind: 'event', event: happened, at }),
  ...given,
});

const acts = {
  joinsHub: (n, p, _q, pick) => [typed(`${n}`, p, `hub join ${hubs[pick % 3]}`)],
  leavesHub: (n, p, _q, pick) => [
    typed(`${n}a`, p, `hub join ${hubs[pick % 3]}`),
    typed(`${n}b`, p, `hub leave ${hubs[pick % 3]}`),
  ],
  addsHub: (n, p) => [
    typed(`${n}a`, p, `hub add Hub ${n}`, { opens: `form${n}` }),
    sent(`${n}b`, p, `form${n}`, { name: `Hub ${n}`, kind: 'caucus', zone: 'UTC', places: '' }),
  ],
  addsOrganisation: (n, p) => [
    typed(`${n}a`, p, `organisation add Group ${n}`, { opens: `form${n}` }),
    sent(`${n}b`, p, `form${n}`, { name: `Group ${n}`, several: '', kind: 'informal', listed: 'yes' }),
    sent(`${n}c`, p, `form${n}`, { about: '', issues: 'wells', place: '', mine: 'no' }),
  ],
  snoozes: (n, p, _q, pick) => [
    typed(`${n}a`, p, 'profile snooze in 3 weeks', { writes: [`consent:${p}`] }),
    ...(pick % 2 ? [typed(`${n}b`, p, 'profile snooze off', { writes: [`consent:${p}`] })] : []),
  ],
  chooses: (n, p, _q, pick) => [
    typed(
      `${n}`,
      p,
      `profile notifications kind:role.granted manner:${['now', 'bundle', 'never'][pick % 3]}`,
    ),
  ],
  // The oldest ask is served first, so that asks keep their order.
  asks: (n, p) => [typed(`${n}`, p, `intro ask someone for matter ${n}`, { writes: ['asks'] })],
  // Who of two said it first is kept.
  namesTie: (n, p, q) => [
    typed(`${n}`, p, `intro ties person:"${names[q]}"`, { reads: [`here:${q}`], writes: [pairOf(p, q)] }),
  ],
  blocks: (n, p, q) => [
    typed(`${n}`, p, `intro block person:"${names[q]}"`, { reads: [`here:${q}`], writes: [pairOf(p, q)] }),
  ],
  // Unasked messages have a limit a day: of two to one person the first is sent, and the other waits in the bundle.
  grants: (n, p, _q, pick) => [
    typed(`${n}a`, 'jonas', `role grant person:${p} role:driver`, {
      reads: [`here:${p}`],
      writes: [`role:${p}`, `mail:${p}`],
      space: spaceOf(p),
    }),
    ...(pick % 3 === 0
      ? [
          typed(`${n}b`, 'jonas', `role revoke person:${p} role:driver`, {
            reads: [`here:${p}`],
            writes: [`role:${p}`, `mail:${p}`],
            space: spaceOf(p),
          }),
        ]
      : []),
  ],
  linksCode: (n, p) => [typed(`${n}`, p, 'coalition link')],
  opensHome: (n, p) => [typed(`${n}`, p, 'home show')],
  changesPurpose: (n) => [
    typed(`${n}a`, 'mara', 'coalition purpose', { opens: `form${n}` }),
    sent(`${n}b`, 'mara', `form${n}`, { purpose: `Purpose ${n}`, principles: '' }, { writes: ['purpose'] }),
  ],
  introduces: (n, p, q, pick) => {
    const both = [p, q];
    const willing = both.flatMap((one) => [`here:${one}`, `consent:${one}`]);
    const spaces = ['space:clearwater', 'space:delta'];
    const theirs = [pairOf(p, q), ...both.flatMap((one) => [`offer:${one}`, `mail:${one}`])];
    const press = (who: string, verb: 'accept' | 'accept-with-address' | 'decline', opens?: string) =>
      own(
        `${n}${who}`,
        who,
        async (world) => ({ kind: 'press', press: introButtons[verb], subject: await world.side(p, q, who) }),
        { reads: [...willing, ...spaces, ...theirs], ...(opens !== undefined && { opens }) },
      );
    // Who share no space say how they may be reached.
    const accept = (who: string) =>
      spaceOf(p) === spaceOf(q)
        ? [press(who, 'accept')]
        : [
            press(who, 'accept-with-address', `form${n}${who}`),
            sent(
              `${n}${who}2`,
              who,
              `form${n}${who}`,
              { address: who },
              { reads: [...willing, ...spaces, ...theirs] },
            ),
          ];
    const made = { one: names[p] ?? '', two: names[q] ?? '', note: `Note ${n}`, join: 'no' };
    return [
      typed(`${n}a`, 'ana', `intro make one:"${names[p]}" two:"${names[q]}"`, {
        reads: willing,
        opens: `form${n}`,
      }),
      sent(`${n}b`, 'ana', `form${n}`, made, { reads: [...willing, ...spaces], writes: ['asks', ...theirs] }),
      // Whichever of the two answers first, it comes to the same.
      ...accept(p),
      ...(pick % 4 === 0 ? [press(q, 'decline')] : accept(q)),
    ];
  },
  joins: (n, _p, _q, pick) => {
    const where = pick % 2 ? 'delta' : 'clearwater';
    const who = newcomers[where];
    const mail = where === 'delta' ? ['mail:ana', 'mail:priya', 'mail:jonas'] : [];
    const own = { writes: [`here:${who}`] };
    return [
      typed(`${n}a`, who, 'coalition join', { ...own, opens: `form${n}` }),
      sent(`${n}b`, who, `form${n}`, { name: who, organisation: '', offers: '', needs: '' }, own),
      sent(`${n}c`, who, `form${n}`, { place: '', zone: 'America/Chicago', spoken: '' }, own),
      sent(`${n}d`, who, `form${n}`, {}, { writes: [`here:${who}`, ...mail] }),
      ...(where === 'delta' && pick % 3 !== 0
        ? [
            typedPress(
              `${n}e`,
              'priya',
              async (world) => ({
                kind: 'press',
                press: coalitionButtons.vouch,
                subject: await world.person(who),
              }),
              who,
            ),
          ]
        : []),
    ];
  },
  leaves: (n, p, _q, pick) => {
    const all = { writes: [`here:${p}`, `consent:${p}`, `role:${p}`, `mail:${p}`, `offer:${p}`, 'asks'] };
    return [
      typed(`${n}a`, p, 'coalition leave', { opens: `form${n}` }),
      sent(`${n}b`, p, `form${n}`, { keep: pick % 2 ? 'yes' : 'no' }, all),
    ];
  },
  // That somebody left may come after they are back, and then says nothing any more.
  goes: (n, p, _q, pick) => {
    const here = { writes: [`here:${p}`, `self:${p}`] };
    if (pick % 2) return [{ ...event(`${n}a`, p, 'left space', here), goes: true }];
    return [
      event(`${n}a`, p, 'left space', { ...here, late: true }),
      event(`${n}b`, p, 'joined space', here),
    ];
  },
  spaceGoes: (n, _p, _q, pick) => [
    event(`${n}a`, 'grace', 'bot removed', { writes: ['space:delta'] }),
    ...(pick % 2 ? [event(`${n}b`, 'grace', 'bot added', { writes: ['space:delta'] })] : []),
  ],
} as const satisfies Record<string, Act>;

function typedPress(key: string, who: string, deed: Step['deed'], about: string): Step {
  return own(key, who, deed, {
    reads: [`here:${about}`],
    writes: [`vouch:${about}`, `mail:${about}`],
    space: spaceOf(about),
  });
}

const pairOf = (a: string, b: string) => `pair:${[a, b].sort().join('+')}`;

/** A history as it is drawn: what is done, by whom, in which order, and a seed for the ways in which it comes in. */
export interface History {
  readonly steps: readonly Step[];
  readonly seed: number;
}

/** Histories of up to so many acts, of those kinds or any, most of which have nothing to do with each other. */
export function histories(
  most: number,
  kinds: readonly ActName[] = Object.keys(acts) as ActName[],
): fc.Arbitrary<History> {
  const drawn = fc.record({
    act: fc.constantFrom(...kinds),
    p: fc.nat(ordinary.length - 1),
    q: fc.nat(ordinary.length - 2),
    pick: fc.nat(11),
  });
  const all = fc.array(drawn, { minLength: 2, maxLength: most });
  return fc.record({ all, seed: fc.nat() }).map((one) => ({
    seed: one.seed,
    steps: withoutTheGone(
      one.all.flatMap(({ act, p, q, pick }, n) => {
        const others = ordinary.filter((_, at) => at !== p);
        return acts[act](n, ordinary[p] ?? 'ben', others[q] ?? 'cara', pick);
      }),
    ),
  }));
}

export type ActName = keyof typeof acts;

/** Whoever is not in a space any more types nothing there. */
function withoutTheGone(steps: readonly Step[]): readonly Step[] {
  const gone = new Set<string>();
  return steps.filter((step) => {
    if (step.goes) gone.add(step.who);
    return step.goes === true || !gone.has(step.who);
  });
}

/** Whether a step that was done before another must come in before it, too. */
export function depend(a: Step, b: Step): boolean {
  if (a.late) return false;
  const meets = (one: readonly string[], other: readonly string[]) =>
    one.some((fact) => other.includes(fact));
  return meets(a.writes, [...b.reads, ...b.writes]) || meets(b.writes, a.reads);
}
