import { eq } from 'drizzle-orm';
import * as actions from '#actions/tables.ts';
import * as amplification from '#amplification/tables.ts';
import { text } from '#chat/index.ts';
import * as days from '#convergence/tables.ts';
import { delivery } from '#delivery/tables.ts';
import * as digests from '#digest/tables.ts';
import { pair, tables } from '#directory/index.ts';
import { bundle } from '#home/tables.ts';
import { hubAsk } from '#hubs/tables.ts';
import { form, inbox } from '#inbox/tables.ts';
import * as introductions from '#introductions/tables.ts';
import { view } from '#network/tables.ts';
import * as organisations from '#organisations/tables.ts';
import * as pulses from '#pulse/tables.ts';
import { report, reportName } from '#report/tables.ts';
import * as resources from '#resources/tables.ts';
import { result } from '#results/tables.ts';
import * as safety from '#safety/tables.ts';
import { type Db, newId } from '#store/index.ts';

/** What somebody wrote, or what says who they are: it must be gone when they are. */
export const canary = (where: string) => `kanari ${where}.`;
/** What somebody else wrote: it must stay. */
export const others = (where: string) => `theirs ${where}.`;

export interface Planted {
  readonly coalitionId: string;
  /** of whom everything says a canary */
  readonly maya: string;
  readonly other: string;
}

