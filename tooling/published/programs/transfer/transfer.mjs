// A file goes to a server and comes back, over SSH on the loopback interface.
import { connect } from "@sftp/client/ssh2";
import { startTestServer } from "@sftp/memory-backend/test-server";

const server = await startTestServer();
const { host, port, username, password, hostKey } = server;
const sftp = await connect({ host, port, username, password, hostKey });
await sftp.writeFile("/greeting.txt", "hello");
console.log(String(await sftp.readFile("/greeting.txt")));
await sftp.close();
await server.close();
