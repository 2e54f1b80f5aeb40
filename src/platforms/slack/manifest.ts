import { limits } from './limits.ts';

/** The bot scopes Weft asks for, and what each is for. Nothing that reads what people write to each other. */
export const scopes: Readonly<Record<string, string>> = {
  commands: 'the /weft command',
  'chat:write': 'posting where Weft was invited, and changing what it posted',
  'files:write':
    'showing a picture, such as the trend of the pulse, or another file, and taking it away again; Weft reads no files',
  'im:write': 'writing to a person directly',
  'im:history':
    "finding Weft's own message again after a dropped connection, or the files below one that it takes back, in a person's conversation with Weft",
  'mpim:write': 'opening the group conversation of an introduction',
  'users:read': 'time zone, language and whether somebody administers the workspace; who joined and left it',
  'channels:read': 'name of a public channel, and whether Weft was invited to it',
  'groups:read': 'the same for a private channel Weft was invited to',
};

const events = ['app_home_opened', 'app_uninstalled', 'team_join', 'tokens_revoked', 'user_change'];

/**
 * Slack's manifest for an app: Socket Mode, or HTTP when there is a public address to send to (without a slash at its
 * end). `should_escape` makes mentions in a command arrive as ids. docs.slack.dev/reference/app-manifest
 */
export function slackManifest(
  tree: { readonly topics: readonly string[] },
  options: { readonly url?: string } = {},
) {
  const url = options.url === undefined ? undefined : `${options.url}/slack/events`;
  const requestUrl = url === undefined ? {} : { request_url: url };
  return {
    display_information: {
      name: 'Weft',
      description: 'Introduces people who should know each other, in a coalition of many organisations.',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'Weft', always_online: true },
      slash_commands: [
        {
          command: '/weft',
          description: 'What waits for you, and everything Weft does',
          usage_hint: tree.topics.join(' | ').slice(0, limits.usageHint),
          should_escape: true,
          ...(url !== undefined && { url }),
        },
      ],
    },
    oauth_config: { scopes: { bot: Object.keys(scopes) } },
    settings: {
      event_subscriptions: { ...requestUrl, bot_events: events },
      interactivity: {
        is_enabled: true,
        ...requestUrl,
        ...(url !== undefined && { message_menu_options_url: url }),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: url === undefined,
      token_rotation_enabled: false,
    },
  };
}
