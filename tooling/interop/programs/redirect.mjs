// @ts-check
/** Loaded into sftp-cli before it runs: whatever host it connects to is the server of the test, at REDIRECT_PORT. */
import { Socket } from "node:net";

const port = Number(process.env["REDIRECT_PORT"]);
const { connect } = Socket.prototype;

Socket.prototype.connect = function (/** @type {any[]} */ ...args) {
  // `net.connect` hands on an array in which the options stand first.
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  if (options.host !== undefined) Object.assign(options, { host: "127.0.0.1", port });
  return Reflect.apply(connect, this, args);
};
