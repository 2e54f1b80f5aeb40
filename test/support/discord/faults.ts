import type { Call } from './world.ts';

/**
 * What goes wrong with a request. The `drop`s reset the connection, before the request is carried out or after;
 * the `hang`s never answer; `reset-mid-body` and `truncated` carry it out and spoil the answer (`truncated` is a
 * whole HTTP answer with half a JSON text).
 */
export type Fault =
  | 'drop-before'
  | 'drop-after'
  | 'hang-before'
  | 'hang-after'
  | 'reset-mid-body'
  | 'truncated'
  | { delay: number }
  | { rateLimited: number; global?: boolean; scope?: 'user' | 'global' | 'shared'; headers?: boolean }
  | { status: number; code?: number; message?: string };

interface Planned {
  matches: (call: Call) => boolean;
  fault: Fault;
  left: number;
}

export interface Faults {
  plan(route: string | RegExp, fault: Fault, times: number): void;
  next(call: Call): Fault | undefined;
  clear(): void;
}

/** Faults planned for requests; each is used up by the requests that it meets, the earliest planned first. */
export function createFaults(): Faults {
  let planned: Planned[] = [];
  return {
    plan(route, fault, times) {
      const matches = (call: Call) =>
        route instanceof RegExp
          ? route.test(`${call.method} ${call.path}`)
          : route === '*' || route === call.route || route === `${call.method} ${call.path}`;
      planned.push({ matches, fault, left: times });
    },
    next(call) {
      const found = planned.find((one) => one.left > 0 && one.matches(call));
      if (found) found.left -= 1;
      return found?.fault;
    },
    clear() {
      planned = [];
    },
  };
}
