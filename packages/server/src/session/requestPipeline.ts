import type { FrameChannel } from "@sftp/channel";
import {
  type DecodedRequest,
  decodeRequest,
  type RequestName,
  requests,
  SFTPError,
  StatusCode,
} from "@sftp/wire";

import { isPromiseLike } from "../backend/awaitable.ts";
import { delayOf } from "./deadline.ts";
import { publishRequest } from "./diagnostics.ts";
import { type Dialect, encodeAnswer, encodeStatus } from "../replies/encodeAnswer.ts";
import type { Answer, END, Handler, Task } from "../handlers/handler.ts";
import { handlers } from "../handlers/index.ts";
import { RequestJob } from "./requestJob.ts";
import { Schedule } from "../scheduling/schedule.ts";
import { SessionBudget } from "../budgets/sessionBudget.ts";
import type { SessionScope } from "./sessionScope.ts";
import { failure, statusOf, unsupported } from "../replies/statusOf.ts";

type AnyAnswer = Answer<RequestName> | typeof END;
type AnyTask = Task<Answer<RequestName>>;

export interface PipelineOptions {
  readonly scope: SessionScope;
  readonly dialect: Dialect;
  /** Milliseconds that a backend may take for a request. */
  readonly requestTimeout: number;
  /** Told of what went wrong and has no status to say it. */
  onError(error: unknown, request: string): void;
}

/**
 * The requests of one session in work: started in the order of the schedule, answered in the order in which they came.
 * When it has enough of them it stops reading, and goes on when there is room again.
 */
export class RequestPipeline {
  readonly #channel: FrameChannel;
  readonly #options: PipelineOptions;
  readonly #budget: SessionBudget;
  readonly #schedule = new Schedule();
  readonly #jobs = new Set<RequestJob>();
  /** In the order of arrival. */
  readonly #unanswered: RequestJob[] = [];
  /** Jobs that wait for what has not arrived yet, each with how to refuse it; in the order of arrival. */
  readonly #held = new Map<RequestJob, () => void>();
  readonly #idle: (() => void)[] = [];
  #aborted: Error | undefined;

  constructor(channel: FrameChannel, options: PipelineOptions) {
    this.#channel = channel;
    this.#options = options;
    this.#budget = new SessionBudget(channel, options.scope.limits, () => this.#refuseStuck());
  }

  /**
   * Takes a request.
   *
   * @throws a protocol error if there is not even an id to answer to
   */
  receive(frame: Uint8Array, owned: boolean): void {
    // What is to be written is needed longer than a frame is borrowed.
    const isWrite = frame[0] === requests.write.type;
    // Not slice(): that of a Buffer would be a view.
    const kept = isWrite && !owned ? new Uint8Array(frame) : frame;
    const { scope, dialect } = this.#options;
    const request = decodeRequest(kept, dialect.names);
    const job = new RequestJob(request, scope.session);
    this.#jobs.add(job);
    this.#unanswered.push(job);
    this.#budget.takeRequest();
    this.#admit(job, request);
    this.#budget.check();
  }

  /** Resolves when everything that was received is answered and done; what waits for more to come is refused. */
  async finish(): Promise<void> {
    for (const refuse of this.#held.values()) refuse();
    if (this.#jobs.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Nobody reads the replies any more: tells the backend, and starts nothing that has not been started. */
  abort(error: Error): void {
    if (this.#aborted !== undefined) return;
    this.#aborted = error;
    this.#budget.close();
    for (const job of this.#jobs) job.ctx.abort(error);
  }

  #admit(job: RequestJob, request: DecodedRequest): void {
    let task: AnyTask;
    try {
      task = this.#plan(request);
    } catch (error) {
      this.#fail(job, error);
      return this.#finish(job);
    }
    job.payloadBytes = task.payloadBytes ?? 0;
    job.replyBytes = task.replyBytes ?? 0;
    this.#budget.take(job.payloadBytes, job.replyBytes);
    const open = () => {
      this.#held.delete(job);
      this.#schedule.enter(task.claims, (done) => {
        this.#run(job, task, () => {
          done();
          this.#finish(job);
        });
      });
    };
    const refuse = (error: unknown) => {
      this.#held.delete(job);
      this.#fail(job, error);
      this.#finish(job);
    };
    if (task.gate === undefined) return open();
    const refuseHeld = task.gate(open, refuse);
    if (refuseHeld !== undefined) this.#held.set(job, refuseHeld);
  }

