export type { AttributeFields } from "./attributeFields.ts";
export { fileType, type FileType, fileTypes, TYPE_MASK } from "./fileType.ts";
export { listDate, longname, type LongnameDetails } from "./longname.ts";
export { modeString, parseModeString } from "./modeString.ts";
export { SFTPAttributes, type SFTPAttributesInit, type StatsLike } from "./sftpAttributes.ts";
