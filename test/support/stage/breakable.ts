import type { Store } from '#store/index.ts';

/** The same store, which can be made to fail as one whose server has gone. */
export function breakable(inner: Store): { store: Store; breaks(down: boolean): void } {
  let isDown = false;
  const db = new Proxy(inner.db, {
    get(target, name) {
      if (isDown && name !== 'then')
        throw Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
      return Reflect.get(target, name);
    },
  });
  return {
    store: { ...inner, db, ping: async () => !isDown && (await inner.ping()) },
    breaks(down) {
      isDown = down;
    },
  };
}
