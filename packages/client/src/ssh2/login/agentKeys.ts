import ssh2, { type BaseAgent, type ParsedKey } from "ssh2";

/** A key that an agent holds, as an agent that holds only this one. */
export interface AgentKey {
  readonly name: string;
  readonly publicKey: Buffer;
  readonly agent: BaseAgent;
}

/**
 * The keys of the agent at a socket, in its order.
 *
 * @throws Error if it cannot be reached or does not answer
 */
export function agentKeys(socket: string): Promise<AgentKey[]> {
  const agent = ssh2.createAgent(socket);
  return new Promise((resolve, reject) => {
    agent.getIdentities((error, keys) => {
      if (error) return reject(error);
      resolve(
        ((keys ?? []) as ParsedKey[]).map((key) => ({
          name: `the agent's key ${key.comment || key.type}`,
          publicKey: key.getPublicSSH(),
          agent: new OneKey(agent, key),
        })),
      );
    });
  });
}

/** ssh2 tries all keys of an agent in its own order; this leaves it no choice. */
class OneKey extends ssh2.BaseAgent {
  readonly #agent: BaseAgent;
  readonly #key: ParsedKey;

  constructor(agent: BaseAgent, key: ParsedKey) {
    super();
    this.#agent = agent;
    this.#key = key;
  }

  override getIdentities(callback: (error: null, keys: ParsedKey[]) => void): void {
    callback(null, [this.#key]);
  }

  override sign(...args: unknown[]): void {
    this.#agent.sign(...(args as Parameters<BaseAgent["sign"]>));
  }
}
