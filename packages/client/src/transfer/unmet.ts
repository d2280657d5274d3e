import { escapeName } from "@sftp/wire";
import { isRefused } from "../tree/isMissing.ts";
import type { Unchecked } from "./transferReport.ts";

/** What a transfer wished for beside the content and did not get. */
export class Unmet {
  readonly list: Unchecked[];

  constructor(list: Unchecked[] = []) {
    this.list = list;
  }

  /** Notes that something could not be done. */
  note(path: string, request: string, reason: string): void {
    this.list.push({ path, request, reason });
  }

  /** Notes what the server refused. @throws any other error */
  refused(path: string, error: unknown): void {
    if (!isRefused(error)) throw error;
    this.note(path, error.request ?? "", escapeName(error.serverMessage || error.code));
  }

  /** Does what must not cost the content: a refusal is noted. */
  async wish(path: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.refused(path, error);
    }
  }
}
