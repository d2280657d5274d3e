import {
  decodeExtendedReply,
  type DecodedReply,
  type ExpectedReply,
  protocolError,
  type RequestName,
  requests,
  StatusCode,
} from "@sftp/wire";
import { statusError, type Subject } from "./failures.ts";
import type { Operation } from "./operation.ts";
import type { Waiting } from "./inactivity.ts";

/**
 * What a request is settled with when it failed. The error is made by whoever awaits it, not where the bytes
 * arrive, so that its stack shows the caller.
 */
export class Failure {
  readonly error: () => Error;

  constructor(error: () => Error) {
    this.error = error;
  }
}

/** A request that was sent and not answered. */
export interface Pending extends Waiting {
  /** `undefined` for INIT, which VERSION answers. */
  readonly request: RequestName | undefined;
  readonly operation: Partial<Operation>;
  /** The path that the request is about, if it has one. */
  readonly path: string | undefined;
  /** Whether EOF is an answer rather than an error. */
  readonly untilEof: boolean;
  /** Takes the body of the reply, or a `Failure`. */
  readonly settle: (result: unknown) => void;
  /** It was settled without its answer, which is still to come. */
  abandoned: boolean;
}

/** What errors of a request name. */
export function subjectOf({ request, operation, path }: Pending): Subject {
  return { ...operation, request, requestPath: path };
}

/**
 * What a reply means for the request it answers: the body that the request's row in the table declares, or what a
 * STATUS says instead.
 *
 * @throws a protocol error if it is neither
 */
export function resultOf(pending: Pending, reply: DecodedReply): unknown {
  const { request, untilEof } = pending;
  const expected: ExpectedReply = requests[request!].reply;
  if (reply.name !== "status") {
    if (reply.name === expected) return reply.body;
    if (reply.name === "extendedReply" && typeof expected === "object") {
      return decodeExtendedReply(expected, reply.body.payload);
    }
    throw protocolError(`${request} was answered with ${reply.name}`);
  }
  const { body } = reply;
  if (body.code === StatusCode.EOF && untilEof) return undefined;
  if (body.code !== StatusCode.OK) return new Failure(() => statusError(body, subjectOf(pending)));
  if (expected === "status") return body;
  throw protocolError(`${request} was answered with success, but without what it asked for`);
}
