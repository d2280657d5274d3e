// @ts-check
/**
 * Loaded into the process of an example before it runs: every host of the world is a server of the test, and whoever
 * listens gets a port that is free, and tells the test that it listens.
 */
import { Server, Socket } from "node:net";

const port = Number(process.env["EXAMPLE_PORT"]);
const loopback = new Set(["localhost", "127.0.0.1", "::1"]);

const { connect } = Socket.prototype;
Socket.prototype.connect = function (/** @type {any[]} */ ...args) {
  // `net.connect` hands on an array in which the options stand first.
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof options === "object" && options.host !== undefined && !loopback.has(options.host)) {
    Object.assign(options, { host: "127.0.0.1", port });
  }
  return Reflect.apply(connect, this, args);
};

const { listen } = Server.prototype;
Server.prototype.listen = function (/** @type {any[]} */ ...args) {
  if (typeof args[0] === "object" && args[0].port !== undefined) args[0].port = 0;
  this.once("listening", () => process.send?.("listening"));
  return Reflect.apply(listen, this, args);
};
