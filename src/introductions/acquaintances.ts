import { type Context, isUuid, joined } from '#directory/index.ts';
import { lookUpShown } from '#safety/index.ts';
import { myIntroductions } from './mine.ts';

/**
 * Looks up people one may see, and those one was introduced or offered to, who may be found by nobody else: they too can
 * be blocked, and named as people one knows.
 */
export async function lookUpAcquaintances(
  context: Context,
  written: string,
): Promise<readonly { id: string; label: string }[]> {
  if (!context.person) return [];
  const seen = await lookUpShown(context, written);
  const wanted = written.trim().toLowerCase();
  const met = (await myIntroductions(joined(context)))
    .map(({ other }) => other)
    .filter(
      (one) => !one.gone && (isUuid(written) ? one.id === written : one.name.toLowerCase().includes(wanted)),
    )
    .map((one) => ({
      id: one.id,
      label: one.organisation === null ? one.name : `${one.name}, ${one.organisation}`,
    }));
  const both = new Map([...seen, ...met].map((one) => [one.id, one]));
  return [...both.values()].slice(0, 25);
}
