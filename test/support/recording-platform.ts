import type { Answer, Attempt, Facts, Intake, Outcome, Platform, PlatformName } from '#chat/index.ts';

/** What happens to the next attempt: an outcome as it is, or a way to fail that only a platform sees. */
export type Fault =
  | Outcome
  /** it arrives, and the reply is lost */
  | 'arrives unclear'
  /** it does not arrive, and nobody can tell */
  | 'lost unclear'
  | 'throws'
  /** it arrives at once, and the call never returns until `release` */
  | 'arrives and hangs'
  /** the call never returns until `release`, and nothing arrives */
  | 'hangs';

/** One effect that arrived. */
export interface Arrival {
  readonly attempt: Attempt;
  readonly conversation: string;
  readonly posted: string;
}

export interface RecordingPlatform extends Platform {
  /** what arrived, as the people there see it, in order; an attempt that repeats shows twice */
  readonly arrived: readonly Arrival[];
  readonly tried: readonly Attempt[];
  readonly readBacks: readonly Attempt[];
  readonly answers: readonly { readonly reply: unknown; readonly answer: Answer }[];
  readonly intake: Intake | undefined;
  /** one fault for each of the next attempts */
  script(...faults: readonly Fault[]): void;
  /** lets hanging calls return */
  release(): void;
  /** whether conversations can be read back; what `readBack` says otherwise is `unclear` */
  readable: boolean;
  /** whether the time to answer is over */
  tooLate: boolean;
  /** asked before every attempt; tests count steps or hold the clock here */
  before: (attempt: Attempt) => void;
}

/** A platform in memory that writes down what reached it and fails as it is told to. */
export function recordingPlatform(name: PlatformName = 'playground'): RecordingPlatform {
  const arrived: Arrival[] = [];
  const tried: Attempt[] = [];
  const readBacks: Attempt[] = [];
  const answers: { reply: unknown; answer: Answer }[] = [];
  const faults: Fault[] = [];
  let hanging: (() => void)[] = [];
  let intake: Intake | undefined;

  function arrive(attempt: Attempt): Outcome {
    const { address } = attempt;
    const conversation = address.kind === 'channel' ? address.channel : `D-${address.account}`;
    const posted = `m${arrived.length + 1}`;
    arrived.push({ attempt, conversation, posted });
    return { kind: 'sent', conversation, posted };
  }
  const hang = () => new Promise<void>((resolve) => hanging.push(resolve));

  const platform: RecordingPlatform = {
    name,
    arrived,
    tried,
    readBacks,
    answers,
    get intake() {
      return intake;
    },
    readable: true,
    tooLate: false,
    before: () => {},
    script: (...more) => {
      faults.push(...more);
    },
    release() {
      for (const go of hanging) go();
      hanging = [];
    },
    async start(given) {
      intake = given;
    },
    async stop() {
      intake = undefined;
    },
    async answer(reply, answer) {
      if (platform.tooLate) return false;
      answers.push({ reply, answer });
      return true;
    },
    async perform(attempt) {
      platform.before(attempt);
      tried.push(attempt);
      const fault = faults.shift();
      if (fault === undefined) return arrive(attempt);
      if (typeof fault !== 'string') return fault.kind === 'sent' ? arrive(attempt) : fault;
      switch (fault) {
        case 'arrives unclear':
          arrive(attempt);
          return { kind: 'unclear', code: 'timeout' };
        case 'lost unclear':
          return { kind: 'unclear', code: 'timeout' };
        case 'throws':
          throw new Error('scripted');
        case 'arrives and hangs': {
          const outcome = arrive(attempt);
          await hang();
          return outcome;
        }
        case 'hangs':
          await hang();
          return { kind: 'later', code: 'hung', seconds: 0, scope: 'conversation' };
      }
    },
    async readBack(attempt) {
      readBacks.push(attempt);
      if (!platform.readable) return { kind: 'unclear', code: 'unreadable' };
      const found = arrived.find((one) => one.attempt.key === attempt.key);
      return found
        ? { kind: 'sent', conversation: found.conversation, posted: found.posted }
        : { kind: 'later', code: 'absent', seconds: 0, scope: 'conversation' };
    },
    async ask(): Promise<Facts> {
      return { canPost: true };
    },
  };
  return platform;
}
