import { describe, expect, it } from "vitest";

import { samples } from "../../src/codec/samples.ts";
import { ssh2 } from "../../src/codec/ssh2.ts";
import { ssh2Session } from "../../src/codec/ssh2Session.ts";

const plain = samples.filter((sample) => sample.side === "reply" || !sample.extension);

describe("the ssh2 contender", () => {
  it.each(plain.filter(({ name }) => name !== "extendedReply"))(
    "encodes and decodes $side $name",
    (sample) => {
      const encode = ssh2.encoder(sample)!;
      encode();
      encode();
      const decode = ssh2.decoder(sample)!;
      decode([Buffer.from(sample.packet)]);
      decode([Buffer.from(sample.packet.subarray(0, 10)), Buffer.from(sample.packet.subarray(10))]);
    },
  );

  it("leaves out what ssh2 does not take apart", () => {
    const left = samples.filter((sample) => ssh2.decoder(sample) === undefined);
    expect(left.every(({ name }) => name === "extendedReply" || /[@-]/.test(name))).toBe(true);
  });

  it("really takes the bytes in: a session tells its listeners, and complains about rubbish", () => {
    const session = ssh2Session("server");
    const heard: unknown[] = [];
    session["on"]!("STAT", (...args: unknown[]) => heard.push(args));
    session["on"]!("error", (error: Error) => heard.push(error.message));
    const { packet } = samples.find(({ name }) => name === "stat")!;
    session["push"]!(Buffer.from(packet));
    session["push"]!(Buffer.alloc(4));
    expect(heard).toEqual([[7, "/srv/data/photographs/2023/photograph-0001.jpeg"], "Invalid packet length"]);
  });
});
