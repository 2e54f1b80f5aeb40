import { type SQL, sql } from 'drizzle-orm';
import { type Asked, daysAhead, listed, partsOf } from './plainly.ts';

/** For each figure one row that is changed: whoever counts then gets another number. */
export function changes(asked: Asked): Readonly<Record<string, SQL>> {
  const { c, from, now } = partsOf(asked);
  const lately = sql`${from} + interval '1 hour'`;
  const one = (table: string, where: SQL) =>
    sql`(select id from ${sql.identifier(table)} where coalition_id = ${c} and ${where} order by id limit 1)`;
  const somebody = one(
    'person',
    sql`left_at is null and joined_at < ${from} - interval '100 days' and id not in (select person_id from role)
      and id in (select person_id from consent where kind = 'found' and answer = 'members')
      and id in (select person_id from account where gone_at is null and closed_at is null)`,
  );
  const leave = sql`update person set left_at = ${lately} where id = ${somebody}`;
  const past = one(
    'action',
    sql`state = 'posted' and starts_at < ${from} and lesson = '' and id not in (select action_id from result)`,
  );
  const unhost = sql`delete from convergence_hosting where day_id in (select id from convergence_day where coalition_id = ${c}
    and first_day > (${from} - interval '30 days')::date)`;
  const newest = one(
    'amplification_request',
    sql`opened_at > ${from}
    and organisation_id in ${listed(c)} and id in (select request_id from amplification_asked where will_at is not null)`,
  );
  const pulse = sql`(select id from pulse where coalition_id = ${c} and participation is not null order by number desc limit 1)`;
  const gone = (role: string) => sql`delete from role where coalition_id = ${c} and role = ${role}`;
  const untie = sql`delete from tie where coalition_id = ${c} and since is not null`;
  const need = (where: SQL) => one('listing', sql`kind = 'need' and ${where}`);
  const unanswered = sql`id not in (select listing_id from listing_answer)`;
  return {
    ...{ people: leave, left: leave, findable: leave },
    joined: sql`update person set joined_at = ${lately} where id = ${somebody}`,
    newcomersLeading: sql`update person set joined_at = ${from} - interval '400 days' where coalition_id = ${c}
      and id in (select person_id from role union select person_id from representative)`,
    reachable: sql`update account set gone_at = ${lately} where person_id = ${somebody}`,
    organisations: sql`update organisation set listed = false where id = ${one('organisation', sql`listed and left_at is null`)}`,
    signed: sql`update organisation set signed_at = null where id = ${one('organisation', sql`listed and left_at is null and signed_at is not null`)}`,
    hubs: sql`update hub set closed_at = ${lately} where id = ${one('hub', sql`closed_at is null`)}`,
    hubsWithoutSpeaker: sql`delete from representative where coalition_id = ${c}`,
    ...{
      principals: gone('principal'),
      drivers: gone('driver'),
      weavers: gone('weaver'),
      operators: gone('operator'),
    },
    suggested: sql`update introduction set offered_at = ${lately} where id = ${one('introduction', sql`offered_at < ${from}`)}`,
    introduced: sql`update introduction set introduced_at = ${lately} where id = ${one('introduction', sql`introduced_at < ${from}`)}`,
    met: sql`update introduction_follow set answer = 'met', answered_at = ${lately} where id = ${one(
      'introduction_follow',
      sql`answer = 'rather not' and introduction_id not in (select introduction_id from introduction_follow where answer = 'met')`,
    )}`,
    asksOpen: sql`update introduction_ask set state = 'closed' where id = ${one('introduction_ask', sql`state = 'open'`)}`,
    ...{ ties: untie, tiesAcross: untie, unconnected: untie },
    announced: sql`update action set posted_at = ${lately} where id = ${one('action', sql`state = 'posted' and posted_at < ${from}`)}`,
    partsTaken: sql`delete from action_part where coalition_id = ${c}`,
    ledTogether: sql`with apart as (delete from action_stance where coalition_id = ${c}) delete from action_organiser where coalition_id = ${c}`,
    pastActions: sql`update action set starts_at = ${lately} where id = ${past}`,
    pastWithResult: sql`with moved as (update action set starts_at = ${lately} where id = ${past} returning id)
      insert into result (id, coalition_id, action_id, count, unit, source, final, reported_at)
      select gen_random_uuid(), ${c}, id, 1, 'people', 'a control', true, ${lately} from moved`,
    lessons: sql`update action set starts_at = ${lately}, lesson = 'Begin.' where id = ${past}`,
    requests: sql`update amplification_request set opened_at = ${from} - interval '1 day' where id = ${newest}`,
    requestsOpen: sql`update amplification_request set ends_at = ${now} where coalition_id = ${c} and state = 'open'`,
    requestsUnanswered: sql`update amplification_asked set will_at = ${lately} where coalition_id = ${c} and will_at is null`,
    requestsInLanguages: sql`update amplification_request set framings = '[]' where coalition_id = ${c}`,
    organisationsSupported: sql`update amplification_asked set will_at = null where coalition_id = ${c}`,
    organisationsAsking: sql`update amplification_request set organisation_id = null where coalition_id = ${c}`,
    resources: sql`update resource set added_at = ${lately} where id = ${one('resource', sql`added_at < ${from}`)}`,
    thanks: sql`update resource_thanks set thanked_at = ${lately} where id = ${one('resource_thanks', sql`thanked_at < ${from}`)}`,
    needsOpen: sql`update listing set ended_at = ${lately} where id = ${need(sql`ended_at is null and ends_at > ${now} and ${unanswered}`)}`,
    needsAnswered: sql`update listing set listed_at = ${lately} where id = ${need(sql`listed_at < ${from} and not ${unanswered}`)}`,
    pulseAsked: sql`update pulse set asked = asked + 1 where id = ${pulse}`,
    pulseAnswered: sql`update pulse set participation = participation + 5 where id = ${pulse}`,
    pulsesClosed: sql`update pulse set participation = null where id = ${pulse}`,
    pulsesAnsweredFor: sql`update pulse set did = case when did = '' then 'We rest.' else '' end where id = ${pulse}`,
    purposeAgreed: sql`update pulse_released set count = count * 9 where coalition_id = ${c} and bands = 'high'`,
    days: sql`update convergence_day set state = 'cancelled' where coalition_id = ${c}`,
    daysHosted: unhost,
    daysToCome: sql`update convergence_day set state = 'cancelled' where id in ${daysAhead(c, now)}`,
    dayGaps: unhost,
    delivered: sql`update delivery set ended_at = ${lately} where id = ${one('delivery', sql`state = 'sent' and ended_at < ${from}`)}`,
    undelivered: sql`update delivery set state = 'expired', code = null where id = ${one('delivery', sql`state = 'sent' and ended_at > ${from}`)}`,
  };
}

