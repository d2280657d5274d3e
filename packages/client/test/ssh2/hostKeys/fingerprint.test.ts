import { expect, it } from "vitest";
import { fingerprint, keyType } from "../../../src/ssh2/hostKeys/knownHosts.ts";

/** A key whose fingerprint `ssh-keygen -l` has told. */
const KEY = Buffer.from("AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl", "base64");

it("is what ssh-keygen prints", () => {
  expect(fingerprint(KEY)).toBe("SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU");
});

it("the type of a key is what it says itself, nothing where it says nothing", () => {
  expect(keyType(KEY)).toBe("ssh-ed25519");
  expect(keyType(Buffer.alloc(0))).toBe("");
  expect(keyType(Buffer.from([0, 0, 0]))).toBe("");
});
