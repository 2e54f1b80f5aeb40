import { chatWords } from '#chat/index.ts';
import { openText, sealText } from '#store/index.ts';
import type { Action } from './find.ts';

const column = 'action.exact_place';

type Placed = Pick<Action, 'id' | 'exactPlace'>;

/** An exact place as the row of this action keeps it. */
export const sealPlace = (row: string, place: string): string => sealText({ column, row }, place);

/** An exact place in clear as a form shows it: nothing where it does not open. */
export const placeToEdit = ({ id: row, exactPlace }: Placed): string =>
  openText({ column, row }, exactPlace) ?? '';

/** What the row keeps after a form came back: one that does not open stays as it is, unless another was written. */
export const placeAfter = (one: Placed, given: string): string =>
  given === '' && openText({ column, row: one.id }, one.exactPlace) === undefined
    ? one.exactPlace
    : sealPlace(one.id, given);

/** The exact place of an action in clear; in place of one that does not open it says so. */
export const exactPlaceOf = ({ id: row, exactPlace }: Placed): string =>
  openText({ column, row }, exactPlace) ?? chatWords.en.unreadable;
