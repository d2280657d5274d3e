export { Packet, Status, status } from "@sftp/testing";
