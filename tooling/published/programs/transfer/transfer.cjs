// The same from CommonJS: `require` loads ES modules on every Node that these packages support.
const { connect } = require("@sftp/client/ssh2");
const { startTestServer } = require("@sftp/memory-backend/test-server");

(async () => {
  const server = await startTestServer();
  const { host, port, username, password, hostKey } = server;
  const sftp = await connect({ host, port, username, password, hostKey });
  await sftp.writeFile("/greeting.txt", "hello");
  console.log(String(await sftp.readFile("/greeting.txt")));
  await sftp.close();
  await server.close();
})();
