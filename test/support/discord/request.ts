import type { Dict } from './json.ts';
import type { Upload } from './messages.ts';
import type { Call, World } from './world.ts';

/** A REST request as the handlers see it: routed, parsed and held against the document. */
export interface Request {
  call: Call;
  params: Record<string, string>;
  query: URLSearchParams;
  body: Dict;
  /** The body as it came, for the routes whose body is a list. */
  whole: unknown;
  uploads: Map<number, Upload>;
}

export interface Answer {
  status: number;
  body?: unknown;
}

export type Handler = (world: World, request: Request) => Answer;
