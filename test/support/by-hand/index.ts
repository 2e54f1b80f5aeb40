/** What can be done by hand on either platform, by people's names. */
export interface ByHand extends AsyncDisposable {
  /** The environment under which Weft finds it. */
  env: Record<string, string>;
  /** What is to be done once beside `npm start`, if anything. */
  first: string | undefined;
  people: readonly string[];
  /** Every request so far, a line each. */
  calls(): string[];
  /** Everything that a person sees, a text each; a form says how to fill it in. */
  sees(person: string): string[];
  /** Types a command, presses the button of that name, fills in the open form, or says it. */
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
