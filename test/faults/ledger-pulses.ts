import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Lane } from './sweep-lane.ts';

/**
 * What became of each pulse, a line each: its state, what was counted, how many comments were told, and whether its sealed
 * answers and its key are there. Answers are lost when they are neither: whoever got no answer to theirs gives it again.
 */
export async function readPulses({ sql, scene }: Lane): Promise<readonly string[]> {
  const pulses = await sql<{ id: string; told: string }>(`
    select id::text, concat_ws(', ', 'pulse ' || number || ' is ' || state, participation || ' % answered',
      coalesce((select string_agg(concat_ws(' ', question, segment_id, bands, count), '; ' order by question, segment_id, bands)
        from pulse_released where pulse_id = pulse.id), 'nothing told'),
      (select count(*) from pulse_comment where pulse_id = pulse.id) || ' comments',
      (select count(*) from pulse_sealed where pulse_id = pulse.id) || ' sealed answers in '
        || (select count(*) from pg_class where relispartition and relkind = 'r'
          and relname = 'pulse_sealed_' || replace(pulse.id::text, '-', '')) || ' partitions') as told
    from pulse order by number`);
  return pulses.map(({ id, told }) => {
    const isKept = existsSync(join(scene.given.keys, `${id}.key`));
    return `${told}, ${isKept ? 'with a key' : 'without a key'}`;
  });
}
