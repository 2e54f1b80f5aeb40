/** `topic.verb` of a declared button. */
export type ButtonId = `${string}.${string}`;

/** Declares the buttons of a topic, so that they can be drawn before, and must be, handled. */
export function declareButtons<const T extends string, const N extends string>(
  topic: T,
  ...names: readonly N[]
): { readonly [K in N]: `${T}.${K}` } {
  return Object.fromEntries(names.map((name) => [name, `${topic}.${name}`])) as { [K in N]: `${T}.${K}` };
}

/** What a button carries over the wire, and nothing else. */
export interface Wire {
  readonly press: ButtonId;
  readonly subject?: string;
  /** its message holds other things too: the answer stands apart and replaces nothing */
  readonly apart?: true;
}

/** The wire form of a button: `topic.verb:uuid`, with a `+` where it stands apart; within the 100 characters Discord allows. */
export function buttonWire({ press, subject, apart }: Wire): string {
  return `${press}${apart ? '+' : ''}${subject === undefined ? '' : `:${subject}`}`;
}

/** Reads a wire form back; undefined when it is no button of Weft. */
export function readButtonWire(wire: string): Wire | undefined {
  const match = /^([a-z][a-z-]*\.[A-Za-z-]+)(\+)?(?::([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))?$/.exec(
    wire,
  );
  if (!match?.[1]) return undefined;
  return {
    press: match[1] as ButtonId,
    ...(match[2] !== undefined && { apart: true }),
    ...(match[3] !== undefined && { subject: match[3] }),
  };
}
