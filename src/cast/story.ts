/**
 * The guided story of the playground, with the cast: who to be, what to do, and beside whom it is seen. `line` is a
 * command that waits in the person's line, `at` the conversation to look at ('group': the newest).
 */
export const story = [
  {
    account: 'ana',
    line: 'intro queue',
    says: 'Ana is a weaver: she connects people. Press Send to see who should meet, and why. Then press Offer on the first pair, Ben and Cara.',
  },
  {
    account: 'cara',
    beside: 'ben',
    says: 'Cara needs someone who knows zoning law, and Ben offers it. Weft asked each of them separately. Press Yes as Cara.',
  },
  {
    account: 'ben',
    beside: 'cara',
    says: 'Nothing has changed for Ben: he cannot see what Cara pressed, and a no would have looked the same. Press Yes as Ben too.',
  },
  {
    account: 'cara',
    beside: 'ben',
    at: 'group',
    says: 'Both said yes, so Weft opened a conversation of the two. It begins with their own words. Read it, then go on.',
  },
  {
    account: 'cara',
    beside: 'ben',
    says: 'Press +1 week at the top. Weft asks both whether they met. Press Met as Cara, and say what came of it.',
  },
  {
    account: 'cara',
    beside: 'ben',
    says: 'On Tuesday at ten, everyone who agreed to it was asked the weekly pulse. Press Answer as Cara. What she says is sealed: once the pulse has closed, nobody can trace it to her. Results need five answers: answer as four others who were asked, press +1 week, and type “pulse results”. Or go on.',
  },
  {
    account: 'dov',
    beside: 'elena',
    at: 'actions',
    line: 'action announce River clean-up',
    says: 'Dov announces an action. Press Send, say what, when and where, and press Next. Say what kind and whom it is for, press Send, then Post it. A minute later it goes out: press +1 hour at the top.',
  },
  {
    account: 'elena',
    beside: 'dov',
    at: 'actions',
    says: 'Now it stands in the channel for actions, for everyone there. Press I’m in as Elena: only how many are in is shown, not who. The post counts a little later: press +1 hour to see it there.',
  },
  {
    account: 'mara',
    beside: 'grace',
    line: 'converge plan River day',
    says: 'Mara plans a day for everyone, everywhere. Press Send, write “in 2 days”, “noon to two” and what is asked, and press Next. Name Delta as a host, press Send, then Plan it.',
  },
  {
    account: 'grace',
    beside: 'mara',
    says: 'Grace speaks for Delta, and was asked. Press We host it, say what you will do and where, press Next, then Send. What all spaces were told stands in #delta-actions, with a file for the calendar.',
  },
  {
    account: 'grace',
    beside: 'xavi',
    says: 'Press +1 day. At ten by the clocks of her hub, Grace hears what her place still lacks. Xavi, whose hub has no host yet, hears that.',
  },
  {
    account: 'grace',
    beside: 'xavi',
    says: 'Press +1 day again: now it is the day. Press How many came? as Grace, write a number, and press Send. Then press +1 hour.',
  },
  {
    account: 'elena',
    at: 'actions',
    says: 'The count stands in every space, and says where each number is from. It is preliminary until whoever counted says it is final, and it never shrinks without saying so.',
  },
  {
    account: 'finn',
    line: 'coalition join',
    says: 'Now be Finn, who is new. Press Send, and see what a newcomer is told and asked before anything about him is kept.',
  },
  {
    account: 'mara',
    line: 'find people zoning law',
    says: 'That is the story. Now be anybody, and try what you like: Mara can look for people, share what she needs, or see with “help show” what else there is to type.',
  },
] as const;
