/**
 * A program that speaks just enough SFTP on stdin and stdout: VERSION, and for every REALPATH the JSON of what
 * it was started with. The first argument may ask for something else:
 *
 * - `fail`: says why on stderr and exits with code 3 before VERSION
 * - `die`: exits with code 4 and a word on stderr instead of answering a request
 * - `stay`: does not end when its input does, nor on SIGTERM
 * - `quiet`: answers nothing and ends with its input
 */
const [way] = process.argv.slice(2);

function u32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function frame(...parts) {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(body.length), body]);
}

function answer(packet) {
  if (way === "quiet") return;
  if (packet[0] === 1) process.stdout.write(frame(Buffer.from([2]), u32(3)));
  else if (way === "die") end(4, "it broke\n");
  else {
    const { argv, env } = process;
    const name = Buffer.from(
      JSON.stringify({ args: argv.slice(2), cwd: process.cwd(), word: env["WORD"], pid: process.pid }),
    );
    process.stdout.write(
      frame(Buffer.from([104]), packet.subarray(1, 5), u32(1), u32(name.length), name, u32(0), u32(0)),
    );
  }
}

function end(code, words) {
  process.stderr.write(words, () => process.exit(code));
}

if (way === "fail") end(3, "no such subsystem\n");
if (way === "stay") {
  process.on("SIGTERM", () => {});
  setInterval(() => {}, 1_000);
}
process.stdout.on("error", () => {});
let bytes = Buffer.alloc(0);
process.stdin.on("data", (chunk) => {
  bytes = Buffer.concat([bytes, chunk]);
  while (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE()) {
    const length = 4 + bytes.readUInt32BE();
    answer(bytes.subarray(4, length));
    bytes = bytes.subarray(length);
  }
});
