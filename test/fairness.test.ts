import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Candidate,
  type Eligible,
  isFree,
  mayBeAsked,
  order,
  type Round,
  shareOut as shareOutInTurns,
  speaks,
  type Turn,
} from '#amplification/fairness.ts';
import { limits } from '#amplification/limits.ts';
import { atOnce } from './support/at-once.ts';
import { seededRandom } from './support/stage/index.ts';

const now = Temporal.Instant.from('2027-05-12T17:00:00Z');
const hoursAgo = (hours: number) => now.subtract({ hours });
const tactics = ['rally', 'petition', 'media'];
const languages = ['en', 'es', 'vi'];

/** Rounds with everything in them that decides: small numbers, so that much is equal. */
const rounds: fc.Arbitrary<Round> = fc
  .record({
    organisations: fc.array(
      fc.record({
        size: fc.integer({ min: 1, max: 6 }),
        received: fc.integer({ min: 0, max: 6 }),
        given: fc.integer({ min: 0, max: 3 }),
        kept: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    requests: fc.array(
      fc.record({
        organisation: fc.nat(),
        requester: fc.nat({ max: 20 }),
        tactic: fc.constantFrom(...tactics),
        urgent: fc.boolean(),
        hours: fc.integer({ min: 0, max: 60 }),
        framings: fc.array(
          fc.record({ language: fc.constantFrom(...languages), asked: fc.integer({ min: 0, max: 1 }) }),
          { minLength: 1, maxLength: 3 },
        ),
      }),
      { maxLength: 5 },
    ),
    people: fc.array(
      fc.record({
        languages: fc.subarray(languages),
        asks: fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 2 }),
        before: fc.option(fc.integer({ min: 200, max: 205 })),
        muted: fc.subarray(tactics, { maxLength: 1 }),
        askedFor: fc.array(fc.nat(), { maxLength: 1 }),
        apart: fc.array(fc.nat(), { maxLength: 1 }),
      }),
      { maxLength: 12 },
    ),
    kept: fc.nat({ max: 6 }),
    others: fc.nat({ max: 12 }),
    seed: fc.nat(),
  })
  .map(({ organisations, requests, people, kept, others, seed }) => {
    const draw = seededRandom(seed);
    const candidates = requests.map((one, at): Candidate => {
      const which = one.organisation % organisations.length;
      const of = organisations[which];
      if (!of) throw new Error('no organisation');
      return {
        ...of,
        id: `request ${at}`,
        requesterId: `person ${one.requester}`,
        organisation: `organisation ${which}`,
        tactic: one.tactic,
        urgent: one.urgent,
        openedAt: hoursAgo(one.hours),
        framings: one.framings,
        draw: draw(),
      };
    });
    const pick = (list: readonly Candidate[], at: number) => list.at(at % Math.max(1, list.length));
    return {
      now,
      week: { all: kept + others, kept },
      requests: candidates,
      people: people.map(({ asks, before, askedFor, apart, ...one }, at): Eligible => {
        const last = asks.length > 0 ? Math.min(...asks) : (before ?? undefined);
        return {
          ...one,
          id: `person ${at}`,
          asks: asks.filter((hours) => hours < 168).map(hoursAgo),
          lastAskedAt: last === undefined ? undefined : hoursAgo(last),
          askedFor: askedFor.flatMap((index) => pick(candidates, index)?.id ?? []),
          apart: apart.flatMap((index) => pick(candidates, index)?.requesterId ?? []),
          draw: draw(),
        };
      }),
    };
  });

/** What a turn was given in view of: which requests could have had somebody, and what was handed out before it. */
interface Step {
  readonly round: Round;
  readonly turn: Turn;
  readonly chosen: Candidate;
  readonly person: Eligible;
  readonly free: readonly Eligible[];
  readonly usable: readonly Candidate[];
  readonly keptIsDue: boolean;
  readonly overdue: readonly Candidate[];
  received(one: Candidate): number;
}

function stepsOf(round: Round, turns: readonly Turn[]): readonly Step[] {
  const taken = new Set<string>();
  const heard = new Set(
    round.requests.filter((one) => one.framings.some(({ asked }) => asked > 0)).map(({ id }) => id),
  );
  const handed: string[] = [];
  let { all, kept } = round.week;
  return turns.map((turn) => {
    const chosen = found(round.requests, turn.requestId);
    const person = found(round.people, turn.personId);
    const free = round.people.filter((one) => isFree(one, now) && !taken.has(one.id));
    const usable = round.requests.filter((one) => free.some((each) => mayBeAsked(each, one)));
    const keptIsDue = kept < (all + 1) / 4 && usable.some((one) => one.kept);
    const among = keptIsDue ? usable.filter((one) => one.kept) : usable;
    const overdue = among.filter((one) => !heard.has(one.id) && now.since(one.openedAt).total('hours') >= 24);
    const before = [...handed];
    const received = (one: Candidate) =>
      (one.received + before.filter((each) => each === one.organisation).length) / one.size;
    taken.add(turn.personId);
    heard.add(turn.requestId);
    handed.push(chosen.organisation);
    all += 1;
    kept += Number(chosen.kept);
    return { round, turn, chosen, person, free, usable: among, keptIsDue, overdue, received };
  });
}

function found<T extends { readonly id: string }>(list: readonly T[], id: string): T {
  const one = list.find((each) => each.id === id);
  if (!one) throw new Error(`nobody is called ${id}`);
  return one;
}

/** Steps in which nothing but support, urgency, giving and waiting decides. */
const inOrder = (round: Round, turns: readonly Turn[]) =>
  stepsOf(round, turns).filter(({ overdue }) => overdue.length === 0);
const near = (a: number, b: number) => Math.abs(a - b) < 1e-9;
/** Whoever is next by support alone. */
const leastSupported = ({ usable, received }: Step) => {
  const least = Math.min(...usable.map(received));
  return usable.filter((one) => near(received(one), least));
};
const mostUrgent = (step: Step) => {
  const least = leastSupported(step);
  const urgent = least.filter((one) => one.urgent);
  return urgent.length > 0 ? urgent : least;
};

type Share = (round: Round) => readonly Turn[];
const shareOut: Share = (round) => atOnce(shareOutInTurns(round));
type Rule = (round: Round, turns: readonly Turn[]) => boolean;

/** Shares out as if everybody were like this: how a share that forgets something goes wrong. */
const forgetting =
  (
    request: (one: Candidate) => Partial<Candidate>,
    person: (one: Eligible) => Partial<Eligible> = () => ({}),
  ): Share =>
  (round) =>
    shareOut({
      ...round,
      requests: round.requests.map((one) => ({ ...one, ...request(one) })),
      people: round.people.map((one) => ({ ...one, ...person(one) })),
    });

const rules: readonly { name: string; rule: Rule; broken: Readonly<Record<string, Share>> }[] = [
  {
    name: 'who received least for its size comes first',
    rule: (round, turns) => inOrder(round, turns).every((step) => leastSupported(step).includes(step.chosen)),
    broken: {
      'size forgotten': forgetting(() => ({ size: 1 })),
      'urgency before support': forgetting((one) => ({
        received: one.urgent ? 0 : one.received + 10 * one.size,
      })),
      'what was handed out in this round forgotten': forgetting((one) => ({ organisation: one.id })),
    },
  },
  {
    name: 'among those, urgent ones come next',
    rule: (round, turns) => inOrder(round, turns).every((step) => mostUrgent(step).includes(step.chosen)),
    broken: {
      'urgency forgotten': forgetting(() => ({ urgent: false })),
      'giving before urgency': forgetting((one) => ({ urgent: one.given > 0 })),
    },
  },
  {
    name: 'having given only breaks ties: among equals, who gave most for its size, then who waits longest',
    rule: (round, turns) =>
      inOrder(round, turns).every((step) => {
        const ties = mostUrgent(step);
        const most = Math.max(...ties.map((one) => one.given / one.size));
        const givers = ties.filter((one) => near(one.given / one.size, most));
        const first = Math.min(...givers.map((one) => one.openedAt.epochMilliseconds));
        return givers.includes(step.chosen) && step.chosen.openedAt.epochMilliseconds === first;
      }),
    broken: {
      'giving forgotten': forgetting(() => ({ given: 0 })),
      'waiting forgotten': forgetting(() => ({ openedAt: now })),
      'size of givers forgotten': forgetting((one) => ({
        given: one.given * one.size,
      })),
    },
  },
  {
    name: 'small and new organisations have a quarter of the week while anybody can be asked for them',
    rule: (round, turns) => stepsOf(round, turns).every(({ keptIsDue, chosen }) => !keptIsDue || chosen.kept),
    broken: { 'no quarter': forgetting(() => ({ kept: false })) },
  },
  {
    name: 'turns that small and new organisations do not use flow on: nobody is left whom anybody may ask',
    rule: (round, turns) => {
      const taken = new Set(turns.map(({ personId }) => personId));
      const left = round.people.filter((one) => isFree(one, now) && !taken.has(one.id));
      return !left.some((one) => round.requests.some((each) => mayBeAsked(one, each)));
    },
    broken: { 'one turn held back': (round) => shareOut(round).slice(0, -1) },
  },
  {
    name: 'what nobody was asked for in a day comes first, the oldest before all',
    rule: (round, turns) =>
      stepsOf(round, turns).every(({ overdue, chosen }) => {
        const first = Math.min(...overdue.map((one) => one.openedAt.epochMilliseconds));
        return overdue.length === 0 || chosen.openedAt.epochMilliseconds === first;
      }),
    broken: {
      'waiting forgotten': forgetting(() => ({ openedAt: now })),
      'those who were heard take part': forgetting((one) => ({
        framings: one.framings.map((framing) => ({ ...framing, asked: 0 })),
      })),
    },
  },
  {
    name: 'limits hold: once a day, twice a week, never one’s own, muted, from whom one is apart, or again',
    rule: (round, turns) => {
      const counts = new Map<string, number>();
      return turns.every(({ requestId, personId }) => {
        const one = found(round.people, personId);
        const request = found(round.requests, requestId);
        counts.set(personId, (counts.get(personId) ?? 0) + 1);
        const within = (hours: number) =>
          one.asks.filter((at) => now.since(at).total('hours') < hours).length + (counts.get(personId) ?? 0);
        return (
          within(24) <= 1 &&
          within(168) <= 2 &&
          request.requesterId !== personId &&
          !one.muted.includes(request.tactic) &&
          !one.apart.includes(request.requesterId ?? '') &&
          !one.askedFor.includes(requestId)
        );
      });
    },
    broken: {
      'asks forgotten': forgetting(
        () => ({}),
        () => ({ asks: [] }),
      ),
      'only today counts': forgetting(
        () => ({}),
        (one) => ({ asks: one.asks.filter((at) => now.since(at).total('hours') < 24) }),
      ),
      'mutes forgotten': forgetting(
        () => ({}),
        () => ({ muted: [] }),
      ),
      'blocks forgotten': forgetting(
        () => ({}),
        () => ({ apart: [] }),
      ),
      'asked again': forgetting(
        () => ({}),
        () => ({ askedFor: [] }),
      ),
      'the requester too': forgetting(() => ({ requesterId: null })),
      'one person twice': (round) => {
        const turns = shareOut(round);
        return [...turns, ...turns.slice(0, 1)];
      },
    },
  },
  {
    name: 'who reads a framing comes before who reads none, then who was asked longest ago',
    rule: (round, turns) =>
      stepsOf(round, turns).every(({ chosen, person, free }) => {
        const might = free.filter((one) => mayBeAsked(one, chosen));
        const readers = might.filter((one) => speaks(one, chosen));
        const among = readers.length > 0 ? readers : might;
        const last = (one: Eligible) => one.lastAskedAt?.epochMilliseconds ?? 0;
        return among.includes(person) && last(person) === Math.min(...among.map(last));
      }),
    broken: {
      'languages forgotten': forgetting(
        () => ({}),
        () => ({ languages: [] }),
      ),
      'the last ask forgotten': forgetting(
        () => ({}),
        () => ({ lastAskedAt: undefined }),
      ),
    },
  },
  {
    name: 'one’s own framing comes first, the one that fewest were shown first',
    rule: (round, turns) =>
      stepsOf(round, turns).every(({ chosen, person, turn }, at) => {
        const asked = (index: number) =>
          (chosen.framings[index]?.asked ?? 0) +
          turns.slice(0, at).filter((one) => one.requestId === chosen.id && one.framing === index).length;
        const all = chosen.framings.map((_, index) => index);
        const own = all.filter((index) => person.languages.includes(chosen.framings[index]?.language ?? ''));
        const among = own.length > 0 ? own : all;
        return among.includes(turn.framing) && asked(turn.framing) === Math.min(...among.map(asked));
      }),
    broken: {
      'the same text for everybody': (round) => shareOut(round).map((turn) => ({ ...turn, framing: 0 })),
    },
  },
];

const holds = (rule: Rule, share: Share) => fc.property(rounds, (round) => rule(round, share(round)));
const runs = { numRuns: 600, seed: 7 };

test.each(rules)('$name', ({ rule, broken }) => {
  fc.assert(holds(rule, shareOut), runs);
  for (const [what, share] of Object.entries(broken))
    expect([what, fc.check(holds(rule, share), { ...runs, numRuns: 3_000 }).failed]).toEqual([what, true]);
});

/** The same round with other names and in another order. */
function disguised(round: Round, seed: number): { round: Round; name(id: string): string } {
  const random = seededRandom(seed);
  const names = new Map<string, string>();
  const name = (id: string) => {
    const known = names.get(id) ?? `${Math.floor(random() * 1e9)} ${names.size}`;
    names.set(id, known);
    return known;
  };
  const shuffled = <T>(list: readonly T[]) =>
    list
      .map((one) => ({ one, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ one }) => one);
  return {
    name,
    round: {
      ...round,
      requests: shuffled(round.requests).map((one) => ({
        ...one,
        id: name(one.id),
        requesterId: one.requesterId === null ? null : name(one.requesterId),
        organisation: name(one.organisation),
      })),
      people: shuffled(round.people).map((one) => ({
        ...one,
        id: name(one.id),
        askedFor: one.askedFor.map(name),
        apart: one.apart.map(name),
      })),
    },
  };
}

const isBlind = (share: Share) =>
  fc.property(rounds, fc.nat(), (round, seed) => {
    const other = disguised(round, seed);
    const named = share(round).map((turn) => ({
      ...turn,
      requestId: other.name(turn.requestId),
      personId: other.name(turn.personId),
    }));
    return JSON.stringify(named) === JSON.stringify(share(other.round));
  });

test('other ids and another order of the input change nothing', () => {
  fc.assert(isBlind(shareOut), runs);
  const byId = <T extends { readonly id: string }>(list: readonly T[]) =>
    list.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((one, at) => ({ ...one, draw: at }));
  const byPlace = <T>(list: readonly T[]) => list.map((one, at) => ({ ...one, draw: at }));
  for (const draw of [byId, byPlace]) {
    const share: Share = (round) =>
      shareOut({ ...round, requests: draw(round.requests), people: draw(round.people) });
    expect(fc.check(isBlind(share), runs).failed).toBe(true);
  }
});

type Order = typeof order;

const isFairOrder = (ordering: Order) =>
  fc.property(rounds, fc.nat(), (round, seed) => {
    const other = disguised(round, seed);
    const ordered = ordering(round.requests);
    const same = ordering(other.round.requests).every(
      ({ id }, at) => id === other.name(ordered[at]?.id ?? ''),
    );
    const support = ordered.map((one) => one.received / one.size);
    return same && support.every((one, at) => one >= (support[at - 1] ?? 0));
  });

test('a list is in the same fair order, whatever the ids', () => {
  fc.assert(isFairOrder(order), runs);
  const broken: Readonly<Record<string, Order>> = {
    'as they came': (requests) => requests,
    'by id where all is equal': (requests) =>
      order(requests.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((one, at) => ({ ...one, draw: at }))),
    'urgent ones first': (requests) =>
      order(requests).toSorted((a, b) => Number(b.urgent) - Number(a.urgent)),
    'by what was received, whatever the size': (requests) =>
      requests.toSorted((a, b) => a.received - b.received || a.draw - b.draw),
  };
  for (const [what, ordering] of Object.entries(broken))
    expect([what, fc.check(isFairOrder(ordering), runs).failed]).toEqual([what, true]);
});

test('however many people there are, everything else has its turn after each of theirs', () => {
  const pauses = (people: readonly Eligible[]) => {
    const work = shareOutInTurns({ now, requests: [plain('one')], people, week: { all: 0, kept: 0 } });
    let count = 0;
    while (work.next().done !== true) count += 1;
    return count;
  };
  expect(pauses(crowd(100))).toBeGreaterThanOrEqual(100);
  expect(pauses([])).toBeLessThan(100);
});

const plain = (id: string, more: Partial<Candidate> = {}): Candidate => ({
  id,
  requesterId: null,
  tactic: 'rally',
  organisation: id,
  size: 10,
  received: 0,
  given: 0,
  kept: false,
  urgent: false,
  openedAt: now,
  framings: [{ language: 'en', asked: 0 }],
  draw: 0,
  ...more,
});
const crowd = (count: number): Eligible[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `person ${at}`,
    languages: ['en'],
    asks: [],
    lastAskedAt: undefined,
    muted: [],
    askedFor: [],
    apart: [],
    draw: at,
  }));