  /** What is to be done for a request. What it throws is the answer. */
  #plan(request: DecodedRequest): AnyTask {
    if (request.kind === "unknown") throw unsupported();
    if (request.kind === "malformed") throw new SFTPError(StatusCode.BAD_MESSAGE, request.error.message);
    const { name, body } = request;
    const handler = handlers[name] as Handler<RequestName>;
    return handler(body as never, this.#options.scope);
  }

  #run(job: RequestJob, task: AnyTask, done: () => void): void {
    try {
      if (this.#aborted !== undefined) throw this.#aborted;
      const answer = task.run(job.ctx);
      if (isPromiseLike(answer)) return this.#await(job, task, answer, done);
      this.#answer(job, answer);
    } catch (error) {
      this.#fail(job, error);
    }
    done();
  }

  #await(job: RequestJob, task: AnyTask, answer: PromiseLike<AnyAnswer>, done: () => void): void {
    const { requestTimeout } = this.#options;
    const deadline = task.patient ? undefined : setTimeout(() => this.#giveUp(job), delayOf(requestTimeout));
    const settled = (settle: () => void) => {
      clearTimeout(deadline);
      settle();
      done();
    };
    answer.then(
      (value) => settled(() => this.#answer(job, value)),
      (error: unknown) => settled(() => this.#fail(job, error)),
    );
  }

  /** It is answered, but keeps its place until the backend is done with it: so there cannot be more and more of them. */
  #giveUp(job: RequestJob): void {
    const error = new Error(`the backend took longer than ${this.#options.requestTimeout} ms`);
    this.#fail(job, error);
    job.ctx.abort(error);
    this.#budget.check();
  }

  #answer(job: RequestJob, answer: AnyAnswer): void {
    if (job.answered) return;
    try {
      this.#reply(job, encodeAnswer(job.what as RequestName, job.id, answer, this.#options.dialect));
    } catch (error) {
      this.#fail(job, error);
    }
  }

  #fail(job: RequestJob, error: unknown): void {
    if (job.answered) return;
    const { dialect, onError } = this.#options;
    const status = statusOf(error, dialect.version);
    // What a backend throws when it is told to stop is no news.
    if (status === undefined && this.#aborted === undefined) onError(error, job.what);
    this.#reply(job, encodeStatus(job.id, status ?? failure, dialect));
  }

  /** Replies leave in the order in which the requests came. */
  #reply(job: RequestJob, packet: Uint8Array): void {
    if (job.trace !== undefined) publishRequest(this.#options.scope.session, job.trace, packet);
    this.#budget.take(0, packet.length - job.replyBytes);
    job.replyBytes = packet.length;
    job.reply = packet;
    for (let head = this.#unanswered[0]; head?.reply !== undefined; head = this.#unanswered[0]) {
      this.#unanswered.shift();
      this.#send(head, head.reply);
    }
  }

  #send(job: RequestJob, packet: Uint8Array): void {
    this.#channel.sendOwned(packet);
    this.#budget.take(0, -packet.length);
    job.reply = undefined;
    job.sent = true;
    this.#forget(job);
  }

  /** The backend is done with it. */
  #finish(job: RequestJob): void {
    job.done = true;
    this.#budget.take(-job.payloadBytes, 0);
    this.#forget(job);
    this.#budget.check();
  }

  #forget(job: RequestJob): void {
    if (!job.sent || !job.done) return;
    this.#jobs.delete(job);
    this.#budget.giveBackRequest();
    if (this.#jobs.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** What is held would wait for ever for requests that are not read any more: the latest of it is given up. */
  #refuseStuck(): void {
    if (this.#schedule.size === 0) [...this.#held.values()].at(-1)?.();
  }
}
