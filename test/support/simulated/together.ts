import type { Chance } from './chance.ts';
import { type Peopled, weeks } from './people.ts';
import { day, hour, iso, since, type Thing, week } from './rows.ts';

const never = Number.POSITIVE_INFINITY;

/** Actions and what they came to, requests to carry something further, resources, offers and needs. */
export function togetherOf(chance: Chance, peopled: Peopled): readonly Thing[] {
  const { coalitionId, begins, organisations, quiet, here } = peopled;
  const { whole, between, often, any, some, id } = chance;
  const things: Thing[] = [];
  const add = (table: string, from: number, until: number, row: (now: number) => object) =>
    things.push({ table, at: (now) => (from <= now && now < until ? { ...row(now) } : undefined) });
  const of = (at: number) => ({ id: id(at), coalition_id: coalitionId });
  const standing = (at: number) => organisations.filter(({ from, until }) => from <= at && at < until);

  function act(drafted: number, number: number) {
    const around = here(drafted);
    const posted = drafted + between(hour, 3 * day);
    const starts = posted + between(day, 20 * day);
    const cancelled = often(0.08) ? between(posted, starts) : undefined;
    const isDraft = often(0.06);
    const one = of(drafted);
    const lesson = often(0.4) ? starts + between(day, 6 * day) : never;
    const row = {
      ...{
        ...one,
        announcer_id: any(around).id,
        title: `Action ${number}`,
        what: '',
        starts_at: iso(starts),
        zone: 'UTC',
      },
      ...{
        place: '',
        exact_place: '',
        link: null,
        tactic: 'canvass',
        calling_hub_id: null,
        version: 1,
        reason: '',
      },
      ...{
        audience: any(['coalition', 'coalition', 'coalition', 'hubs', 'space']),
        drafted_at: iso(drafted),
      },
      ...{ drop_at: null, posts_at: null, count_at: null, counted_at: null, forget_at: null },
    };
    add('action', drafted, isDraft ? drafted + week : never, (now) => ({
      ...row,
      state: isDraft || now < posted ? 'draft' : (cancelled ?? never) <= now ? 'cancelled' : 'posted',
      ...{ posted_at: isDraft ? null : since(now, posted), cancelled_at: since(now, cancelled) },
      ...{
        lesson: lesson <= now ? 'Bring tables.' : '',
        ask_at: posted <= now && now < starts + day ? iso(starts + day) : null,
      },
    }));
    if (isDraft) return;
    for (const person of some(around, 2 + whole(30)))
      for (const how of some(['in', 'in', 'help', 'shared'], 1 + whole(2))) {
        const at = between(posted, starts);
        const part = {
          action_id: one.id,
          person_id: person.id,
          coalition_id: coalitionId,
          how,
          since: iso(at),
        };
        add('action_part', at, never, () => part);
      }
    const leads = some(
      around.filter(({ id: each }) => each !== row.announcer_id),
      whole(2),
    );
    for (const [nth, person] of [...leads, any(quiet)].entries()) {
      const confirmed = nth < leads.length && often(0.7) ? posted + hour : undefined;
      const asked = { ...of(posted), action_id: one.id, person_id: person.id, asked_at: iso(posted) };
      add('action_organiser', posted, never, (now) => ({ ...asked, confirmed_at: since(now, confirmed) }));
    }
    for (const organisation of some(standing(drafted), whole(4))) {
      const at = between(posted, starts);
      const stance = {
        action_id: one.id,
        organisation_id: organisation.id,
        coalition_id: coalitionId,
        set_by_id: null,
      };
      const said = any(['run', 'run', 'support', 'pass on']);
      add('action_stance', at, never, () => ({ ...stance, stance: said, set_at: iso(at) }));
    }
    if (cancelled !== undefined || often(0.3)) return;
    for (let nth = 0; nth <= whole(3); nth += 1) {
      const at = starts + between(hour, 10 * day);
      const numbered = {
        ...of(at),
        action_id: one.id,
        unit: any(['people', 'doors']),
        source: `Source ${nth}`,
        reported_by_id: null,
      };
      const corrected = often(0.2) ? { at: at + between(hour, 9 * day), row: of(at) } : undefined;
      const count = whole(400);
      const final = often(0.5);
      // The one before is history once it was corrected.
      add('result', at, never, (now) => ({
        ...{ ...numbered, count, final, reported_at: iso(at) },
        corrected_by_id: corrected && corrected.at <= now ? corrected.row.id : null,
      }));
      if (corrected)
        add('result', corrected.at, never, () => ({
          ...{
            ...numbered,
            ...corrected.row,
            count: count + 7,
            final: true,
            reported_at: iso(corrected.at),
            corrected_by_id: null,
          },
        }));
    }
  }

  function request(drafted: number, number: number) {
    const around = here(drafted);
    const opened = drafted + between(hour, day);
    const ends = opened + between(3 * day, 25 * day);
    const cancelled = often(0.1) ? between(opened, ends) : undefined;
    const isDraft = often(0.06);
    const requester = any(around);
    const own = standing(drafted).flatMap(({ id: each }) =>
      each === requester.organisation?.id ? [each, each] : [],
    );
    const one = of(drafted);
    const languages = often(0.4) ? ['en', 'es'] : ['en', 'en'];
    const row = {
      ...{
        ...one,
        requester_id: requester.id,
        organisation_id: any([...own, any(standing(drafted).slice(0, 20)).id, null]),
      },
      ...{ action_id: null, ask: `Please share ${number}`, link: null, tactic: 'petition', urgent: false },
      ...{
        framings: languages.map((language) => ({ language, words: 'Look' })),
        from_hour: null,
        until_hour: null,
      },
      ...{ ends_at: iso(ends), drafted_at: iso(drafted), due_at: null, unanswered_at: null },
    };
    add('amplification_request', drafted, isDraft ? drafted + week : never, (now) => ({
      ...row,
      state:
        isDraft || now < opened
          ? 'draft'
          : (cancelled ?? never) <= now
            ? 'cancelled'
            : ends <= now
              ? 'ended'
              : 'open',
      opened_at: isDraft ? null : since(now, opened),
    }));
    if (isDraft) return;
    const isLeft = often(0.3);
    for (const person of [...some(around, 8 + whole(30)), any(quiet)]) {
      const asked = opened + between(0, 4 * day);
      if (asked > (cancelled ?? ends)) continue;
      const will = person.quiet || isLeft || often(0.5) ? undefined : asked + between(hour, 3 * day);
      const done = will === undefined || often(0.4) ? undefined : will + between(0, 6 * day);
      const turn = {
        ...of(asked),
        request_id: one.id,
        person_id: person.id,
        framing: 0,
        asked_at: iso(asked),
        link: null,
      };
      add('amplification_asked', asked, never, (now) => ({
        ...turn,
        will_at: since(now, will),
        done_at: since(now, done),
      }));
    }
  }

  function listed(at: number, number: number) {
    const around = here(at);
    const ended = often(0.2) ? at + between(day, 3 * week) : undefined;
    const row = {
      ...{
        ...of(at),
        person_id: any(around).id,
        kind: any(['need', 'need', 'offer']),
        words: `Folding chairs ${number}`,
      },
      ...{ place: '', listed_at: iso(at), ends_at: iso(at + 30 * day) },
    };
    add('listing', at, never, (now) => ({ ...row, ended_at: since(now, ended) }));
    if (often(0.5)) return;
    const answered = at + between(hour, 2 * week);
    const answer = {
      ...of(answered),
      listing_id: row.id,
      person_id: any(around).id,
      address: 'by mail',
      answered_at: iso(answered),
    };
    add('listing_answer', answered, never, () => answer);
  }

  function share(at: number, number: number) {
    const around = here(at);
    const row = {
      ...{
        ...of(at),
        added_by_id: any(around).id,
        kind: 'toolkit',
        title: `Kit ${number}`,
        link: `https://example.org/${number}`,
      },
      ...{ good_for: 'Doors', language: 'English', maker: '', added_at: iso(at) },
    };
    const thanks = some(around, whole(4)).map((person) => ({ person, at: at + between(hour, 8 * week) }));
    add('resource', at, never, (now) => ({ ...row, thanks: thanks.filter((one) => one.at <= now).length }));
    for (const one of thanks) {
      const said = {
        ...of(one.at),
        resource_id: row.id,
        person_id: one.person.id,
        words: '',
        thanked_at: iso(one.at),
      };
      add('resource_thanks', one.at, never, () => said);
    }
  }

  for (let number = 0; number < weeks; number += 1) {
    const at = () => begins + number * week + between(0, week);
    for (let nth = 0; nth < 4; nth += 1) act(at(), number * 4 + nth);
    for (let nth = 0; nth < 3; nth += 1) request(at(), number * 3 + nth);
    for (let nth = 0; nth < 6; nth += 1) listed(at(), number * 6 + nth);
    for (let nth = 0; nth < 2; nth += 1) share(at(), number * 2 + nth);
  }
  return things;
}
