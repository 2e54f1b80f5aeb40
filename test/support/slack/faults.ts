import type { Obj } from './json.ts';

/**
 * What a scripted request meets. `accepted` says whether the work is done before the failure shows:
 * `drop-before` and `silent-before` are not accepted, `drop-after`, `silent-after`, `truncated` and `cut` are.
 */
export type Fault =
  | { error: string; accepted?: boolean }
  | { status: number; accepted?: boolean }
  | { rateLimited: number | 'no-header' }
  | { delay: number }
  | { until: Promise<unknown> }
  | 'drop-before'
  | 'drop-after'
  | 'silent-before'
  | 'silent-after'
  | 'truncated'
  | 'cut'
  | 'html';

/** How often a fault strikes, and whom. */
export interface FaultOptions {
  times?: number;
  when?: (args: Obj) => boolean;
}

interface Scripted {
  method: string;
  fault: Fault;
  left: number;
  when: (args: Obj) => boolean;
}

/** The faults still to come, in the order they were scripted. */
export type FaultScript = Scripted[];

/** Adds a fault for the next calls of a method (`response_url` for those, `*` for all). */
export function script(list: FaultScript, method: string, fault: Fault, options: FaultOptions): void {
  list.push({ method, fault, left: options.times ?? 1, when: options.when ?? (() => true) });
}

/** Takes the fault that this call meets, if there is one. */
export function takeFault(list: FaultScript, method: string, args: Obj): Fault | undefined {
  const found = list.find(
    (one) => one.left > 0 && (one.method === method || one.method === '*') && one.when(args),
  );
  if (!found) return undefined;
  found.left -= 1;
  return found.fault;
}

/** Says whether the work is done although the app will not see a clean answer. */
export function isAccepted(fault: Fault): boolean {
  if (typeof fault === 'string') return ['drop-after', 'silent-after', 'truncated', 'cut'].includes(fault);
  if ('delay' in fault || 'until' in fault) return true;
  return 'accepted' in fault && fault.accepted === true;
}
