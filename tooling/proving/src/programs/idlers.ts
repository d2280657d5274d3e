/** So many clients that are logged in, have a session each, and do nothing. Says so when all are; ends with its parent. */
import { logIn, openPeer } from "../process/rawSession.ts";

/** Logins that are under way at once. */
const AT_ONCE = 8;

const [host = "", port = "", count = ""] = process.argv.slice(2);
let left = Number(count);
await Promise.all(Array.from({ length: AT_ONCE }, logInInTurn));
process.send!("idle");
process.on("disconnect", () => process.exit());

async function logInInTurn(): Promise<void> {
  while (left-- > 0) await openPeer(await logIn({ host, port: Number(port) }));
}