/** A coalition in which every table holds something of Maya, each text of hers a canary, and something of somebody else. */
export async function plantCanaries(db: Db, now: Temporal.Instant): Promise<Planted> {
  const coalitionId = newId(now);
  const of = () => ({ id: newId(now), coalitionId });
  const past = now.subtract({ hours: 24 * 3 });
  const ahead = now.add({ hours: 24 * 3 });
  await db.insert(tables.coalition).values({ id: coalitionId, name: 'River', createdAt: past });
  const spaceId = newId(now);
  await db
    .insert(tables.space)
    .values({ id: spaceId, platform: 'slack', tenant: 'T1', name: 'Hall', seenAt: now });
  await db.insert(tables.binding).values({ spaceId, coalitionId, vouches: true, boundAt: past });
  const organisation = { ...of(), name: 'Upriver', kind: 'formal' as const, addedAt: past };
  await db.insert(tables.organisation).values(organisation);
  const hub = { ...of(), name: 'North', kind: 'district' as const, zone: 'UTC', addedAt: past };
  await db.insert(tables.hub).values(hub);

  const somebody = { ...of(), zone: 'UTC', zoneFrom: 'person' as const, joinedAt: past, vouchedAt: past };
  const said = (
    ...columns: readonly ('name' | 'offers' | 'needs' | 'issues' | 'place' | 'zone' | 'spoken')[]
  ) => Object.fromEntries(columns.map((column) => [column, canary(`person.${column}`)]));
  const [maya, other, third, fourth] = [newId(now), newId(now), newId(now), newId(now)];
  await db.insert(tables.person).values([
    {
      ...{ ...somebody, id: maya, name: canary('person.name'), organisationId: organisation.id },
      ...said('offers', 'needs', 'issues', 'place', 'zone', 'spoken'),
      ...{ language: canary('person.language'), vouchedById: other, snoozedUntil: ahead, suspendedAt: past },
    },
    { ...somebody, id: other, name: others('person.name'), vouchedById: maya },
    { ...somebody, id: third, name: 'Third' },
    { ...somebody, id: fourth, name: 'Whoever blocked' },
  ]);
  const mine = { coalitionId, personId: maya };
  const external = canary('account.external');
  await db.insert(tables.account).values([
    {
      ...{ ...of(), ...mine, spaceId, platform: 'slack', external, addedAt: past },
      ...{ direct: canary('account.direct'), thread: canary('account.thread'), closedAt: past },
    },
    { ...of(), personId: other, spaceId, platform: 'slack', external: 'U2', addedAt: past },
    { ...of(), personId: third, spaceId, platform: 'slack', external: 'U3', addedAt: past },
  ]);
  await db.insert(tables.consent).values([
    { ...mine, kind: 'found', answer: canary('consent.answer'), decidedAt: past },
    { coalitionId, personId: other, kind: 'found', answer: 'members', decidedAt: past },
  ]);
  await db.insert(tables.notification).values({ ...mine, kind: canary('notification.kind'), manner: 'now' });
  await db.insert(tables.hubMember).values({ ...mine, hubId: hub.id, joinedAt: past });
  await db.insert(hubAsk).values({ ...of(), ...mine, hubId: hub.id, askedAt: past });
  await db.insert(tables.representative).values({ ...of(), ...mine, hubId: hub.id, since: past });
  await db.insert(tables.role).values([
    { ...of(), ...mine, role: 'weaver', grantedAt: past, grantedById: other },
    { ...of(), personId: other, role: 'operator', grantedAt: past, grantedById: maya },
  ]);
  await db.insert(tables.tie).values([
    { coalitionId, ...pair(maya, other), metAt: past, since: past },
    { coalitionId, ...pair(maya, third), firstSaidAt: past },
  ]);
  await db.insert(tables.block).values([
    { ...of(), ...mine, blockedPersonId: third, since: past },
    { ...of(), personId: third, blockedPersonId: maya, since: past },
  ]);
  await db.insert(tables.code).values({ ...mine, hash: canary('code.hash'), use: 'link', expiresAt: ahead });
  await db.insert(tables.audit).values([
    { ...of(), at: past, personId: maya, act: 'role.granted', subject: other, detail: { role: 'operator' } },
    { ...of(), at: past, personId: other, act: 'person.vouched', subject: maya },
  ]);

  await plantActions();
  await plantDays();
  await plantIntroductions();
  await plantRest();
  await plantSafety();
  await plantMessages();
  return { coalitionId, maya, other };

  async function plantActions(): Promise<void> {
    const { action, actionNeed, actionOrganiser, actionPart, actionStance, tacticMute } = actions;
    const announced = {
      ...{ ...of(), announcerId: maya, state: 'posted' as const, startsAt: past, draftedAt: past },
      ...{ zone: 'UTC', tactic: 'rally' as const, audience: 'coalition' as const },
      ...{ title: canary('action.title'), what: canary('action.what'), place: canary('action.place') },
      ...{ exactPlace: canary('action.exactPlace'), link: canary('action.link') },
      ...{ lesson: canary('action.lesson'), reason: canary('action.reason') },
    };
    const theirs = { ...announced, id: newId(now), announcerId: other, title: others('action.title') };
    await db
      .insert(action)
      .values([
        announced,
        { ...theirs, what: '', place: '', exactPlace: '', link: null, lesson: '', reason: '' },
      ]);
    const inIt = { coalitionId, actionId: theirs.id };
    await db.insert(actionPart).values([
      { ...inIt, personId: maya, how: 'in', since: past },
      { ...inIt, personId: third, how: 'in', since: past },
    ]);
    await db.insert(actionNeed).values({
      ...{ ...inIt, id: newId(now), place: 1, words: others('action_need.words') },
      ...{ takenById: maya, takenAt: past },
    });
    await db.insert(actionOrganiser).values({ ...inIt, id: newId(now), personId: maya, askedAt: past });
    await db.insert(actionStance).values({
      ...{ ...inIt, organisationId: organisation.id, stance: 'support', setById: maya, setAt: past },
    });
    await db.insert(tacticMute).values({ ...mine, tactic: 'rally' });
    await db.insert(result).values([
      {
        ...{ ...of(), actionId: theirs.id, count: 240, unit: 'people', source: canary('result.source') },
        ...{ final: true, reportedById: maya, reportedAt: past },
      },
      {
        ...{ ...of(), actionId: theirs.id, count: 12, unit: 'people', source: others('result.source') },
        ...{ final: true, reportedById: third, reportedAt: past },
      },
    ]);
    const asked = {
      ...{ ...of(), requesterId: maya, state: 'open' as const, ask: canary('amplification_request.ask') },
      ...{ link: canary('amplification_request.link'), tactic: canary('amplification_request.tactic') },
      ...{ framings: [{ words: canary('amplification_request.framings'), language: 'en' }] },
      ...{ urgent: false, endsAt: ahead, draftedAt: past, openedAt: past },
    };
    const askedByOther = {
      ...{ ...asked, id: newId(now), requesterId: other, ask: others('amplification_request.ask') },
      ...{ link: null, tactic: 'rally', framings: [] },
    };
    const { askedFor, request } = amplification;
    await db.insert(request).values([asked, askedByOther]);
    await db.insert(askedFor).values([
      {
        ...{ ...of(), requestId: askedByOther.id, personId: maya, framing: 0, askedAt: past, doneAt: past },
        link: canary('amplification_asked.link'),
      },
      { ...of(), requestId: askedByOther.id, personId: third, framing: 0, askedAt: past, doneAt: past },
    ]);
  }

  async function plantDays(): Promise<void> {
    const called = {
      ...{ ...of(), calledById: maya, state: 'planned' as const, linkKey: newId(now), changedAt: past },
      ...{ name: others('convergence_day.name'), ask: others('convergence_day.ask'), draftedAt: past },
      ...{ firstDay: '2027-06-01', lastDay: '2027-06-01', fromMinute: 600, untilMinute: 700 },
      reason: canary('convergence_day.reason'),
    };
    await db.insert(days.day).values(called);
    const inIt = { coalitionId, dayId: called.id };
    const led = {
      ...{ ...inIt, id: newId(now), hubId: hub.id, state: 'hosting' as const, leadId: maya, askedById: maya },
      ...{ what: canary('convergence_hosting.what'), place: canary('convergence_hosting.place') },
      ...{ bring: canary('convergence_hosting.bring'), ledAt: past, hostedAt: past },
    };
    await db.insert(days.hosting).values(led);
    await db.insert(days.dayRole).values({
      ...{ ...inIt, id: newId(now), position: 1, name: others('convergence_role.name') },
      ...{ takenById: maya, takenAt: past },
    });
    await db.insert(days.dayTold).values({ ...inIt, personId: maya, at: past });
    await db.insert(days.dayResult).values({
      ...{ ...inIt, id: newId(now), hostingId: led.id, count: 40, final: true },
      ...{ source: canary('convergence_result.source'), reportedById: maya, reportedAt: past },
    });
  }

  async function plantIntroductions(): Promise<void> {
    const { ask, claim, follow, introduction, rest, side, suggestion, turn } = introductions;
    await db.insert(ask).values({
      ...{ ...of(), ...mine, words: canary('introduction_ask.words'), state: 'open' },
      ...{ askedAt: past, endsAt: ahead },
    });
    const why = (where: string) => [{ kind: 'place' as const, shared: canary(where), weight: 1 }];
    await db.insert(suggestion).values([
      {
        ...{ ...of(), ...pair(maya, other), score: 1, madeAt: past },
        ...{ reasons: why('introduction_suggestion.reasons'), note: canary('introduction_suggestion.note') },
      },
      { ...of(), ...pair(other, third), score: 1, madeAt: past, reasons: [], heldById: maya },
    ]);
    const made = {
      ...{ ...of(), ...pair(maya, other), weaverId: other, reach: 'together' as const, offeredAt: past },
      ...{ reasons: why('introduction.reasons'), note: canary('introduction.note') },
    };
    const begun = { ...made, state: 'introduced' as const, introducedAt: past };
    const open = {
      ...made,
      ...pair(maya, third),
      id: newId(now),
      state: 'offered' as const,
      lapsesAt: ahead,
    };
    const untold = { ...open, ...pair(maya, fourth), id: newId(now) };
    const woven = {
      ...made,
      ...pair(other, third),
      id: newId(now),
      state: 'settled' as const,
      weaverId: maya,
    };
    await db.insert(introduction).values([begun, open, untold, { ...woven, reasons: [], note: '' }]);
    await db.insert(side).values([
      {
        ...{ ...of(), ...mine, introductionId: begun.id, told: true, open: false, answer: 'yes' },
        address: canary('introduction_side.address'),
      },
      {
        ...{ ...of(), ...mine, introductionId: open.id, told: true, open: true, answer: 'yes' },
        address: canary('introduction_side.address'),
      },
      { ...of(), personId: third, introductionId: open.id, told: true, open: true },
      {
        ...{ ...of(), ...mine, introductionId: untold.id, told: false, open: false },
        address: canary('introduction_side.address'),
      },
    ]);
    await db.insert(follow).values({
      ...{ ...of(), ...mine, introductionId: begun.id, round: 1, askedAt: past, answer: 'met' },
    });
    await db.insert(turn).values({ ...of(), ...mine, day: past });
    await db.insert(claim).values([
      { ...of(), sayerId: maya, otherId: other, saidAt: past },
      { ...of(), sayerId: other, otherId: maya, saidAt: past, answer: 'not yet' },
    ]);
    await db.insert(rest).values({ ...mine, unanswered: 2 });
  }

  async function plantRest(): Promise<void> {
    await db.insert(bundle).values({ ...mine, goesAt: ahead });
    await db.insert(digests.digest).values({
      ...{ ...of(), reader: 'operator', state: 'sent', madeById: maya, madeAt: past },
    });
    await db.insert(digests.shown).values({
      ...{ coalitionId, scope: `weaver:${maya}`, at: past },
      ...{ key: canary('digest_shown.key'), state: canary('digest_shown.state') },
    });
    await db.insert(view).values({
      ...{ ...mine, quarter: canary('network_view.quarter'), climate: 3, skills: 3 },
      ...{ win: canary('network_view.win'), saidAt: past },
    });
    const speaks = { ...mine, organisationId: organisation.id };
    await db.insert(organisations.claim).values({ ...speaks, id: newId(now), askedAt: past });
    await db.insert(organisations.signing).values({ ...speaks, id: newId(now), shownAt: past });
    const pulseId = newId(now);
    await db.insert(pulses.pulse).values({
      ...{ id: pulseId, coalitionId, number: 1, state: 'closed', questions: [], eligible: 3, asked: 3 },
      ...{ publicKey: new Uint8Array(1), opensAt: past, closesAt: past },
    });
    await db.insert(pulses.roster).values({ ...mine, pulseId });
    const contents = {
      name: '',
      purpose: '',
      from: '2027-01-01',
      until: '2027-02-01',
      figures: {},
      lines: [],
    };
    await db.insert(report).values({
      ...{ ...of(), language: 'en', since: past, contents, state: 'asked', madeById: maya, madeAt: past },
    });
    await db.insert(reportName).values({
      ...{ organisationId: organisation.id, coalitionId, agreedById: maya, agreedAt: past },
    });
    const { answer, listing, resource, thanks } = resources;
    const shared = {
      ...{ ...of(), addedById: maya, kind: 'toolkit' as const, addedAt: past },
      ...{ title: canary('resource.title'), link: canary('resource.link') },
      ...{ goodFor: canary('resource.goodFor'), language: canary('resource.language') },
      maker: canary('resource.maker'),
    };
    const theirs = {
      ...{ ...shared, id: newId(now), addedById: other, title: others('resource.title'), maker: '' },
      ...{ link: 'https://example.org', goodFor: '', language: '' },
    };
    await db.insert(resource).values([shared, theirs]);
    const listed = {
      ...{ ...of(), ...mine, kind: 'offer' as const, listedAt: past, endsAt: ahead },
      ...{ words: canary('listing.words'), place: canary('listing.place') },
    };
    const wanted = { ...listed, id: newId(now), personId: other, words: others('listing.words'), place: '' };
    await db.insert(listing).values([listed, wanted]);
    await db.insert(answer).values({
      ...{ ...of(), ...mine, listingId: wanted.id, address: canary('listing_answer.address') },
      answeredAt: past,
    });
    await db.insert(thanks).values({
      ...{ ...of(), ...mine, resourceId: theirs.id, words: canary('resource_thanks.words') },
      thankedAt: past,
    });
  }

  async function plantSafety(): Promise<void> {
    const { bar, concern, concernReader, contact, hidden, seen, suspension } = safety;
    await db.insert(contact).values([
      { ...mine, since: past },
      { coalitionId, personId: other, namedById: maya, since: past },
    ]);
    const raised = { ...of(), state: 'open' as const, raisedAt: past };
    const about = { ...raised, id: newId(now), raisedById: other, aboutId: maya };
    await db.insert(concern).values([
      { ...raised, raisedById: maya, words: canary('safety_concern.words') },
      { ...about, words: others('safety_concern.words') },
      { ...raised, id: newId(now), raisedById: other, takenById: maya, words: 'Somebody shouted.' },
    ]);
    await db.insert(concernReader).values([
      { ...mine, concernId: about.id },
      { coalitionId, concernId: about.id, personId: other },
      { coalitionId, concernId: raised.id, personId: other },
    ]);
    await db.insert(suspension).values([
      { ...mine, reason: canary('safety_suspension.reason'), byId: other, since: past },
      { coalitionId, personId: third, reason: others('safety_suspension.reason'), byId: maya, since: past },
    ]);
    await db.insert(bar).values({ coalitionId, hash: 'abc', removal: newId(now), byId: maya, since: past });
    const [mineHidden] = await db
      .select({ id: resources.resource.id })
      .from(resources.resource)
      .where(eq(resources.resource.addedById, maya));
    await db.insert(hidden).values([
      {
        ...{ coalitionId, subject: mineHidden?.id ?? '', what: canary('safety_hidden.what') },
        ...{ reason: canary('safety_hidden.reason'), byId: other, at: past },
      },
      {
        ...{ coalitionId, subject: newId(now), what: 'listing', reason: others('safety_hidden.reason') },
        ...{ byId: maya, at: past },
      },
    ]);
    await db
      .insert(seen)
      .values({ ...mine, day: '2027-05-12', people: 1, marks: [canary('safety_seen.marks')] });
  }

  async function plantMessages(): Promise<void> {
    const post = (words: string) => ({
      kind: 'post' as const,
      message: { text: text`${words}`, blocks: [] },
    });
    const row = () => ({
      ...{ ...of(), kind: 'home.test', subject: newId(now), unasked: false, lane: 1 },
      ...{ dueAt: past, expiresAt: ahead, createdAt: past },
    });
    const toMaya = () => ({ ...row(), recipient: `person:${maya}`, personId: maya });
    const address = {
      ...{ kind: 'person' as const, tenant: 'T1', reach: 'direct' as const },
      account: canary('delivery.address'),
    };
    const [about] = await db
      .select({ id: actions.action.id })
      .from(actions.action)
      .where(eq(actions.action.announcerId, maya));
    await db.insert(delivery).values([
      { ...toMaya(), effect: post(canary('delivery.effect')) },
      { ...toMaya(), effect: post(canary('delivery.effect')), state: 'sent', endedAt: past, address },
      {
        ...{
          ...row(),
          recipient: 'channel',
          spaceId,
          subject: about?.id ?? '',
          state: 'sent',
          endedAt: past,
        },
        effect: post(canary('delivery.effect')),
      },
      {
        ...{ ...row(), recipient: `group:${spaceId}:U2,${external}`, spaceId, state: 'sent', endedAt: past },
        effect: { ...post(canary('delivery.effect')), kind: 'open', accounts: ['U2', external], title: '' },
      },
      {
        ...{ ...row(), recipient: `person:${other}`, personId: other, state: 'sent', endedAt: past },
        effect: post(others('delivery.effect')),
      },
    ]);
    const typed = { platform: 'slack' as const, tenant: 'T1', state: 'done' as const, receivedAt: past };
    const answer = (words: string) => ({
      message: { text: text`${words}`, blocks: [] },
      place: 'private' as const,
    });
    await db.insert(inbox).values([
      {
        ...typed,
        key: '1',
        account: external,
        answer: answer(canary('inbox.answer')),
        coalitionId,
        personId: maya,
      },
      { ...typed, key: '2', account: external, answer: answer(canary('inbox.answer')) },
      {
        ...typed,
        key: '3',
        account: 'U2',
        answer: answer(others('inbox.answer')),
        coalitionId,
        personId: other,
      },
    ]);
    const source = { kind: 'command' as const, topic: 'profile', verb: 'edit' };
    const opened = { ...typed, sealed: false, source, createdAt: past };
    await db.insert(form).values([
      { ...opened, id: newId(now), account: external, coalitionId, values: { name: canary('form.values') } },
      { ...opened, id: newId(now), account: 'U2', coalitionId, values: { name: others('form.values') } },
    ]);
  }
}
