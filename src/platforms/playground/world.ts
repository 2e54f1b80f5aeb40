/** The seeded cast and its surroundings: JSON, handed in by whoever starts a playground. */
export interface World {
  /** the coalition's name, for the page's head */
  readonly name: string;
  /** the IANA zone in which the page shows its clock */
  readonly zone: string;
  readonly spaces: readonly Space[];
  readonly people: readonly Person[];
  /** the guided story that greets whoever comes first */
  readonly story: readonly StoryStep[];
}

export interface Space {
  readonly tenant: string;
  readonly name: string;
  readonly channels: readonly { readonly id: string; readonly name: string }[];
}

/** An account ending in `-closed` takes no direct messages; one ending in `-unclear` gets them, and Weft is not told. */
export interface Person {
  /** unique among all spaces, without `~` */
  readonly account: string;
  readonly name: string;
  readonly tenant: string;
  /** further spaces they are in */
  readonly also?: readonly string[];
  /** one line: "tenants' organiser, needs a lawyer" */
  readonly about: string;
  readonly zone: string;
  readonly administrator: boolean;
  readonly organisation?: string;
  /** plain names of roles: "weaver", "operator" */
  readonly badges?: readonly string[];
  readonly locale?: string;
}

/** One line of the story, and where its button leads. */
export interface StoryStep {
  readonly account: string;
  readonly says: string;
  /** shown beside them on a wide screen */
  readonly beside?: string;
  /** the conversation to look at; `group` is their newest one of several; absent: their direct messages */
  readonly at?: string;
  /** a command that waits in their line, without `/weft` */
  readonly line?: string;
}

/** The person with that account; throws when there is none. */
export function findPerson(world: World, account: string): Person {
  const person = world.people.find((one) => one.account === account);
  if (!person) throw new Error(`nobody in the playground has the account “${account}”`);
  return person;
}

/** The space with that tenant; throws when there is none. */
export function findSpace(world: World, tenant: string): Space {
  const space = world.spaces.find((one) => one.tenant === tenant);
  if (!space) throw new Error(`the playground has no space “${tenant}”`);
  return space;
}

/** Whether a person is in that space. */
export function isInSpace({ tenant, also = [] }: Pick<Person, 'tenant' | 'also'>, space: string): boolean {
  return tenant === space || also.includes(space);
}

/** The spaces a person is in, their own first. */
export function spacesOf(world: World, person: Person): readonly Space[] {
  const others = world.spaces.filter((one) => one.tenant !== person.tenant && isInSpace(person, one.tenant));
  return [findSpace(world, person.tenant), ...others];
}

/** The conversation that holds a person's direct messages from Weft. */
export function directId(account: string): string {
  return `direct:${account}`;
}
