import { type Action, mayLead, type Tactic, visibleAction } from '#actions/index.ts';
import { chatWords, type Given, Invalid, readLink } from '#chat/index.ts';
import type { JoinedContext } from '#directory/index.ts';
import { writeMoment } from '#time/index.ts';
import type { Request } from './find.ts';
import { readHours } from './hours.ts';
import { languageName, listedIn, readLanguage } from './languages.ts';
import { daysAfter, limits } from './limits.ts';
import type { Framing } from './tables.ts';
import { words } from './words.ts';

/** What somebody wrote in the form. */
export interface Written {
  readonly link?: string | undefined;
  readonly ask: string;
  readonly tactic?: Tactic | undefined;
  readonly urgent?: boolean | undefined;
  readonly first: string;
  readonly second?: string | undefined;
  readonly third?: string | undefined;
  readonly languages?: string | undefined;
  readonly ends: Temporal.Instant;
  readonly hours?: string | undefined;
}

/** What of a request is written by people. */
export type Content = Pick<
  Request,
  'ask' | 'link' | 'tactic' | 'urgent' | 'framings' | 'fromHour' | 'untilHour' | 'endsAt'
>;

/** The posted action a request may be for; Invalid when it is not for everyone and this person does not lead it. */
export async function actionFor(context: JoinedContext, id: string): Promise<Action> {
  const say = words[context.language];
  const action = await visibleAction(context, id);
  if (action.state !== 'posted') throw new Invalid({ action: say.notPosted });
  if (!(await mayPassOn(context, action))) throw new Invalid({ action: say.notForAll });
  return action;
}

/** Whether this person may ask others to share an action: further than it was meant for, only those who lead it may. */
export async function mayPassOn(context: JoinedContext, action: Action): Promise<boolean> {
  return action.audience === 'coalition' || (await mayLead(context, action, context.person.id));
}

/** Reads what somebody wrote; Invalid with what is wrong at each field. */
export function readWritten(context: JoinedContext, action: Action | undefined, given: Written): Content {
  const say = words[context.language];
  const wrong: Record<string, string> = {};
  const link = given.link === undefined ? (action?.link ?? undefined) : readLink(given.link);
  if (given.link !== undefined && link === undefined) wrong.link = chatWords[context.language].notLink;
  if (!action && given.link === undefined) wrong.link = say.needsLink;
  const tactic = given.tactic ?? action?.tactic;
  if (tactic === undefined) wrong.tactic = say.needsTactic;
  const framings = readFramings(context, given);
  if (framings === undefined) wrong.languages = say.notLanguages;
  const { now } = context;
  const earliest = now.add({ minutes: limits.undoMinutes });
  if (Temporal.Instant.compare(given.ends, earliest) <= 0) wrong.ends = say.endsPast;
  if (Temporal.Instant.compare(given.ends, daysAfter(now, limits.aheadDays)) > 0) wrong.ends = say.endsFar;
  const hours = readHours(given.hours ?? '');
  if (hours === undefined) wrong.hours = say.notHours;
  if (Object.keys(wrong).length > 0 || !tactic || !framings || !hours) throw new Invalid(wrong);
  return {
    ask: given.ask,
    link: link ?? null,
    tactic,
    urgent: given.urgent ?? false,
    framings,
    fromHour: hours === 'any' ? null : hours.from,
    untilHour: hours === 'any' ? null : hours.until,
    endsAt: given.ends,
  };
}

/** What the form holds when a request is changed; its end as clocks in the zone show it, which reads back the same. */
export function filledIn(request: Request, zone: string): Given {
  const [first, second, third] = request.framings;
  return {
    link: request.link ?? '',
    ask: request.ask,
    tactic: request.tactic,
    urgent: request.urgent ? 'yes' : 'no',
    first: first?.words ?? '',
    second: second?.words ?? '',
    third: third?.words ?? '',
    languages: request.framings.map(({ language }) => languageName(language)).join(', '),
    ends: writeMoment(request.endsAt, zone),
    hours: request.fromHour === null ? '' : `${request.fromHour}-${request.untilHour}`,
  };
}

/** Framings with a language each: as named in their order, or one for all; the writer's own where none is named. */
function readFramings(context: JoinedContext, given: Written): readonly Framing[] | undefined {
  const all = [given.first, given.second, given.third].filter((one) => one !== undefined);
  const named = listedIn(given.languages ?? '');
  const tags = named.map(readLanguage);
  if (named.length > 1 && named.length !== all.length) return undefined;
  const own = context.person.language.split('-')[0] ?? 'en';
  const framings = all.map((text, at) => ({
    words: text,
    language: named.length === 0 ? own : named.length === 1 ? tags[0] : tags[at],
  }));
  return framings.every((one): one is Framing => one.language !== undefined) ? framings : undefined;
}
