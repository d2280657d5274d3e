import { scripted } from "./scripted.ts";

/** Ruby's net-sftp. */
export const netSftp = scripted(["ruby"], "net_sftp_client.rb", ["renameOver"]);

/** phpseclib 3. */
export const phpseclib = scripted(["php"], "phpseclib_client.php", ["putTree", "getTree", "renameOver"]);

/** Perl's Net::SFTP::Foreign, which speaks SFTP itself over a channel of OpenSSH's `ssh`. */
export const netSftpForeign = scripted(["perl"], "net_sftp_foreign_client.pl");
