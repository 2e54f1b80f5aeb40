/** Lets payloads in while it is open, and knows which are under way. */
export interface Gate {
  isOpen(): boolean;
  open(): void;
  /** Runs work that `shut` waits for. */
  pass(work: () => Promise<void>): Promise<void>;
  /** Lets nothing new in and resolves when what is under way has ended, or after `ms`. */
  shut(ms: number): Promise<void>;
}

/** A gate that is shut at first. */
export function createGate(): Gate {
  const underWay = new Set<Promise<void>>();
  let isOpen = false;
  return {
    isOpen: () => isOpen,
    open: () => {
      isOpen = true;
    },
    async pass(work) {
      const working = work();
      underWay.add(working);
      try {
        await working;
      } finally {
        underWay.delete(working);
      }
    },
    async shut(ms) {
      isOpen = false;
      const { promise: tired, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, ms);
      await Promise.race([Promise.allSettled(underWay), tired]);
      clearTimeout(timer);
    },
  };
}
