export { SFTPClient, SFTPClient as SFTP, type ChannelOptions } from "./client.ts";
