import { openText, sealText } from '#store/index.ts';
import type { Side } from './tables.ts';

const column = 'introduction_side.address';

/** How somebody may be reached, as the row of their side keeps it. */
export const sealAddress = (row: string, address: string): string => sealText({ column, row }, address);

/** The same in clear; empty where it cannot be read any more, and they are asked again. */
export const addressOf = ({ id: row, address }: Side): string => openText({ column, row }, address) ?? '';
