import { SFTPError } from "@sftp/wire";
import type { OperationOptions } from "../../session/operation.ts";
import { type Directive, readDirectives } from "../config/directives.ts";
import { type HostSettings, hostSettings } from "../config/hostSettings.ts";
import type { ConnectOptions, ServerOptions } from "../connectOptions.ts";
import { acceptsNew, hostKeyPolicy } from "../hostKeys/hostKeyPolicy.ts";
import { checkHostName } from "../hostKeys/hostPattern.ts";
import { knownNames } from "../hostKeys/knownHosts.ts";
import { list } from "../inHome.ts";
import { ownName } from "../login/loginKeys.ts";
import { resolveLogin } from "./resolveLogin.ts";
import { type Hop, parseJump, type Route } from "./route.ts";

/** More hosts than this on the way are taken for a circle. */
const MAX_JUMPS = 16;

/**
 * Finds the way to a server, with all that is needed at each host of it, before anything is opened.
 *
 * @throws TypeError if it is not said for each host how to check its key
 */
export async function resolveRoute(options: ConnectOptions): Promise<Route> {
  const { config, jump, socket } = options;
  const directives = config === undefined || config === false ? undefined : await readDirectives(config);
  const finder = new RouteFinder(options, directives);
  if (socket === undefined) return finder.routeTo(options, jump === undefined ? undefined : list(jump));
  const { hop } = await finder.resolve(options, options.host);
  return { hops: [hop], start: socket };
}

interface Resolved {
  readonly hop: Hop;
  readonly settings: HostSettings | undefined;
}

class RouteFinder {
  readonly #target: ConnectOptions;
  readonly #directives: readonly Directive[] | undefined;

  constructor(target: ConnectOptions, directives: readonly Directive[] | undefined) {
    this.#target = target;
    this.#directives = directives;
  }

  /** @param jump the hosts to go through; if nothing is said, those of ssh_config */
  async routeTo(
    server: ServerOptions,
    jump: readonly (string | ServerOptions)[] | undefined,
    after = 0,
  ): Promise<Route> {
    if (after > MAX_JUMPS) {
      throw new SFTPError("ELOOP", `the jump hosts on the way to ${this.#target.host} lead in a circle`);
    }
    const { hop, settings } = await this.resolve(
      server,
      after === 0 ? server.host : `the jump host ${server.host}`,
    );
    const [first, ...others] = (jump ?? settings?.jump ?? []).map((each) => this.#jumpHost(each));
    if (first === undefined) {
      return { hops: [hop], start: jump === undefined ? settings?.proxyCommand : undefined };
    }
    const { hops, start } = await this.routeTo(first, undefined, after + 1 + others.length);
    const between = others.map((other) => this.resolve(other, `the jump host ${other.host}`));
    return { hops: [...hops, ...(await Promise.all(between)).map((each) => each.hop), hop], start };
  }

  async resolve(server: ServerOptions, title: string): Promise<Resolved> {
    checkHostName(server.host, "host");
    const settings = this.#directives && hostSettings(this.#directives, server);
    const host = settings?.host ?? server.host;
    const port = server.port ?? settings?.port ?? 22;
    const username = server.username ?? settings?.username ?? ownName();
    const policy = await hostKeyPolicy(
      {
        knownHosts: server.knownHosts ?? settings?.hostKeys.knownHosts,
        hostKey: server.hostKey ?? settings?.hostKeys.hostKey,
        onUnknownHost: settings?.hostKeys.neverAsks ? undefined : server.onUnknownHost,
      },
      { ...(settings ?? knownNames(host, port)), host: title, hashed: settings?.hashed ?? false },
    );
    const login = await resolveLogin(server, username, settings);
    const ssh = { ...settings?.ssh, ...server.ssh };
    return { settings, hop: { title, host, port, policy, login, ssh, ...this.#limits(settings) } };
  }

  #limits(settings: HostSettings | undefined): OperationOptions {
    const { signal, timeout = settings?.timeout } = this.#target;
    return { signal, timeout };
  }

  /** What holds for a jump host too is what is about many hosts, or about the human who is asked. */
  #jumpHost(jump: string | ServerOptions): ServerOptions {
    const { knownHosts, hostKey, onUnknownHost, passphrase, onPrompt } = this.#target;
    const own = typeof jump === "string" ? parseJump(jump) : jump;
    return {
      knownHosts,
      onUnknownHost,
      passphrase,
      onPrompt,
      ...(acceptsNew({ hostKey }) && { hostKey }),
      ...own,
    };
  }
}