/** For each kind of item, and each number of a sentence, one change of rows after which it is another one. */
export function itemChanges(asked: Asked): Readonly<Record<string, SQL>> {
  const { c, from } = partsOf(asked);
  const lately = sql`${from} + interval '1 hour'`;
  return {
    vouch: sql`update person set vouched_at = ${lately} where coalition_id = ${c} and left_at is null`,
    'intro-asks': sql`update introduction_ask set alone_at = null where coalition_id = ${c}`,
    'action-result': sql`update action set ask_at = ${lately} where coalition_id = ${c}`,
    support: sql`update amplification_request set organisation_id = null where coalition_id = ${c}`,
    role: sql`delete from role where coalition_id = ${c} and role = 'principal'`,
    'hub-speaker': sql`delete from representative where coalition_id = ${c}`,
    day: sql`update convergence_day set state = 'cancelled' where coalition_id = ${c}`,
    request: sql`update amplification_asked set will_at = ${lately} where coalition_id = ${c}`,
    need: sql`update listing set ended_at = ${lately} where coalition_id = ${c}`,
    delivery: sql`update delivery set state = 'uncertain' where coalition_id = ${c} and state = 'sent'`,
    stuck: sql`update due_failure set stuck = true, name = 'a control' where coalition_id = ${c}`,
    lost: sql`update delivery set code = 'muted' where coalition_id = ${c}`,
    stage: sql`update network_stage set since = ${lately}, before = 'coalition' where coalition_id = ${c}`,
    pair: sql`update introduction_suggestion set hidden_until = ${lately} + interval '1 year' where coalition_id = ${c}`,
    ask: sql`update introduction_ask set state = 'closed' where coalition_id = ${c}`,
    apart: sql`delete from tie where coalition_id = ${c}`,
    'numbers of people': sql`update person set joined_at = ${lately} where coalition_id = ${c}`,
    'numbers of introductions': sql`update introduction set introduced_at = ${lately} where coalition_id = ${c}`,
    'numbers of actions': sql`update result set count = count + 1 where coalition_id = ${c}`,
    'numbers of support': sql`delete from amplification_asked where id = (select id from amplification_asked where coalition_id = ${c} and asked_at > ${from} limit 1)`,
    'numbers of deliveries': sql`update delivery set code = 'left' where coalition_id = ${c} and state = 'refused'`,
    'numbers of suggestions': sql`delete from introduction_suggestion where coalition_id = ${c}`,
    'numbers of asks': sql`update introduction_ask set state = 'closed' where coalition_id = ${c}`,
  };
}
