/**
 * Writes what the command tree and the configuration imply: Slack's manifest, docs/commands.md and two tables of the
 * README (`npm run commands`); or registers the commands with Discord (`npm run publish-commands`).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createCommandTree } from '#app.ts';
import type { Field, Tree } from '#chat/index.ts';
import { describeConfig, loadDiscord } from '#config.ts';
import type { Context, May } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { discordCommands, publishCommands } from '#platforms/discord/index.ts';
import { slackManifest } from '#platforms/slack/index.ts';
import type { Tx } from '#store/index.ts';

type CommandTree = Tree<Context, May, Tx>;

/** The tree of all features, without a database behind it. */
export const tree: CommandTree = createCommandTree(
  createFeatures({ embedded: true, platforms: [], pulseKeys: '' }),
);

/** Every generated file and what it must hold; `read` gives a file as it is now. */
export function generated(read: (file: string) => string): Readonly<Record<string, string>> {
  const readme = read('README.md');
  return {
    'docs/slack-manifest.json': `${JSON.stringify(slackManifest(tree), null, 2)}\n`,
    'docs/discord-commands.json': `${JSON.stringify(discordCommands(tree), null, 2)}\n`,
    'docs/commands.md': commandsPage(),
    'README.md': between(between(readme, 'commands', commandsTable()), 'configuration', configTable()),
  };
}

const mayWords: Readonly<Record<May, string>> = {
  anyone: 'anyone in a space',
  present: 'everyone who joined, also while suspended',
  joined: 'everyone who joined',
  vouched: 'everyone vouched for',
  representative: 'representatives',
  weaver: 'weavers',
  principal: 'principals',
  operator: 'operators',
  administrator: 'an administrator of the space',
};

function commandsTable(): string {
  const rows = tree.topics.map((topic) => {
    const verbs = tree.verbs(topic).map(({ verb }) => `\`${verb}\``);
    return `| \`${topic}\` | ${verbs.join(' · ')} |`;
  });
  return ['| topic | verbs |', '|---|---|', ...rows].join('\n');
}

function commandsPage(): string {
  const sections = tree.topics.map((topic) => {
    const verbs = tree.verbs(topic).map((command) => {
      const options = Object.entries(command.options).map(
        ([name, field]) => `\`${name}\` (${describe(field)})`,
      );
      return [
        `### \`/weft ${topic} ${command.verb}\``,
        '',
        `${command.about.en}. For ${mayWords[command.may]}.`,
        ...(options.length > 0 ? ['', `You can give: ${options.join(', ')}.`] : []),
        ...(command.steps.length > 0
          ? ['', `Opens a form: ${command.steps.map((step) => step.title.en).join(' → ')}.`]
          : []),
        '',
        `Example: \`/weft ${command.example}\``,
      ].join('\n');
    });
    return [`## ${topic}`, ...verbs].join('\n\n');
  });
  return `${['# What people can type', 'Made by `npm run commands` from the command tree.', ...sections].join('\n\n')}\n`;
}

function describe(field: Field): string {
  const what = {
    lookup: 'name',
    longText: 'text',
    yesNo: 'yes or no',
    many: 'several',
    scale: '1 to 5',
    moment: 'date',
  } as const;
  const kind = field.kind in what ? what[field.kind as keyof typeof what] : field.kind;
  return field.required ? `${kind}, needed` : kind;
}

function configTable(): string {
  const rows = describeConfig().map(({ name, about, fallback, where }) => {
    const more = [
      about,
      fallback === undefined ? '' : `Default: \`${fallback}\``,
      where === undefined ? '' : `Where to get it: ${where}`,
    ];
    return `| \`${name}\` | ${more.filter(Boolean).join('. ').replaceAll('|', '\\|')} |`;
  });
  return ['| variable | what it does |', '|---|---|', ...rows].join('\n');
}

function between(whole: string, mark: string, inner: string): string {
  const pattern = new RegExp(`(<!-- ${mark}: .*? -->\\n)[\\s\\S]*?(<!-- /${mark} -->)`);
  if (!pattern.test(whole)) throw new Error(`README.md has no place marked “${mark}”`);
  return whole.replace(pattern, (_all, open: string, close: string) => `${open}${inner}\n${close}`);
}

if (import.meta.main) {
  const [what] = process.argv.slice(2);
  if (what === 'write') {
    const read = (file: string) => readFileSync(file, 'utf8');
    for (const [file, whole] of Object.entries(generated(read))) writeFileSync(file, whole);
    console.log(
      'Written: docs/slack-manifest.json, docs/discord-commands.json, docs/commands.md and the tables of README.md.',
    );
  } else {
    try {
      const { kind, changed } = await publishCommands({ ...loadDiscord(), tree });
      console.log(
        kind === 'same'
          ? 'Discord already knows these commands.'
          : `Published to Discord: ${changed.join(', ') || 'all commands'}.`,
      );
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
  }
}
