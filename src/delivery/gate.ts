import type { Rate } from './pace.ts';

/** One gate as it stands: nothing passes before `freeIn` ms from `now` (ms since 1970 by the database's clock). */
export interface Gate {
  readonly key: string;
  readonly wide: boolean;
  readonly now: number;
  readonly rate: Rate | undefined;
  readonly perRequest: boolean;
  freeIn: number;
  moved: boolean;
}

/**
 * Finds the first moment, at most `ahead` ms from now, at which all gates let one more through, and takes it there
 * (GCRA: a send at t moves a gate to max(free, t − (burst − 1) · every) + every); else says which gate is last to open.
 */
export function pass(
  gates: readonly Gate[],
  ahead: number,
  requests: number,
): { kind: 'go'; at: number } | { kind: 'blocked'; gate: Gate; at: number } {
  const last = gates.reduce<Gate | undefined>((a, b) => (a && a.freeIn >= b.freeIn ? a : b), undefined);
  const at = Math.max(0, last?.freeIn ?? 0);
  if (last && at > ahead) return { kind: 'blocked', gate: last, at };
  for (const gate of gates) {
    if (!gate.rate) continue;
    const { every, burst } = gate.rate;
    gate.freeIn = Math.max(gate.freeIn, at - (burst - 1) * every) + every * (gate.perRequest ? requests : 1);
    gate.moved = true;
  }
  return { kind: 'go', at };
}
