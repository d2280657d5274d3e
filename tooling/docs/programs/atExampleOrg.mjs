// @ts-check
/** Loaded into sftp-cli before it runs: the hosts of the session are servers on this computer. */
import { Socket } from "node:net";

/** @type {Record<string, number>} */
const ports = JSON.parse(process.env["EXAMPLE_PORTS"] ?? "{}");
const { connect } = Socket.prototype;

Socket.prototype.connect = function (/** @type {any[]} */ ...args) {
  // `net.connect` hands on an array in which the options stand first.
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  const port = ports[options.host];
  if (port !== undefined)
    Object.assign(options, { host: "127.0.0.1", port: options.port === 22 ? port : options.port });
  return Reflect.apply(connect, this, args);
};
