import { chatWords, Invalid, readLink } from '#chat/index.ts';
import type { JoinedContext } from '#directory/index.ts';
import { longest, yearsAhead } from './choices.ts';
import type { Action } from './find.ts';
import type { Described } from './form.ts';
import { parseNeeds } from './needs.ts';
import { words } from './words.ts';

/** What was written about an action as its row keeps it, its exact place in clear, and what it needs, one by one. */
export interface Description {
  readonly columns: Pick<Action, 'title' | 'what' | 'startsAt' | 'place' | 'link' | 'tactic'>;
  readonly exact: string;
  readonly needs: readonly string[];
}

/** Checks what somebody wrote about an action. Invalid: a date that has passed or is too far ahead, no link, too many needs. */
export function describe({ now, language, zone }: JoinedContext, given: Described): Description {
  const say = words[language];
  const errors: Record<string, string> = {};
  const startsAt = given.when.round({ smallestUnit: 'minute', roundingMode: 'floor' });
  const latest = now.toZonedDateTimeISO(zone).add({ years: yearsAhead }).toInstant();
  if (Temporal.Instant.compare(startsAt, now) <= 0) errors.when = say.past;
  else if (Temporal.Instant.compare(startsAt, latest) > 0) errors.when = say.tooFar;

  const link = given.link === undefined ? null : readLink(given.link);
  if (link === undefined) errors.link = chatWords[language].notLink;

  const needs = parseNeeds(given.needs ?? '');
  const tooLong = needs.find((one) => [...one].length > longest.need);
  if (needs.length > longest.needs) errors.needs = say.tooManyNeeds;
  else if (tooLong !== undefined) errors.needs = say.needTooLong(tooLong);

  if (Object.keys(errors).length > 0) throw new Invalid(errors);
  const { title, what, place, exact = '', tactic } = given;
  return {
    columns: { title, what, startsAt, place, link: link ?? null, tactic },
    exact,
    needs,
  };
}
