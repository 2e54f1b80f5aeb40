import type { PlatformName } from '#chat/index.ts';
import { eventCell, formCell } from '#inbox/cells.ts';
import { openJson } from '#store/index.ts';
import type { Row } from './dump.ts';

/** The same rows as whoever has the secret too reads them: what is being typed is open. */
export function opened(rows: readonly Row[]): readonly Row[] {
  return rows.map((row) => {
    if (row.table !== 'inbox' && row.table !== 'form') return row;
    const columns = { ...row.columns };
    const platform = columns.platform as PlatformName;
    const [id, key] = [String(columns.id), String(columns.key)];
    for (const column of ['payload', 'answer'] as const)
      if (columns[column]) columns[column] = openJson(eventCell(column, platform, key), columns[column]);
    for (const column of ['values', 'ask'] as const)
      if (columns[column]) columns[column] = openJson(formCell(column, id), columns[column]);
    return { ...row, columns, text: JSON.stringify(columns) };
  });
}
