import { setTimeout as pause } from 'node:timers/promises';

/** What this process has resident when it has nothing to do, in bytes, its garbage collected. */
export async function idleNow(): Promise<number> {
  for (let time = 0; time < 3; time += 1) {
    globalThis.gc?.();
    await pause(100);
  }
  return process.memoryUsage.rss();
}

/**
 * From now on: the most this process had resident, and the longest time in which its event loop did not turn. The peak is
 * the kernel's since the process began, so that none is missed; one from before would be told as well, never less.
 */
export function listenToLoop(): { stop(): { readonly resident: number; readonly deafMs: number } } {
  let [last, deafMs] = [performance.now(), 0];
  const look = () => {
    const now = performance.now();
    deafMs = Math.max(deafMs, now - last);
    last = now;
  };
  const timer = setInterval(look, 1);
  return {
    stop() {
      look();
      clearInterval(timer);
      return { resident: process.resourceUsage().maxRSS * 1024, deafMs };
    },
  };
}
