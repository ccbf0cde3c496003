import { describe, expect, test } from "vitest";
import { BecomeDialogue } from "../../runner/execute/connections/become-dialogue.ts";

const SIGNS = { prompt: "ask-7f3a:", start: "start-7f3a" };

function suWith(password: string | undefined): BecomeDialogue {
  return new BecomeDialogue({ method: "su", user: "root", flags: undefined, exe: undefined, password }, SIGNS);
}

describe("BecomeDialogue", () => {
  test.each(["Password: ", "Password:", "Kennwort/password for root: "])(
    "gives up on '%s' when there is no password to answer with",
    (question) => {
      const dialogue = suWith(undefined);
      expect(dialogue.hear("stderr", Buffer.from(question))).toMatchObject({ giveUp: true });
      expect(dialogue.failure(1)).toMatchObject({ code: "BECOME_PASSWORD_MISSING" });
    },
  );

  test("answers its own prompt with the password", () => {
    const heard = suWith("secret").hear("stderr", Buffer.from(SIGNS.prompt));
    expect(heard).toMatchObject({ say: "secret\n" });
    expect(heard.giveUp ?? false).toBe(false);
  });
});
