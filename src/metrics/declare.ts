import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Around what platforms allow for an acknowledgement: 3 s, and 2.5 s after which Weft says that it may not be saved. */
const acknowledging = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3];
/** Around what a call to a platform takes, up to the clients' timeouts. */
const calling = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Every metric, in a registry of its own. A label is a platform, a space or a word of Weft's own; nothing here may tell
 * one person from another, so no account, conversation, channel or kind of sealed thing is ever one.
 */
export function declareMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = <Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
  ) => new Gauge({ name, help, labelNames, registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    buckets: number[],
  ) => new Histogram({ name, help, labelNames, buckets, registers });

  const declared = {
    registry,
    // What this process did.
    came: counter(
      'weft_inbox_events_total',
      'What came in, by what it was and how Weft reacted: form, errors, answer, later, repeat (seen before, nothing done) or failed (could not be stored).',
      ['platform', 'kind', 'reaction'],
    ),
    stored: histogram(
      'weft_inbox_stored_seconds',
      'From the door of the inbox until it was stored, and carried out where its answer is the acknowledgement.',
      ['platform'],
      acknowledging,
    ),
    acknowledged: histogram(
      'weft_acknowledgement_seconds',
      'From its arrival until its acknowledgement was written; saved is no where the person was told that it may not be saved.',
      ['platform', 'saved'],
      acknowledging,
    ),
    attempts: counter(
      'weft_delivery_attempts_total',
      'Calls to a platform for somebody else, by how they ended: sent, later (definitely not done), refused or unclear. readBack looks whether an unclear one arrived.',
      ['platform', 'verb', 'outcome'],
    ),
    attempt: histogram(
      'weft_delivery_attempt_seconds',
      'How long one call to a platform took.',
      ['platform', 'verb'],
      calling,
    ),
    takeovers: counter(
      'weft_delivery_takeovers_total',
      'Rows taken over from a worker that was not heard of any more.',
      ['platform'],
    ),
    ended: counter(
      'weft_delivery_ended_total',
      'Rows of the outbox that a worker ended, by how: sent, refused, expired, uncertain or cancelled (not wanted any more).',
      ['kind', 'state'],
    ),
    held: gauge(
      'weft_gateway_held',
      '1 while this process holds the gateway connection of that shard and it is up, 0 while another process may; absent where Discord is off.',
      ['shard'],
    ),
    connected: gauge(
      'weft_slack_connected',
      '1 while the Socket Mode connection of this process to Slack is up; absent over HTTP and where Slack is off.',
    ),
    // What the database says at each scrape.
    up: gauge(
      'weft_database_up',
      '1 when the database answered this scrape; without it the gauges below are absent.',
    ),
    rows: gauge(
      'weft_outbox_rows',
      'Rows of the outbox that wait or are under way, by state: due, planned (due later), sending or bundled (for the weekly message). Counted up to 100,000 each.',
      ['state', 'lane'],
    ),
    oldest: gauge(
      'weft_outbox_oldest_due_seconds',
      'How long the oldest row of a lane has been due without being sent; 0 when none is.',
      ['lane'],
    ),
    unfinished: gauge(
      'weft_inbox_unfinished_rows',
      'What was acknowledged and is not carried out yet. Counted up to 10,000.',
    ),
    oldestUnfinished: gauge(
      'weft_inbox_oldest_unfinished_seconds',
      'How long the oldest of these has waited; 0 when there is none.',
    ),
    backlog: gauge(
      'weft_pace_backlog_seconds',
      'How far ahead the next place is at a gate: that of a space, of opening direct conversations in it, or of a bot as a whole.',
      ['platform', 'tenant', 'gate'],
    ),
    spacing: gauge(
      'weft_pace_spacing_seconds',
      'The pause at a gate that the platform taught last; absent where it taught none. Half of it is forgotten every ten minutes.',
      ['platform', 'tenant', 'gate'],
    ),
    breakers: gauge(
      'weft_breaker_open',
      '1 for each space to which nothing is sent for a while, because the platform turned Weft away with this code.',
      ['platform', 'tenant', 'code'],
    ),
    dueDone: gauge(
      'weft_due_last_success_timestamp_seconds',
      'When each kind of due work last went well, in seconds since 1970; the tick of the schedule is one of them.',
      ['due'],
    ),
    stuck: gauge('weft_due_stuck_rows', 'Due work that failed eight times and waits for an operator.', [
      'due',
    ]),
  };
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });
  return declared;
}

export type Declared = ReturnType<typeof declareMetrics>;
