/**
 * What Slack takes. Sources: docs.slack.dev/reference/block-kit, docs.slack.dev/reference/methods/chat.update and
 * views.open, docs.slack.dev/interactivity/handling-user-interaction, and the comments of @slack/types 3.2.0.
 * Where sources differ, the smaller number.
 */
export const limits = {
  messageBlocks: 50,
  viewBlocks: 100,
  /** Texts of a message together: Slack answers msg_blocks_too_long at some 12,000, nowhere published. */
  messageText: 10_000,
  /** Texts of a view together: 250 kB of JSON, of which characters of several bytes and the frame take their part. */
  viewText: 40_000,
  /** One rich_text block has no published limit; a section has 3,000. */
  blockText: 2900,
  contextElements: 10,
  /** `text` beside the blocks: chat.update refuses more than 4,000 characters. */
  fallback: 3900,
  header: 150,
  actionsInRow: 5,
  buttonLabel: 75,
  viewTitle: 24,
  inputLabel: 150,
  hint: 150,
  placeholder: 150,
  options: 100,
  checkboxes: 10,
  optionLabel: 75,
  optionValue: 75,
  inputText: 3000,
  usageHint: 1000,
  /** alt_txt; docs.slack.dev/reference/methods/files.getUploadURLExternal (alt_txt_too_large). */
  altText: 1000,
  /** The title of a file has no published limit; a header has 150. */
  fileTitle: 150,
  /** A response_url serves this often, for this long. */
  responseUses: 5,
  responseMinutes: 30,
} as const;

/** How long Slack waits is 3 s; past this, Weft says that it is not saved. */
export const ackMs = 2500;
/** How long an acknowledgement may wait to learn who somebody is. */
export const senderMs = 500;
/** Difference a signature's time may have; docs.slack.dev/authentication/verifying-requests-from-slack. */
export const signatureMinutes = 5;