test('a small organisation that has had much still gets a quarter, and a large one all that is left over', () => {
  const small = plain('small', { kept: true, size: 2, received: 200 });
  const of = (requests: readonly Candidate[], people: readonly Eligible[]) =>
    Map.groupBy(shareOut({ now, requests, people, week: { all: 0, kept: 0 } }), ({ requestId }) => requestId);
  const both = of([small, plain('large')], crowd(100));
  expect([both.get('small')?.length, both.get('large')?.length]).toEqual([25, 75]);
  expect(of([plain('large')], crowd(100)).get('large')).toHaveLength(100);
  expect(of([small], crowd(100)).get('small')).toHaveLength(100);
});

/**
 * Two people who can be asked, four turns a week; every six hours somebody who had no support at all asks urgently. How
 * many days an old request of an organisation that had very much waits for its first turn.
 */
function daysWaited(share: Share): number | undefined {
  const old = plain('old', { size: 1, received: 1_000, openedAt: now });
  const asked: { requestId: string; personId: string; at: Temporal.Instant }[] = [];
  for (let turn = 0; turn < 4 * 28; turn += 1) {
    const at = now.add({ hours: 6 * turn });
    const young = Array.from({ length: turn + 1 }, (_, index) =>
      plain(`young ${index}`, { urgent: true, openedAt: now.add({ hours: 6 * index }), draw: index }),
    );
    const requests = [old, ...young].map((one) => ({
      ...one,
      framings: [{ language: 'en', asked: asked.filter(({ requestId }) => requestId === one.id).length }],
    }));
    const people = crowd(2).map((one) => {
      const theirs = asked.filter(({ personId }) => personId === one.id);
      return {
        ...one,
        asks: theirs.map((each) => each.at).filter((each) => at.since(each).total('hours') < 168),
        lastAskedAt: theirs.at(-1)?.at,
        askedFor: theirs.map(({ requestId }) => requestId),
      };
    });
    for (const { requestId, personId } of share({ now: at, requests, people, week: { all: 8, kept: 8 } }))
      asked.push({ requestId, personId, at });
    if (asked.some(({ requestId }) => requestId === 'old')) return at.since(now).total('days');
  }
  return undefined;
}

