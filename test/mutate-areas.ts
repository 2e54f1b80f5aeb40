interface Area {
  /** what is changed */
  readonly code: readonly string[];
  /** what has to notice, without the slow tests of the area: the true figure is no lower */
  readonly tests: readonly string[];
}

const named = (folder: string, names: readonly string[], end = '.ts') =>
  names.map((name) => `${folder}/${name}${end}`);
const tests = (...names: readonly string[]) => named('test', names, '.test.ts');

/** What is changed and which tests have to notice, area by area. */
export const areas: Readonly<Record<string, Area>> = {
  rights: { code: ['src/directory/may.ts'], tests: tests('mutants-rights') },
  pulse: { code: ['src/pulse/release.ts'], tests: tests('pulse-release', 'mutants-pulse') },
  privacy: {
    code: named('src/privacy', ['erase', 'held', 'export', 'kept', 'shared-name', 'hide-name']),
    tests: tests('mutants-privacy', 'privacy-registry', 'privacy-erase'),
  },
  deletions: { code: ['src/privacy/deletions.ts'], tests: tests('privacy') },
  words: {
    code: named('src/delivery', ['unname', 'reword', 'withdraw', 'forget']),
    tests: tests(
      ...['mutants-words', 'mutants-delivery', 'mutants-pace', 'privacy-unname', 'delivery', 'vault-rows'],
    ),
  },
  sealing: {
    code: ['src/store/vault.ts', 'src/delivery/secrets.ts', 'src/privacy/reseal.ts'],
    tests: tests('mutants-sealing', 'vault', 'vault-rows'),
  },
  pace: {
    code: named('src/delivery', ['gate', 'learn', 'pace']),
    tests: tests('mutants-pace', 'pace', 'fairness'),
  },
  telling: {
    code: named('src/delivery', ['tell', 'decide']),
    tests: tests('mutants-delivery', 'mutants-decide', 'delivery', 'vault-rows'),
  },
  carrying: {
    code: named('src/delivery', ['arrive', 'carry', 'lease', 'record', 'recorder', 'renew']),
    tests: tests(
      ...[
        'mutants-claim',
        'mutants-decide',
        'mutants-delivery',
        'mutants-pace',
        'breaker',
        'delivery',
        'mass-send',
      ],
    ),
  },
  ends: {
    code: named('src/delivery', [
      'bundle',
      'edit',
      'end',
      'resend',
      'unreached',
      'unsay',
      'withdraw-unwanted',
    ]),
    tests: tests('mutants-delivery', 'mutants-words', 'delivery', 'mass-send', 'privacy-removal', 'status'),
  },
  answers: {
    code: named('src/pulse', ['keys', 'mix', 'seal', 'sheet', 'shuffle']),
    tests: tests('pulse-seal', 'pulse-review', 'pulse-bank'),
  },
  leaving: {
    code: named('src/privacy', [
      'delete',
      'departure',
      'replay',
      'take',
      'whole-held',
      'whole-organisation',
      'write-down',
    ]),
    tests: tests('privacy', 'privacy-removal', 'organisation-leave', 'space-leave'),
  },
  claim: { code: ['src/delivery/claim.ts'], tests: tests('mutants-claim', 'mutants-decide', 'delivery') },
};
