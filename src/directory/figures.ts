import { and, eq, isNull } from 'drizzle-orm';
import { organisation } from './tables.ts';

/** Of which coalition, and since when. */
export interface CoalitionSince {
  readonly coalitionId: string;
  readonly since: Temporal.Instant;
}

/** SQL condition: an organisation that is here and listed. By what is counted nobody finds out that there is another one. */
export const isListed = and(isNull(organisation.leftAt), eq(organisation.listed, true));

/**
 * What a coalition can be seen by from above: sums, never of one person. Counts are of now, or of what happened since
 * the moment that is asked about. Members read them: of organisations they count the listed ones, of people’s ties those of
 * whom members may find.
 */
export const figureNames = [
  // who there is (onboarding, organisations, hubs, roles)
  'people',
  'joined',
  'left',
  'newcomersLeading',
  'reachable',
  'organisations',
  'signed',
  'hubs',
  'hubsWithoutSpeaker',
  'principals',
  'drivers',
  'weavers',
  'operators',
  // introductions and ties
  'suggested',
  'introduced',
  'met',
  'asksOpen',
  'findable',
  'ties',
  'tiesAcross',
  'unconnected',
  // actions and what they came to
  'announced',
  'partsTaken',
  'ledTogether',
  'pastActions',
  'pastWithResult',
  'lessons',
  // amplification
  'requests',
  'requestsOpen',
  'requestsUnanswered',
  'requestsInLanguages',
  'organisationsSupported',
  'organisationsAsking',
  // resources
  'resources',
  'thanks',
  'needsOpen',
  'needsAnswered',
  // the pulse
  'pulseAsked',
  'pulseAnswered',
  'purposeAgreed',
  'pulsesClosed',
  'pulsesAnsweredFor',
  // convergence days
  'days',
  'daysHosted',
  'daysToCome',
  'dayGaps',
  // deliveries
  'delivered',
  'undelivered',
] as const;
export type FigureName = (typeof figureNames)[number];

/** Some figures of a coalition; what is not known is not there. */
export type Figures = Readonly<Partial<Record<FigureName, number>>>;
