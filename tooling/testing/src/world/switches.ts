import { contents } from "./contents.ts";
import { pace } from "./pace.ts";
import { refusals } from "./refusals.ts";
import { reports } from "./reports.ts";

/** The behaviours of servers that people met and reported, by name; any of them can be combined. */
export const switches = { ...refusals, ...contents, ...pace, ...reports };

/** The name of a switch. */
export type SwitchName = keyof typeof switches;

/** The names of all switches. */
export const switchNames = Object.keys(switches) as SwitchName[];
