import { spawn } from "node:child_process";
import { connect as connectSocket, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { ReadMemory, type Ssh2Channel, SSHConnection, SSHDuplex } from "@sftp/channel/ssh2";
import type { Client } from "ssh2";
import { ProcessChannel } from "../../process/processChannel.ts";
import { attempt } from "../attempt.ts";
import type { SshTransport } from "../fromTransport.ts";
import { authenticate } from "../login/authenticate.ts";
import type { Hop, Route } from "./route.ts";

/** How long SSH connections may take to end, in milliseconds, before their sockets are cut. */
const CLOSE_GRACE = 2_000;

type Connect = (address: { host: string; port: number }) => Socket;

/** An SSH connection on the way, and what it runs over. */
interface Stage {
  readonly hop: Hop;
  readonly connection: Client;
  readonly socket: Duplex;
}

/**
 * Connects to the servers of a route, each through the one before it.
 *
 * @param windowSize how much a server may send through another before it is read, in bytes
 */
export async function travel({ hops, start }: Route, windowSize: number): Promise<SshTransport> {
  const stages: Stage[] = [];
  try {
    // What passes through one connection into another is kept there.
    const connect = hops.length === 1 ? ReadMemory.connect : connectSocket;
    for (const hop of hops) {
      const last = stages.at(-1);
      stages.push(
        last === undefined
          ? await reach(hop, () => open(hop, start, connect), typeof start !== "object")
          : await reach(hop, () => openThrough(last, hop, windowSize), true),
      );
    }
  } catch (error) {
    await close(stages);
    throw error;
  }
  return { connection: stages.at(-1)!.connection, close: () => close(stages) };
}

/**
 * Connects to one server and logs in. A server whose key is not the right one may have the right one too, of another
 * type: it is asked for that on a new connection, if there can be one.
 */
async function reach(hop: Hop, start: () => Promise<Duplex>, canReopen: boolean): Promise<Stage> {
  const { wrongTypes } = hop.policy;
  let refused: unknown;
  for (;;) {
    const tried = wrongTypes?.size ?? 0;
    try {
      const socket = await start();
      return { hop, socket, connection: await authenticate(socket, hop) };
    } catch (error) {
      refused ??= error;
      // With nothing new to ask for, the first refusal is the one that says what is wrong.
      if (!canReopen || (wrongTypes?.size ?? 0) === tried) throw refused;
    }
  }
}

async function open(hop: Hop, start: Route["start"], connect: Connect): Promise<Duplex> {
  if (start === undefined) return openSocket(hop, connect);
  if (typeof start !== "string") return start;
  return new ProcessChannel(spawn("/bin/sh", ["-c", `exec ${start}`], { stdio: "pipe" }));
}

function openSocket(hop: Hop, connect: Connect): Promise<Socket> {
  const { title, host, port } = hop;
  const where = title === host ? title : `${title}, ${host}`;
  return attempt(`no connection to ${where} port ${port}`, hop, ({ succeed, fail }) => {
    const socket = connect({ host, port });
    socket.on("error", fail);
    socket.on("connect", () => {
      socket.off("error", fail);
      if (!succeed(socket)) socket.destroy();
    });
    return () => {
      if (socket.connecting) socket.destroy();
    };
  });
}

/** A channel of the one server that leads to the next. */
function openThrough({ connection, hop: via }: Stage, hop: Hop, receiveWindow: number): Promise<Duplex> {
  const { title, host, port } = hop;
  return attempt(`no connection to ${title} through ${via.title}`, hop, ({ succeed, fail }) => {
    connection.forwardOut("127.0.0.1", 0, host, port, (error, channel) => {
      if (error !== undefined) fail(error);
      // One that comes too late is nobody's.
      else if (!succeed(new SSHDuplex(channel as Ssh2Channel, connection, { receiveWindow })))
        channel.destroy();
    });
    return SSHConnection.of(connection).onLost(fail);
  });
}

/** Ends the connections in order, the last one first, or, with servers that do not end their side, by cutting them. */
async function close(stages: readonly Stage[]): Promise<void> {
  const cut = setTimeout(() => {
    for (const { socket } of stages) socket.destroy();
  }, CLOSE_GRACE);
  for (const { connection, socket } of stages.toReversed()) {
    if (socket.destroyed) continue;
    const closed = new Promise((resolve) => socket.once("close", resolve));
    connection.end();
    await closed;
  }
  clearTimeout(cut);
}
