// The store: PGlite in this process or a pool on PostgreSQL 15 or newer, behind one drizzle type.
// const store = await openStore({ folder: '.weft/database' }); await migrate(store);
// await store.db.transaction(async (tx) => { … notify(tx, 'inbox'); });

export type { Act } from './act.ts';
export { clean } from './clean.ts';
export { id, moment, readMoment } from './columns.ts';
export { type Db, type Store, StoreError, type StoreLog, type Tx } from './db.ts';
export { isConflict, isDatabaseDown, isUniqueViolation } from './errors.ts';
export { newId } from './id.ts';
export { migrate, whileNoneStarts } from './migrate.ts';
export { notify } from './notify.ts';
export { type OpenOptions, openStore } from './open.ts';
export { anyOf, closeness, fits, searched } from './search.ts';
export {
  type Cell,
  openJson,
  openText,
  openToken,
  resealed,
  type SealedJson,
  sealJson,
  sealText,
  textIn,
  unlockWith,
} from './vault.ts';
