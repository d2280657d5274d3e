import { turns } from "@sftp/testing";
import type { AuthContext } from "ssh2";
import { describe, expect, it, vi } from "vitest";

import type { Authenticate } from "../../../src/ssh2/login/authentication.ts";
import { type AskUser, interactive } from "../../../src/ssh2/login/interactive.ts";
import { Login } from "../../../src/ssh2/login/login.ts";

type Answer = (answers: string[] | Error) => void;

/** An attempt to log in by keyboard-interactive, whose questions wait to be answered. */
function attempt() {
  const asked: { prompts: unknown; title: string; answer: Answer }[] = [];
  const context = {
    method: "keyboard-interactive",
    username: "ann",
    accept: vi.fn(),
    reject: vi.fn(),
    prompt: (prompts: unknown, title: string, _instructions: string, answer: Answer) =>
      asked.push({ prompts, title, answer }),
  };
  return { context, asked, as: context as unknown as AuthContext };
}

/** A password, then a code. */
const twoSteps = interactive(async ({ username, ask }) => {
  const [password] = await ask(["Password: "], "Step one");
  const [code] = await ask([{ prompt: "Code: ", echo: true }]);
  return username === "ann" && password === "secret" && code === "123456";
});

describe("interactive", () => {
  it.each([
    ["123456", true],
    ["654321", false],
  ])("asks as often as it likes, and decides by the answers (%s: %s)", async (code, right) => {
    const { context, asked, as } = attempt();
    const outcome = new Login(twoSteps, { attempts: 6 }).attempt(as);
    await turns(1);
    expect(asked).toMatchObject([{ prompts: [{ prompt: "Password: ", echo: false }], title: "Step one" }]);
    asked[0]!.answer(["secret"]);
    await turns(1);
    expect(asked[1]).toMatchObject({ prompts: [{ prompt: "Code: ", echo: true }], title: "" });
    asked[1]!.answer([code]);
    expect(await outcome).toBe(right);
    expect(context[right ? "accept" : "reject"]).toHaveBeenCalledTimes(1);
  });

  it("is a no where the questions are not all answered, or something else is tried instead", async () => {
    for (const answers of [[], ["secret", "more"], new Error("aborted")]) {
      const { context, asked, as } = attempt();
      const outcome = new Login(twoSteps, { attempts: 6 }).attempt(as);
      await turns(1);
      asked[0]!.answer(answers);
      expect(await outcome).toBe(false);
      expect(context.reject).toHaveBeenCalledWith(["keyboard-interactive"], false);
    }
  });

  it("settles what is asked when the user leaves, and asks nobody afterwards", async () => {
    let asking: AskUser | undefined;
    const asks = vi.fn(({ ask }: { ask: AskUser }) => ((asking = ask), ask(["Code: "]).then(() => true)));
    const login = new Login(interactive(asks), { attempts: 6 });
    const { asked, as } = attempt();
    const outcome = login.attempt(as);
    login.leave();
    expect(await outcome).toBe(false);
    await expect(asks.mock.results[0]!.value).rejects.toThrow("the user has left during the login");
    await expect(asking!(["Again: "])).rejects.toThrow("the user has left");
    expect(asked).toHaveLength(1);
  });

  it("counts for nothing once the user has begun something else, even if it is right", async () => {
    let decide: ((right: boolean) => void) | undefined;
    const outcomes: unknown[] = [];
    const slow = interactive(() => new Promise<boolean>((resolve) => (decide = resolve)));
    const login = new Login(slow, { attempts: 6, onOutcome: ({ outcome }) => outcomes.push(outcome) });
    const [first, second] = [attempt(), attempt()];
    const given = login.attempt(first.as);
    const decideFirst = decide!;
    const other = login.attempt(second.as);
    decideFirst(true);
    expect(await given).toBe(false);
    expect(first.context.accept).not.toHaveBeenCalled();
    decide!(true);
    expect(await other).toBe(true);
    expect(outcomes).toEqual(["refused", "accepted"]);
  });

  it("decides nothing else: who offers a password is not asked", async () => {
    const authenticate: Authenticate = twoSteps;
    expect(await authenticate({ username: "ann", remoteAddress: undefined, password: "secret" })).toBe(false);
    expect(authenticate.methods).toEqual(["keyboard-interactive"]);
  });
});
