import { Random } from "../random.ts";
import { turns } from "../turns.ts";
import { Status } from "./packets.ts";
import { refusal } from "./reply.ts";
import type { Switch, WorldServer } from "./worldServer.ts";

/** How long a slow server takes over a CLOSE, in milliseconds. */
const SLOW_CLOSE = 60_000;
const MOST_TURNS = 6;

/** A server that gives out so many handles and refuses the next one. */
function atMost(count: number, counted: (server: WorldServer) => number, names: readonly string[]): Switch {
  return (server) => (request, next) =>
    names.includes(request.name) && counted(server) >= count ? refusal(Status.FAILURE, "Failure") : next();
}

const files = (server: WorldServer): number =>
  [...server.open.values()].filter(({ names }) => names === undefined).length;

/** Servers that differ in how many handles they give, and in when they answer. */
export const pace = {
  "one-file": atMost(1, files, ["open"]),
  "few-handles": atMost(4, ({ open }) => open.size, ["open", "opendir"]),
  "one-handle": atMost(1, ({ open }) => open.size, ["open", "opendir"]),
  "same-handle": (server) => {
    const unique = server.nextHandle;
    let last = unique();
    server.nextHandle = () => (server.open.size === 0 ? (last = unique()) : last);
    return (_, next) => next();
  },
  "reuses-handle": (server) => {
    server.nextHandle = () => {
      let lowest = 0;
      while (server.open.has(String(lowest))) lowest++;
      return String(lowest);
    };
    return (_, next) => next();
  },
  "out-of-order": () => {
    const random = new Random(15);
    return async (_, next) => {
      const reply = await next();
      await turns(random.below(MOST_TURNS));
      return reply;
    };
  },
  "concurrent-ops": () => async (request, next) => {
    if (request.name === "lstat" || request.name === "stat") await turns(2);
    return next();
  },
  "slow-close": () => async (request, next) => {
    if (request.name === "close") await new Promise((resolve) => setTimeout(resolve, SLOW_CLOSE));
    return next();
  },
} satisfies Record<string, Switch>;
