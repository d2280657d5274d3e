import {
  channelPair,
  frame,
  type Node,
  Packet,
  type ReceivedFrame,
  ScriptedPeer,
  string,
  type SwitchName,
  switches,
  Tree,
  u32,
  WorldServer,
} from "@sftp/testing";

/** A world server with these switches, and a client that sends it single requests. */
export interface Asked {
  readonly server: WorldServer;
  /** Sends a request and resolves to its reply. */
  ask(type: number, ...fields: readonly Uint8Array[]): Promise<ReceivedFrame>;
  /** Opens a file and resolves to its handle, or to the status of a refusal. */
  open(path: string, flags: number, attributes?: Uint8Array): Promise<string | number>;
  /** The status of a request. */
  status(type: number, ...fields: readonly Uint8Array[]): Promise<number>;
  readonly file: Node;
}

export const NO_ATTRIBUTES = u32(0);

/** Starts a server over `/f` (10 bytes) and `/d`. */
export async function askWorld(...names: readonly SwitchName[]): Promise<Asked> {
  const [ours, theirs] = channelPair();
  const tree = new Tree().file("/f", "0123456789").directory("/d");
  const server = new WorldServer(
    theirs,
    tree,
    names.map((name) => switches[name]),
  );
  void server.run();
  const client = new ScriptedPeer(ours);
  await client.greet();
  let id = 0;
  const ask = async (type: number, ...fields: readonly Uint8Array[]): Promise<ReceivedFrame> => {
    client.send(frame(type, u32(++id), ...fields));
    return client.next();
  };
  return {
    server,
    ask,
    file: tree.nodes.get("/f")!,
    async open(path, flags, attributes = NO_ATTRIBUTES) {
      const reply = await ask(Packet.OPEN, string(path), u32(flags), attributes);
      return reply.type === Packet.HANDLE ? reply.fields().text() : first(reply);
    },
    status: async (...request) => first(await ask(...request)),
  };
}

function first(reply: ReceivedFrame): number {
  return reply.fields().u32();
}
