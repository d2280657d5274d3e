import type { LoginEvent } from "@sftp/server/ssh2";
import { expect, it } from "vitest";
import { loginLine } from "../../src/serve/loginLine.ts";

const time = new Date("2030-01-02T03:04:05.678Z");
const peer = { time, remoteAddress: "192.0.2.1", remotePort: 4711 };
const events: [LoginEvent, string][] = [
  [
    { ...peer, outcome: "refused", method: "password", user: "root" },
    'login refused from 192.0.2.1 port 4711: password for "root"',
  ],
  [
    { ...peer, outcome: "accepted", method: "publickey", user: "ann", fingerprint: "SHA256:abc" },
    'login accepted from 192.0.2.1 port 4711: publickey SHA256:abc for "ann"',
  ],
  [
    { ...peer, outcome: "rejected", reason: "the login took too long" },
    "connection rejected from 192.0.2.1 port 4711: the login took too long",
  ],
  [{ ...peer, outcome: "left" }, "connection left from 192.0.2.1 port 4711"],
];

it.each(events)("[S-20] writes %j as one line", (event, line) => {
  expect(loginLine(event)).toBe(`2030-01-02T03:04:05.678Z ${line}\n`);
});

it("[S-20] a name cannot pose as another line or another address", () => {
  const user = `x"\nlogin refused from 10.0.0.1 port 1: \u001b[2J${"y".repeat(5000)}`;
  const line = loginLine({ ...peer, outcome: "refused", method: "password", user });
  expect(line).toMatch(
    /^2030-01-02T03:04:05\.678Z login refused from 192\.0\.2\.1 port 4711: password for "x\\"/,
  );
  expect(line.split("\n")).toHaveLength(2);
  expect(line).not.toContain("\u001b");
  expect(line.length).toBeLessThan(300);
});
