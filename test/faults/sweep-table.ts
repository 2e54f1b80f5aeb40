import { isBalanced } from './ledger.ts';
import { named } from './sweep-events.ts';
import type { Case } from './sweep-run.ts';

/** The cases by event or by flow, a line each and one for all, as a table in Markdown. */
export function tableOf(cases: readonly Case[], by: 'event' | 'flow'): string {
  const nameOf = (one: Case) => (by === 'event' ? named(one.event) : one.flow);
  const lines = [...Map.groupBy(cases, nameOf)].map(([name, some]) => row(name, some));
  return [
    `| ${by} | cases | lost | doubled | uncertain | of them foreseen | otherwise wrong |`,
    '|---|---|---|---|---|---|---|',
    ...lines,
    row('all', cases),
  ].join('\n');
}

function row(name: string, cases: readonly Case[]): string {
  const sum = (count: (one: Case) => number) => cases.reduce((all, one) => all + count(one), 0);
  const uncertain = sum((one) => one.uncertain.length);
  const cells = [
    cases.filter(({ struck }) => struck).length,
    sum((one) => one.lost.length),
    sum((one) => one.doubled.length),
    uncertain,
    uncertain - sum((one) => one.unforeseen.length),
    sum((one) => one.wrong.length),
  ];
  return `| ${name} | ${cells.join(' | ')} |`;
}

/** The first cases whose books do not balance, each with all that is wrong with it. */
export function complaints(cases: readonly Case[], most = 20): string {
  return cases
    .filter((one) => !isBalanced(one))
    .slice(0, most)
    .map(({ flow, step, after, effect, event, uncertain: _, ...books }) => {
      const wrong = Object.entries(books).filter(([, what]) => Array.isArray(what) && what.length > 0);
      const list = wrong.flatMap(([name, what]) => (what as string[]).map((one) => `  ${name}: ${one}`));
      return [`${named(event)} in “${flow}”, step ${step}, after ${after} (${effect})`, ...list].join('\n');
    })
    .join('\n');
}
