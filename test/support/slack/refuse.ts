/** A refusal in the words of the Web API; a `bug` is also a violation, since a correct app never meets it. */
export class Refused extends Error {
  readonly code: string;
  readonly bug: boolean;
  readonly problems: string[];
  constructor(code: string, bug = false, problems: string[] = []) {
    super(code);
    this.code = code;
    this.bug = bug;
    this.problems = problems;
  }
}

/** Makes a refusal that depends on the state of the workspace and can meet any app. */
export function refuse(code: string): Refused {
  return new Refused(code);
}

/** Makes a refusal that only a wrong request meets. */
export function refuseBug(code: string, ...problems: string[]): Refused {
  return new Refused(code, true, problems);
}
