import type { Kind } from '#delivery/index.ts';
import type { Feature, Hideable } from '#directory/index.ts';
import type { Tx } from '#store/index.ts';

/** Whoever meant to come still hears that it does not take place; of a convergence day its own room takes the words out. */
const toldAllTheSame: readonly string[] = ['action.cancelled', 'converge.changed'];

/** Something published, whichever room it is of. */
export interface Published {
  readonly coalitionId: string;
  readonly id: string;
  readonly what: string;
  readonly title: string;
  readonly authorId: string | null;
  /** of what stays with its name: who represents it */
  readonly speakers?: readonly string[];
  readonly redraw: Hideable['redraw'];
  /** what is still to be told of it in vain once it is hidden */
  readonly silenced: readonly Kind[];
}

/** Finds what a button is about among what the features publish. */
export const publishedBehind =
  (all: () => readonly Feature[]) =>
  async (db: Tx, id: string): Promise<Published | undefined> => {
    const silenced = all()
      .flatMap((feature) => feature.kinds ?? [])
      .filter(({ name }) => !toldAllTheSame.includes(name));
    for (const { what, find, speakers, redraw } of all().flatMap((feature) => feature.hides ?? [])) {
      const found = await find(db, id);
      if (!found) continue;
      const own = speakers && { speakers: await speakers(db, id) };
      return { ...found, ...own, id, what, redraw, silenced };
    }
    return undefined;
  };
