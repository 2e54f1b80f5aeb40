import type { Chance } from './chance.ts';
import { type Peopled, type Person, weeks } from './people.ts';
import { day, hour, iso, since, type Thing, week } from './rows.ts';

/** Introductions and what came of them, asks, the weavers’ queue, ties; and among all that what nobody may be told. */
export function meetingsOf(chance: Chance, peopled: Peopled): readonly Thing[] {
  const { coalitionId, begins, people, quiet, here } = peopled;
  const { whole, between, often, any, some, id } = chance;
  const things: Thing[] = [];
  const add = (table: string, from: number, until: number, row: (now: number) => object) =>
    things.push({ table, at: (now) => (from <= now && now < until ? { ...row(now) } : undefined) });
  const never = Number.POSITIVE_INFINITY;
  const of = (at: number) => ({ id: id(at), coalition_id: coalitionId });
  const paired = new Set<string>();
  /** Two who were not drawn before; the lower id first. */
  const pairOf = (one: Person, other: Person): readonly [Person, Person] | undefined => {
    const pair = one.id < other.id ? ([one, other] as const) : ([other, one] as const);
    const key = pair.map((each) => each.id).join();
    if (one === other || paired.has(key)) return undefined;
    paired.add(key);
    return pair;
  };
  const busy = new Map<string, number>();
  const tied = (pair: readonly [Person, Person], from: number, said: (now: number) => object) => {
    const [first, second] = pair;
    const ids = { coalition_id: coalitionId, first_id: first.id, second_id: second.id };
    add('tie', from, Math.min(first.until, second.until), (now) => ({ ...ids, ...said(now) }));
  };

  const offer = (
    pair: readonly [Person, Person],
    at: number,
    ends: 'made' | 'lapses',
    says: readonly (string | null)[],
  ) => {
    const lapses = at + week;
    const made = ends === 'made' ? at + between(hour, 6 * day) : undefined;
    const settled = made === undefined ? undefined : made + 28 * day;
    const row = of(at);
    add('introduction', at, never, (now) => {
      const isLapsed = made === undefined && lapses <= now;
      const state = isLapsed
        ? 'lapsed'
        : made === undefined || now < made
          ? 'offered'
          : now < (settled ?? 0)
            ? 'introduced'
            : 'settled';
      const [first_id, second_id] = isLapsed ? [null, null] : pair.map((each) => each.id);
      return {
        ...{
          ...row,
          first_id,
          second_id,
          ask_id: null,
          weaver_id: people[0]?.id,
          with_weaver: false,
          reasons: [],
          note: '',
        },
        ...{
          reach: 'together',
          state,
          offered_at: iso(at),
          lapses_at: state === 'offered' ? iso(lapses) : null,
        },
        ...{ introduced_at: since(now, made), follow_at: null, follows: 0 },
      };
    });
    for (const [nth, { id: person_id }] of pair.entries()) {
      const side = { ...of(at), introduction_id: row.id, person_id, told: true, address: '' };
      add('introduction_side', at, made === undefined ? lapses : never, (now) => {
        const said = made !== undefined && made <= now ? 'yes' : at + day <= now ? (says[nth] ?? null) : null;
        return {
          ...side,
          open: now < (settled ?? lapses),
          answer: said,
          answered_at: said === null ? null : iso(at + day),
        };
      });
      const turn = { ...of(at), person_id, day: iso(Math.floor(at / day) * day) };
      add('introduction_turn', at, at + 40 * day, () => turn);
      busy.set(person_id, settled ?? lapses);
    }
    return { id: row.id, made };
  };
  const follow = (
    introductionId: string,
    person: Person,
    round: number,
    askedAt: number,
    answer: string | null,
  ) => {
    const answered = askedAt + between(hour, 5 * day);
    const row = {
      ...of(askedAt),
      introduction_id: introductionId,
      person_id: person.id,
      round,
      asked_at: iso(askedAt),
    };
    add('introduction_follow', askedAt, never, (now) => {
      const at = answer === null ? null : since(now, answered);
      return {
        ...row,
        answer: at === null ? null : answer,
        answered_at: at,
        outcome: null,
        outcome_at: null,
      };
    });
    return answered;
  };

  for (let number = 0; number < weeks; number += 1) {
    const monday = begins + number * week;
    const around = here(monday);
    for (let nth = 0; nth < 20; nth += 1) {
      const at = monday + between(0, week);
      const free = some(
        around.filter((one) => (busy.get(one.id) ?? 0) < at && one.until > at),
        2,
      );
      const pair = free[0] && free[1] && pairOf(free[0], free[1]);
      if (!pair) continue;
      if (often(0.35)) {
        offer(
          pair,
          at,
          'lapses',
          any([
            ['no', null],
            ['yes', 'no'],
            [null, null],
            ['yes', null],
          ]),
        );
        continue;
      }
      const { id: introductionId, made = at } = offer(pair, at, 'made', []);
      const met: number[] = [];
      for (const person of pair)
        for (const [round, days] of [7, 21].entries()) {
          const answer = any(['met', 'met', 'not yet', 'could not', 'rather not', null]);
          const answered = follow(introductionId, person, round + 1, made + days * day, answer);
          if (answer === 'met') met.push(answered);
        }
      const first = Math.min(...met);
      if (met.length > 0)
        tied(pair, first, () => ({
          ...{ first_said_at: null, second_said_at: null, met_at: iso(first), since: iso(first) },
        }));
    }
    // Two who know each other say so: both, or one of them alone.
    for (let nth = 0; nth < 28; nth += 1) {
      const [one, other] = some(around, 2);
      const pair = one && other && pairOf(one, other);
      if (!pair) continue;
      const said = [monday + between(0, week), often(0.8) ? monday + between(0, 3 * week) : never] as const;
      const both = Math.max(...said);
      tied(pair, Math.min(...said), (now) => ({
        ...{ first_said_at: since(now, said[0]), second_said_at: since(now, said[1]), met_at: null },
        since: since(now, both),
      }));
    }
    // What weavers see: asks, and who might be introduced.
    for (let nth = 0; nth < 2; nth += 1) {
      const at = monday + between(0, week);
      const asker = any(around);
      const state = any(['offered', 'answered', 'closed']);
      const over = at + between(day, 6 * week);
      const row = { ...of(at), person_id: asker.id, words: `Somebody who knows of ${number}` };
      add('introduction_ask', at, Math.min(over + 4 * week, asker.until), (now) => ({
        ...{ ...row, state: now < over ? 'open' : state, asked_at: iso(at), due_at: null },
        ...{ alone_at: since(now, at + 3 * day), ends_at: iso(at + 84 * day) },
      }));
      const [other] = some(around, 1);
      const pair = other && pairOf(asker, other);
      if (pair && often(0.5)) suggest(pair, at + hour, Math.min(over, asker.until), row.id);
    }
    for (let nth = 0; nth < 60; nth += 1) {
      const [one, other] = some(around, 2);
      const pair = one && other && pairOf(one, other);
      if (pair) suggest(pair, monday - between(0, 6 * day), monday + between(day, 2 * week), null);
    }
  }
  function suggest(pair: readonly [Person, Person], from: number, until: number, ask: string | null) {
    const row = { ...of(from), first_id: pair[0].id, second_id: pair[1].id, ask_id: ask, score: whole(100) };
    const hidden = often(0.2) ? from + between(0, 3 * week) : undefined;
    const held = often(0.2)
      ? { by: any(people.slice(0, 3)).id, until: from + between(0, 2 * week) }
      : undefined;
    add('introduction_suggestion', from, until, () => ({
      ...{ ...row, reasons: [], note: '', with_weaver: false, made_at: iso(from) },
      ...{ hidden_until: hidden === undefined ? null : iso(hidden) },
      ...{ held_by_id: held?.by ?? null, held_until: held ? iso(held.until) : null },
    }));
  }

  // The quiet: every week of both years something of theirs is declined, denied, blocked or unanswered.
  for (const [place, one] of quiet.entries()) {
    for (let number = 0; number < weeks; number += 1) {
      const at = begins + number * week + hour * (1 + place);
      const other = any(here(at));
      const pair = pairOf(one, other);
      if (!pair) continue;
      const isFirst = pair[0] === one;
      const says = place % 2 === 0 ? 'no' : null;
      if ((busy.get(other.id) ?? 0) >= at || (busy.get(one.id) ?? 0) > at) {
        const said = { sayer_id: other.id, other_id: one.id, answer: place % 2 === 0 ? 'not yet' : null };
        const row = { ...of(at), ...said, said_at: iso(at) };
        add('introduction_claim', at, other.until, () => row);
        tied(pair, at, () => ({
          ...{ first_said_at: isFirst ? null : iso(at), second_said_at: isFirst ? iso(at) : null },
          ...{ met_at: null, since: null },
        }));
      } else if (number % 26 === place + 1) {
        const { id: introductionId, made = at } = offer(pair, at, 'made', []);
        follow(introductionId, one, 1, made + 7 * day, any(['rather not', 'could not']));
        follow(introductionId, one, 2, made + 21 * day, null);
      } else {
        offer(pair, at, 'lapses', isFirst ? [says, 'yes'] : ['yes', says]);
        // It would stand in the queue, if their offer were not open.
        const third = any(here(at));
        const two = pairOf(one, third);
        if (two) suggest(two, at, at + week, null);
      }
    }
    const standing = peopled.organisations.filter(({ from }) => from <= begins);
    const rest = { person_id: one.id, coalition_id: coalitionId, unanswered: 3, since: iso(begins) };
    add('introduction_rest', begins, never, () => rest);
    const blocks = any(here(begins));
    const blocked = [
      { person_id: one.id, blocked_person_id: blocks.id, blocked_organisation_id: null },
      { person_id: any(here(begins)).id, blocked_person_id: one.id, blocked_organisation_id: null },
      { person_id: one.id, blocked_person_id: null, blocked_organisation_id: any(standing).id },
    ];
    for (const row of blocked) {
      const full = { ...of(begins), ...row, since: iso(begins + day) };
      add('block', begins + day, never, () => full);
    }
  }
  return things;
}