test('a round is shared out among the fifty requests that come first, those nobody is free for left aside', () => {
  const other = { size: 10, received: 1, openedAt: hoursAgo(30), framings: [{ language: 'en', asked: 1 }] };
  const requests = [
    ...Array.from({ length: 60 }, (_, at) => plain(`fair ${at}`, { ...other, received: 1 + at, draw: at })),
    plain('late', { ...other, received: 900, framings: [{ language: 'en', asked: 0 }] }),
    plain('for nobody', { ...other, received: 0, tactic: 'muted' }),
    ...Array.from({ length: 20 }, (_, at) =>
      plain(`small ${at}`, { ...other, kept: true, size: 1, received: 800 + at }),
    ),
  ];
  const people = crowd(2_000).map((one) => ({ ...one, muted: ['muted'] }));
  const heard = (given: readonly Candidate[], those = people) =>
    new Set(
      shareOut({ now, requests: given, people: those, week: { all: 0, kept: 0 } }).map(
        (one) => one.requestId,
      ),
    );
  const names = (of: string, count: number) => Array.from({ length: count }, (_, at) => `${of} ${at}`);
  const first = heard(requests);
  expect([...first].sort()).toEqual(['late', ...names('fair', 36), ...names('small', 13)].sort());
  expect(first.size).toBe(limits.inARound);
  // As few as fit are all in it.
  expect(heard(requests.slice(0, 50)).size).toBe(50);
  expect(heard([...requests].reverse())).toEqual(first);
  // A day later, those left out come first.
  const missed = requests
    .filter(({ id }) => !first.has(id))
    .map((one) => ({
      ...one,
      framings: [{ language: 'en', asked: 0 }],
    }));
  const next = heard([...requests.filter(({ id }) => first.has(id)), ...missed]);
  for (const { id } of missed) expect([id, next.has(id)]).toEqual([id, id !== 'for nobody']);
});

