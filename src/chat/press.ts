/** `topic.verb` of a declared button. */
export type ButtonId = `${string}.${string}`;

/** Declares the buttons of a topic, so that they can be drawn before, and must be, handled. */
export function declareButtons<const T extends string, const N extends string>(
  topic: T,
  ...names: readonly N[]
): { readonly [K in N]: `${T}.${K}` } {
  return Object.fromEntries(names.map((name) => [name, `${topic}.${name}`])) as { [K in N]: `${T}.${K}` };
}

/** The wire form of a button: `topic.verb:uuid`, within the 100 characters Discord allows. */
export function buttonWire(press: ButtonId, subject: string | undefined): string {
  return subject === undefined ? press : `${press}:${subject}`;
}

/** Reads a wire form back; undefined when it is no button of Weft. */
export function readButtonWire(wire: string): { press: ButtonId; subject?: string } | undefined {
  const match = /^([a-z][a-z-]*\.[A-Za-z-]+)(?::([0-9a-f-]{36}))?$/.exec(wire);
  if (!match?.[1]) return undefined;
  return { press: match[1] as ButtonId, ...(match[2] !== undefined && { subject: match[2] }) };
}
