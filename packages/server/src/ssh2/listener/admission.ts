import type { Socket } from "node:net";

/** How many connections there may be. */
export interface AdmissionLimits {
  readonly maxConnections: number;
  /** How many connections that are not logged in one address may have. */
  readonly loginsPerAddress: number;
}

/** Counts the connections, and of each address those that are not logged in. */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #unauthenticated = new Map<string, number>();
  readonly #sockets = new Set<Socket>();

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /** How many connections there are. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Whether there are as many connections as there may be. */
  get full(): boolean {
    return this.#sockets.size >= this.#limits.maxConnections;
  }

  /** Counts a connection until it is closed. */
  enter(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
  }

  /**
   * Counts a connection as one of its address until it is logged in or closed.
   *
   * @returns what to call when it is logged in; `undefined` if the address has too many
   */
  beginLogin(socket: Socket, address: string): (() => void) | undefined {
    if (this.#countOf(address) >= this.#limits.loginsPerAddress) return undefined;
    this.#unauthenticated.set(address, this.#countOf(address) + 1);
    let counted = true;
    const end = (): void => {
      if (!counted) return;
      counted = false;
      const left = this.#countOf(address) - 1;
      if (left === 0) this.#unauthenticated.delete(address);
      else this.#unauthenticated.set(address, left);
    };
    socket.once("close", end);
    return end;
  }

  #countOf(address: string): number {
    return this.#unauthenticated.get(address) ?? 0;
  }
}
