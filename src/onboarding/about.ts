import {
  type Coalition,
  type Context,
  fromTwoOrganisations,
  holdersOf,
  present,
  type Space,
  tables,
} from '#directory/index.ts';
import { countHubs, countOrganisations, spacesOf } from './checklist.ts';
import { inCoalition } from './here.ts';

/** What anyone in a space may know of its coalition. */
export interface About {
  readonly coalition: Coalition;
  readonly spaces: readonly Space[];
  readonly people: number;
  readonly organisations: number;
  readonly hubs: number;
  /** by name for those who joined; for others only how many */
  readonly operators: readonly string[] | number;
  readonly second: boolean;
}

/** What a coalition is: counts, never lists of people; who operates it, for those who joined. */
export async function readAbout(context: Context): Promise<About> {
  const { tx, coalition, person } = inCoalition(context);
  const operators = await holdersOf(tx, coalition.id, 'operator');
  return {
    coalition,
    spaces: (await spacesOf(tx, coalition.id)).map((one) => one.space),
    people: await tx.$count(tables.person, present(coalition.id)),
    organisations: await countOrganisations(tx, coalition.id, 'listed'),
    hubs: await countHubs(tx, coalition.id),
    operators: person ? operators.map((one) => one.name) : operators.length,
    second: fromTwoOrganisations(operators),
  };
}
