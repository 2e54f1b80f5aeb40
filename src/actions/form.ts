import { type Field, type Fields, type Given, phrasesOf, type Step } from '#chat/index.ts';
import { writeMoment } from '#time/index.ts';
import { type Audience, audiences, longest, tactics } from './choices.ts';
import { placeToEdit } from './exact-place.ts';
import type { Action } from './find.ts';
import { words } from './words.ts';

type Words = (typeof words)['en'];

const phrase = phrasesOf(words);

const labelled = (name: keyof Words['label']) => ({ label: phrase((say) => say.label[name]) });
const hinted = <const N extends keyof Words['hint'] & keyof Words['label']>(name: N) => ({
  ...labelled(name),
  hint: phrase((say) => say.hint[name]),
});

/** The kinds of actions, as forms offer them. */
export const tacticOptions = tactics.map((value) => ({ value, label: phrase((say) => say.tactics[value]) }));

const first = {
  title: { kind: 'text', ...labelled('title'), required: true, max: longest.title },
  what: { kind: 'longText', ...hinted('what'), required: true, max: longest.what },
  when: { kind: 'moment', ...hinted('when'), required: true },
  place: { kind: 'text', ...hinted('place'), required: true, max: longest.place },
  exact: { kind: 'text', ...hinted('exact'), max: longest.exact },
} as const satisfies Fields;

const more = {
  link: { kind: 'text', ...hinted('link'), max: longest.link },
  tactic: { kind: 'choice', ...labelled('tactic'), required: true, options: tacticOptions },
  needs: { kind: 'longText', ...hinted('needs'), max: longest.needs * (longest.need + 1) },
} as const satisfies Fields;

const whom = {
  audience: {
    kind: 'choice',
    ...labelled('audience'),
    required: true,
    options: audiences.map((value) => ({ value, label: phrase((say) => say.audiences[value]) })),
  },
  names: { kind: 'text', ...hinted('names'), max: longest.names },
} as const satisfies Fields;

/** What can be typed behind `action announce`. */
export const titleOption = {
  kind: 'text',
  ...labelled('title'),
  max: longest.title,
} as const satisfies Field;

export const announceSteps = [
  { title: phrase((say) => say.announceTitle), fields: first },
  { title: phrase((say) => say.moreTitle), fields: { ...more, ...whom } },
] as const satisfies readonly Step[];

/** Of a posted action: nothing is shown back before its posts change. */
const newWhen = { ...first.when, hint: phrase((say) => say.hint.newWhen) } as const satisfies Field;

/** A posted action: whom it is for is settled. */
export const editSteps = [
  { title: phrase((say) => say.editTitle), fields: { ...first, when: newWhen } },
  { title: phrase((say) => say.moreTitle), fields: more },
] as const satisfies readonly Step[];

export const cancelSteps = [
  {
    title: phrase((say) => say.cancelTitle),
    fields: { reason: { kind: 'text', ...hinted('reason'), max: longest.reason } },
  },
] as const satisfies readonly Step[];

export const ledOption = {
  kind: 'lookup',
  of: 'led-action',
  ...labelled('action'),
} as const satisfies Field;

export const actionOption = {
  kind: 'lookup',
  of: 'action',
  ...labelled('action'),
  required: true,
} as const satisfies Field;

export const whichOption = {
  kind: 'choice',
  ...labelled('which'),
  options: (['coming', 'near', 'hubs', 'mine'] as const).map((value) => ({
    value,
    label: phrase((say) => say.which[value]),
  })),
} as const satisfies Field;

/** What somebody wrote about an action. */
export interface Described {
  readonly title: string;
  readonly what: string;
  readonly when: Temporal.Instant;
  readonly place: string;
  readonly exact?: string | undefined;
  readonly link?: string | undefined;
  readonly tactic: Action['tactic'];
  readonly needs?: string | undefined;
}

/** The same, and whom it is for. */
export interface Announced extends Described {
  readonly audience: Audience;
  readonly names?: string | undefined;
}

/** What the form holds when an action is changed: its moment as clocks in the zone show it, which reads back the same. */
export function filledIn(one: Action, needs: string, zone: string): Given {
  return {
    title: one.title,
    what: one.what,
    when: writeMoment(one.startsAt, zone),
    place: one.place,
    exact: placeToEdit(one),
    link: one.link ?? '',
    tactic: one.tactic,
    needs,
  };
}
