import type { cast } from '#cast/index.ts';
import type { Given, PlatformName } from '#chat/index.ts';
import type { Lane } from './sweep-lane.ts';

type By = { readonly who: string; readonly space: cast.Tenant };

/** One thing that happens in a flow. Weft is killed at every effect of each, but for what is only prepared. */
export type Step = (
  | ({ readonly kind: 'types'; readonly line: string } & By)
  | ({ readonly kind: 'presses'; readonly label: string } & By)
  | ({ readonly kind: 'fills'; readonly values: Given } & By)
  | { readonly kind: 'passes'; readonly time: Temporal.DurationLike }
  /** something changes that is none of Weft's doing */
  | { readonly kind: 'prepares'; readonly run: (lane: Pick<Lane, 'scene' | 'sql'>) => Promise<void> | void }
) & {
  /** How many steps before this one it is begun anew, when what it needs (a form, a button in an answer) was lost. */
  readonly back?: number;
};

/** What happens in one coalition, from its beginning. */
export interface Flow {
  readonly name: string;
  /** in an empty database instead of the cast's coalition */
  readonly empty?: boolean;
  readonly steps: readonly Step[];
}

/** One of the cast, in their first space unless another is named. */
export const by = (who: string, space: cast.Tenant = 'clearwater') => ({
  types: (line: string): Step => ({ kind: 'types', who, space, line }),
  presses: (label: string): Step => ({ kind: 'presses', who, space, label }),
  fills: (values: Given): Step => ({ kind: 'fills', who, space, values }),
});

export const passes = (time: Temporal.DurationLike): Step => ({ kind: 'passes', time });
export const prepares = (run: (lane: Pick<Lane, 'scene' | 'sql'>) => Promise<void> | void): Step => ({
  kind: 'prepares',
  run,
});

/** Steps of which all but the last show something to one person only, so that they may be begun anew. */
export const dialogue = (...steps: readonly Step[]): readonly Step[] =>
  steps.map((step, index) => (index > 0 ? { ...step, back: index } : step));

/** How one gets through a form of several steps. */
export interface Menus {
  steps(...list: readonly Step[]): readonly Step[];
}

/** A modal cannot follow a modal on Discord: a button stands between two steps of a form. */
export const menusOf = (platform: PlatformName): Menus => ({
  steps: (...list) =>
    dialogue(
      ...list.flatMap((step, index) =>
        platform === 'discord' && step.kind === 'fills' && list[index - 1]?.kind === 'fills'
          ? [by(step.who, step.space).presses('Next'), step]
          : [step],
      ),
    ),
});
