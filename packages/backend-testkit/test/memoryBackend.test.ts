import { MemoryBackend } from "@sftp/memory-backend";
import { describe, it } from "vitest";

import { testBackend } from "../src/testBackend.ts";

testBackend({ create: () => new MemoryBackend(), describe, it });
