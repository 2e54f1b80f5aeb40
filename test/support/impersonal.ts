/** Columns that could hold something of a person and do not, by table and name in code, each with what it holds. */
export const impersonal: Readonly<Record<string, string>> = {
  ...of('coalition', 'the coalition’s own words', ['name', 'purpose', 'principles', 'speaks', 'zone']),
  ...of('space', 'a workspace or server, as the platform says', ['platform', 'tenant', 'name']),
  ...of('space_channel', 'a channel, as the platform says', [
    ...['use', 'channel', 'name', 'obstacle'],
    'readers',
  ]),
  ...of('installation', 'Weft’s own account in a space', ['platform', 'tenant', 'sealedToken', 'bot']),
  ...of('organisation', 'the organisation’s own words', ['name', 'about', 'issues', 'place']),
  ...of('hub', 'the hub’s own words', ['name', 'zone', 'places']),
  ...of('introduction_pair_key', 'a random key', ['key']),
  ...of('action', 'where its date was read', ['zone']),
  ...of('convergence_day', 'the zone of the day, hubs, sums, random ids', [
    ...['zone', 'linkKey', 'peaks', 'seriesId', 'outside'],
  ]),
  ...of('convergence_copy', 'deliveries, and what a platform said', [
    'postId',
    'tallyId',
    'eventId',
    'eventCode',
  ]),
  ...of('convergence_result', 'another number', ['correctedById']),
  ...of('action_copy', 'a delivery', ['deliveryId']),
  ...of('result', 'another number', ['correctedById']),
  ...of('report', 'sums of the coalition', ['language', 'contents']),
  ...of('network_week', 'sums of the coalition', ['figures']),
  ...of('digest_plan', 'when and where a digest comes', ['zone', 'channel']),
  ...of('pulse', 'what is asked, and what operators say that was done', ['questions', 'publicKey', 'did']),
  ...of('pulse_sealed', 'a pulse', ['pulseId']),
  ...of('pulse_released', 'what the release rules let out', ['segmentId', 'bands']),
  ...of('pulse_question', 'the coalition’s own words', ['theme', 'words']),
  ...of('inbox', 'the platform’s number of an event', ['key']),
  ...of('broadcast', 'what everybody is told at once, about what', [
    'kind',
    'subject',
    'occurrence',
    'message',
  ]),
  ...of('delivery', 'how far a row is, and where in the spaces', [
    ...['occurrence', 'channel', 'edits', 'gate', 'leaseOwner', 'platform', 'tenant', 'code'],
  ]),
  ...of('pace', 'a conversation as the platform numbers it, for a day', ['key', 'code']),
  ...of('due_failure', 'a row that failed', ['name', 'rowId', 'code']),
  ...of('due_done', 'a kind of work', ['name']),
  ...of('safety_bar', 'a random id', ['removal']),
  // The platform’s own rows: what Slack and Discord keep themselves. Its people are made up.
  ...of('playground_conversation', 'the made-up platform', ['id', 'tenant', 'title', 'accounts']),
  ...of('playground_message', 'the made-up platform', ['key', 'conversation', 'author', 'onlyTo', 'message']),
  ...of('playground_form', 'the made-up platform', ['account', 'view', 'errors', 'shown', 'conversation']),
  ...of('playground_read', 'the made-up platform', ['account', 'conversation']),
  ...of('playground_clock', 'the made-up platform', ['id']),
};

function of(table: string, why: string, columns: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(columns.map((column) => [`${table}.${column}`, why]));
}
