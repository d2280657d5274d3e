import type { Definition } from "../definition.ts";
import { attributes } from "./attributes.ts";
import { folders } from "./folders.ts";
import { handles } from "./handles.ts";
import { links } from "./links.ts";
import { listing } from "./listing.ts";
import { names } from "./names.ts";
import { opening } from "./opening.ts";
import { paths } from "./paths.ts";
import { reading } from "./reading.ts";
import { renaming } from "./renaming.ts";
import { space } from "./space.ts";
import { writing } from "./writing.ts";

/** Everything that the contract for backends says and a client can see. */
export const definitions: readonly Definition[] = [
  ...opening,
  ...reading,
  ...writing,
  ...handles,
  ...folders,
  ...listing,
  ...names,
  ...paths,
  ...renaming,
  ...links,
  ...attributes,
  ...space,
];
