import { SFTPAttributes } from "@sftp/attributes";
import type { TransferReport } from "./transferReport.ts";

/** What an upload came to: the attributes of the remote file, none with `confirm: false`, and the report. */
export class UploadResult extends SFTPAttributes {
  readonly report: TransferReport;

  constructor(attributes: SFTPAttributes, report: TransferReport) {
    const { extended, ...fields } = attributes.toWire();
    super({ ...fields, attr: extended });
    this.report = report;
  }
}
