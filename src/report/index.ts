/**
 * Reports for people outside, funders and press: sums of a few months in Markdown, which representatives see for 72 hours
 * before it can go out, and which name only organisations that agreed.
 *
 * `/weft digest preview external` → the report as a file, and “Show it to representatives”.
 */
import { message } from '#chat/index.ts';
import { type Feature, handle, joined, press } from '#directory/index.ts';
import { followRisk } from './at-risk.ts';
import { reportButtons } from './buttons.ts';
import { reportBehind } from './find.ts';
import { keeps } from './keeps.ts';
import { readyKind, shownKind } from './kinds.ts';
import { leave } from './leave.ts';
import { namingMessage, shownReportMessage } from './messages.ts';
import { agree, organisationBehind, withdrawName } from './named.ts';
import { keepsOfOrganisations } from './organisation-left.ts';
import { readyDue, renewReport } from './send.ts';
import { dropReport, leaveReport, showReport } from './show.ts';
import { words } from './words.ts';

export { previewReport } from './preview.ts';
export { sendReport } from './send.ts';

/** The feature; its commands are those of digests. */
export const reports: Feature = {
  name: 'report',
  commands: [],
  presses: handle(reportButtons, {
    show: press({
      may: 'operator',
      answers: 'instead',
      subject: async (tx, id) => await reportBehind({ tx }, id),
      run: async (context, one) =>
        shownReportMessage(one, await showReport(joined(context), one), context.language),
    }),
    not: press({
      may: 'operator',
      answers: 'instead',
      subject: async (tx, id) => await reportBehind({ tx }, id),
      run: async (context, one) => {
        await leaveReport(joined(context), one);
        return message(words[context.language].notShown);
      },
    }),
    drop: press({
      may: 'operator',
      answers: 'instead',
      subject: async (tx, id) => await reportBehind({ tx }, id),
      run: async (context, one) => {
        await dropReport(joined(context), one);
        return message(words[context.language].dropped);
      },
    }),
    name: press({
      may: 'representative',
      subject: organisationBehind,
      run: async (context, { organisation }) => {
        await agree(joined(context), organisation);
        return namingMessage(organisation, true, context.language);
      },
    }),
    unname: press({
      may: 'representative',
      subject: organisationBehind,
      run: async (context, { organisation }) => {
        const me = joined(context);
        if (await withdrawName(me, organisation)) await renewReport(me, organisation);
        return namingMessage(organisation, false, context.language);
      },
    }),
  }),
  kinds: [shownKind, readyKind],
  dues: [readyDue],
  keeps,
  keepsOfOrganisations,
  left: leave,
  riskTaken: followRisk,
  deletes: leave,
};
