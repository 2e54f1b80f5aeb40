/** Something a person sees: as it is now, under a name that changes whenever it is shown anew, also with the same words. */
export interface Shown {
  id: string;
  /** the channel it is in, where others see it too */
  channel?: string | undefined;
  text: string;
}

/** What can be done by hand on either platform, by people's names. */
export interface ByHand extends AsyncDisposable {
  /** The environment under which Weft finds it. */
  env: Record<string, string>;
  /** What is to be done once beside `npm start`, if anything. */
  first: string | undefined;
  people: readonly string[];
  /** Every request so far, a line each. */
  calls(): string[];
  /** Where it listens. */
  port: number;
  /** Everything that a person sees; a form says how to fill it in. */
  sees(person: string): Shown[];
  /** Types a command, presses the button of that name, fills in the open form, or says it; `#general` is a channel. */
  type(person: string, line: string): Promise<string>;
}

/** `Name: Ada; Place: Memphis, Tulsa` by field; a list where there is a comma. */
export function entriesOf(line: string): [string, string | string[]][] {
  return line.split(';').map((part) => {
    const [name = '', ...rest] = part.split(':');
    const value = rest.join(':').trim();
    return [name.trim(), value.includes(', ') ? value.split(', ') : value];
  });
}

/** What was typed for people or channels, by the ids of those that are called so. */
export function idsOf(
  value: string | string[],
  there: readonly { id: string; name: string }[],
): string | string[] {
  const idOf = (said: string) =>
    there.find(({ name }) => [name, `#${name}`, `@${name}`].includes(said))?.id ?? said;
  return Array.isArray(value) ? value.map(idOf) : idOf(value);
}
