import { declareFor } from '#chat/index.ts';
import type { Tx } from '#store/index.ts';
import type { Context } from './context.ts';
import type { May } from './may.ts';

/** How every feature declares its commands and buttons. */
export const { command, press, handle } = declareFor<Context, May, Tx>();