test('nobody starves: while anybody can be asked, every open request gets its turn, however much others need', () => {
  expect(daysWaited(shareOut)).toBeLessThan(8);
  expect(daysWaited(forgetting(() => ({ openedAt: now.add({ hours: 24 * 365 }) })))).toBeUndefined();
});

test('over rounds every open request is heard as long as anybody may be asked for it', () => {
  const everyoneIsHeard = (share: Share) =>
    fc.property(rounds, (first) => {
      let { people, requests } = first;
      const heard = new Set<string>();
      for (let at = now, idle = 0; idle < 9 * 4; at = at.add({ hours: 6 })) {
        const moment = at;
        const turns = share({ ...first, now: moment, people, requests });
        idle = turns.length === 0 ? idle + 1 : 0;
        for (const { requestId } of turns) heard.add(requestId);
        people = people.map((one) => {
          const mine = turns.filter(({ personId }) => personId === one.id);
          const asks = one.asks.filter((each) => moment.since(each).total('hours') < 162);
          if (mine.length === 0) return { ...one, asks };
          const askedFor = [...one.askedFor, ...mine.map(({ requestId }) => requestId)];
          return { ...one, asks: [...asks, moment], askedFor, lastAskedAt: moment };
        });
        requests = requests.map((one) => ({
          ...one,
          framings: one.framings.map((framing, index) => ({
            ...framing,
            asked:
              framing.asked +
              turns.filter((turn) => turn.requestId === one.id && turn.framing === index).length,
          })),
        }));
      }
      return first.requests.every(
        (one) => heard.has(one.id) || !first.people.some((each) => mayBeAsked(each, one)),
      );
    });
  fc.assert(everyoneIsHeard(shareOut), { ...runs, numRuns: 100 });
  const onlyTheFirst: Share = (round) => shareOut({ ...round, requests: order(round.requests).slice(0, 1) });
  expect(fc.check(everyoneIsHeard(onlyTheFirst), { ...runs, numRuns: 300 }).failed).toBe(true);
});
