import type { Context } from '#directory/index.ts';
import { isZone, zones } from '#time/index.ts';

const most = 25;

/** Time zones by the letters of a place, the person's own first while nothing is written; a whole name is found as itself. */
export function findZones(
  context: Context,
  written: string,
): readonly { readonly id: string; readonly label: string }[] {
  const found =
    written === '' ? [...new Set([context.zone, ...zones('', most)])].slice(0, most) : zones(written, most);
  const same = found.find((zone) => zone.toLowerCase() === written.toLowerCase());
  const whole = same ?? (isZone(written) ? written : undefined);
  return (whole === undefined ? found : [whole]).map((zone) => ({
    id: zone,
    label: zone.replaceAll('_', ' '),
  }));
}
