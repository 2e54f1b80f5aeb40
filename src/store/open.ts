import type { Store, StoreLog } from './db.ts';
import { openEmbedded } from './embedded.ts';
import { openServer } from './server.ts';

export type OpenOptions = { url?: string; folder?: string; log?: StoreLog };

/**
 * Opens the server that `url` names, else the embedded database in `folder`, else one in memory. Throws
 * `StoreError` when a server cannot be used or another process has the folder.
 */
export async function openStore({ url, folder, log }: OpenOptions): Promise<Store> {
  const said = log === undefined ? {} : { log };
  if (url !== undefined) return await openServer({ url, ...said });
  return await openEmbedded(folder === undefined ? said : { folder, ...said });
}
