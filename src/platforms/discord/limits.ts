// What Discord takes, in characters (UTF-16 units) unless said otherwise.
// Sources: Discord developer documentation, "Component Reference", "Message", "Receiving and Responding",
// "Application Commands", "Threads", "Guild Scheduled Event", and Discord's OpenAPI document; where they differ the smaller number holds.

/** A message of components: all nested ones counted, and all text displays together. */
export const maxComponents = 40;
export const maxText = 4000;
export const maxButtonsInRow = 5;
export const maxButtonLabel = 80;
export const maxNonce = 25;
export const maxAlt = 1024;
/** Files of a message, and the bytes of each in a server without boosts (`attachment_size_limit`: 10 MiB). */
export const maxFiles = 10;
export const maxFileBytes = 10_485_760;

/** A modal. OpenAPI allows 40 components, the documentation 5. */
export const maxModalParts = 5;
export const maxModalTitle = 45;
export const maxFieldLabel = 45;
export const maxFieldDescription = 100;
export const maxTextInput = 4000;
export const maxSelectOptions = 25;
export const minRadioOptions = 2;
export const maxGroupOptions = 10;
export const maxOption = 100;

/** An interaction: the first answer within 3 s, later ones with its token for 15 min; answers to autocomplete. */
export const usualAckMs = 2500;
export const tokenMinutes = 15;
export const maxChoices = 25;
export const maxChoice = 100;

/** A command: Discord takes 8,000 characters of names, descriptions and choices; 500 are kept for translations. */
export const maxCommand = 7500;
export const maxCommandDescription = 100;
export const maxSubcommands = 25;
export const commandName = /^[-_\p{Ll}\p{Lo}\p{N}]{1,32}$/u;

/** A thread's name, and the longest time until it is archived by itself, in minutes. */
export const maxThreadName = 100;
export const archiveMinutes = 10080;

/** A scheduled event of a server. */
export const maxEventName = 100;
export const maxEventWords = 1000;
export const maxEventPlace = 100;

/** Messages a page of history holds, and how many pages are read to find one of our own. */
export const historyPage = 100;
export const historyPages = 10;
