import type { Intake, Log } from '#chat/index.ts';
import type { Clients } from './client.ts';
import type { People } from './people.ts';
import type { AnswerTo } from './reply.ts';

/** What the listeners work with. */
export interface Floor {
  intake(): Intake;
  readonly clients: Clients;
  readonly people: People;
  readonly answer: AnswerTo;
  readonly log: Log;
  readonly clock: { now(): Temporal.Instant };
  /** when to give up storing and say so; Slack itself waits 3,000 ms */
  readonly ackMs: number;
  readonly labels: Map<string, string>;
}

/** The labels of what was offered in look-ups, so that a form can show again what was chosen. */
export function labelsIn(floor: Floor, tenant: string) {
  return (of: string, id: string) => floor.labels.get(labelKey(tenant, of, id));
}

/** Where the label of one thing is kept. */
export function labelKey(tenant: string, of: string, id: string): string {
  return `${tenant} ${of} ${id}`;
}
