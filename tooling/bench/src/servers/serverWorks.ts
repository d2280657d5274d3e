import type { Endpoint } from "../contenders/contender.ts";
import type { Sizes } from "../works/sizes.ts";
import type { Work } from "../works/work.ts";
import { works } from "../works/works.ts";
import { type Driver, drivers } from "./driver.ts";

/** There is no host: each driver starts the server. */
const NOWHERE: Endpoint = { host: "", port: 0, username: "", identity: "", sftpServer: "" };

/** One thing that servers are measured for, and who asks for it. */
export interface ServerWork {
  readonly work: Work;
  readonly driver: Driver;
}

/** All there is for servers to do, each with both drivers, on a corpus that is made in `folder`. */
export function serverWorks(folder: string, sizes: Sizes): ServerWork[] {
  const near = works(folder, sizes, { near: NOWHERE, far: { ...NOWHERE, port: 1 } });
  const all = [start, ...near.filter(({ endpoint }) => endpoint === NOWHERE)];
  return drivers.flatMap((driver) =>
    all
      .filter(({ kind }) => driver.can.includes(kind))
      .map((work) => ({
        driver,
        work: { ...work, id: `${driver.id}-${work.id}`, title: `${work.title}, with ${driver.name}` },
      })),
  );
}

/** Until the first answer, and to the end. */
const start: Work = {
  id: "start",
  title: "a session in which nothing is done",
  kind: "idle",
  amount: 1,
  unit: "sessions",
  endpoint: NOWHERE,
  task: () => ({ kind: "idle" }),
  verify: async () => {},
};
