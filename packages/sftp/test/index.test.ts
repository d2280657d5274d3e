import * as attributes from "@sftp/attributes";
import * as client from "@sftp/client";
import * as openssh from "@sftp/client/openssh";
import * as process_ from "@sftp/client/process";
import * as clientSsh2 from "@sftp/client/ssh2";
import * as fsBackend from "@sftp/fs-backend";
import * as memoryBackend from "@sftp/memory-backend";
import * as server from "@sftp/server";
import * as serverSsh2 from "@sftp/server/ssh2";
import { describe, expect, it } from "vitest";
import * as umbrella from "../src/index.ts";

const whole = { attributes, client, clientSsh2, fsBackend, memoryBackend, server, serverSsh2 };

describe("@sftp/sftp", () => {
  it.each(Object.entries(whole))("exports all of %s as it is", (_name, part) => {
    expect(umbrella).toMatchObject(part);
  });

  it("has the other ways to connect by names of their own", () => {
    expect(umbrella.connect).toBe(clientSsh2.connect);
    expect(umbrella.connectOpenssh).toBe(openssh.connect);
    expect(umbrella.connectProcess).toBe(process_.connect);
  });

  it("adds nothing", () => {
    const known = new Set(Object.values(whole).flatMap((part) => Object.keys(part)));
    const own = Object.keys(umbrella).filter((name) => !known.has(name));
    expect(own.toSorted()).toEqual(["connectOpenssh", "connectProcess"]);
  });
});
