import { AsyncLocalStorage } from 'node:async_hooks';

type Scope = { open: boolean };

/** Knows whether the calling code runs inside a transaction of one store, and refuses the outer `db` there. */
export type Inside = { refuse(): void; run<T>(work: () => Promise<T>): Promise<T> };

/**
 * A guard for one store. With one connection the outer `db` inside a transaction waits for itself for ever, and
 * with a pool it silently leaves the transaction: both throw here instead. Work of others only waits its turn.
 */
export function guardInside(): Inside {
  const scopes = new AsyncLocalStorage<Scope>();
  return {
    refuse() {
      if (scopes.getStore()?.open)
        throw new Error('The outer db was used inside db.transaction(): pass tx to what runs there.');
    },
    async run(work) {
      const scope: Scope = { open: true };
      try {
        return await scopes.run(scope, work);
      } finally {
        scope.open = false;
      }
    },
  };
}
