// As tests of Jest, mocha and vitest alike, which have these functions as globals.
import { connect } from "@sftp/client/ssh2";
import { startTestServer } from "@sftp/memory-backend/test-server";

describe("a program that uses SFTP", () => {
  it("finds its file on a test server", async () => {
    const server = await startTestServer({ files: { "/greeting.txt": "hello" } });
    const { host, port, username, password, hostKey } = server;
    const sftp = await connect({ host, port, username, password, hostKey });
    const text = String(await sftp.readFile("/greeting.txt"));
    await sftp.close();
    await server.close();
    if (text !== "hello") throw new Error(`read ${text}`);
  });
});
