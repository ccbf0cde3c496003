import type { AnyAuthMethod, Prompt } from "ssh2";
import type { AskSecret } from "../options.ts";
import type { SshSettings } from "../settings.ts";
import type { KeyFound, KeyRing } from "./key-ring.ts";
import { OrderedAgent } from "./ordered-agent.ts";

/** One way to log in, tried at most once. */
interface Step {
  readonly method: string;
  /** Undefined when it turns out that there is nothing to offer. */
  offer(): Promise<AnyAuthMethod | undefined>;
}

/** What stood in the way of logging in, for the message at the end. */
export interface LoginTrouble {
  readonly keys: readonly Exclude<KeyFound, { kind: "key" }>[];
  readonly agentLost: string | undefined;
  readonly accepted: readonly string[];
  /** Whether the server took one method and wants another one as well. */
  readonly wantsMore: boolean;
}

/** Offers the server one method after the other: agent, keys, keyboard-interactive, password, as the configuration orders them. */
export class Authentication {
  readonly #settings: SshSettings;
  readonly #keys: KeyRing;
  readonly #ask: AskSecret | undefined;
  readonly #troubles: Exclude<KeyFound, { kind: "key" }>[] = [];
  #steps: readonly Step[];
  #agent: OrderedAgent | undefined;
  #accepted: readonly string[] = [];
  #wantsMore = false;

  constructor(settings: SshSettings, keys: KeyRing, ask: AskSecret | undefined) {
    this.#settings = settings;
    this.#keys = keys;
    this.#ask = ask;
    this.#steps = settings.login.methods.flatMap((method) => this.#stepsOf(method));
  }

  /** The next method to offer, of those the server still accepts (all are asked for first); false when nothing is left. */
  async next(accepted: readonly string[] | null, partial: boolean): Promise<AnyAuthMethod | false> {
    if (!accepted) return { type: "none", username: this.#settings.user };
    this.#accepted = accepted;
    if (partial) this.#wantsMore = true;
    for (;;) {
      const step = this.#steps.find(({ method }) => accepted.includes(method));
      if (!step) return false;
      this.#steps = this.#steps.filter((other) => other !== step);
      const offer = await step.offer();
      if (offer) return offer;
    }
  }

  /** What is known of a login that failed. */
  trouble(): LoginTrouble {
    return {
      keys: this.#troubles,
      agentLost: this.#agent?.isLost === true ? this.#settings.login.agent : undefined,
      accepted: this.#accepted,
      wantsMore: this.#wantsMore,
    };
  }

  #stepsOf(method: string): readonly Step[] {
    const { login, user: username } = this.#settings;
    switch (method) {
      case "publickey":
        return this.#keySteps(username);
      case "keyboard-interactive":
        return [{ method, offer: async () => this.#interactive(username) }];
      case "password": {
        const { password } = login;
        return password === undefined
          ? []
          : [{ method, offer: async () => ({ type: "password", username, password }) }];
      }
      default:
        return [];
    }
  }

  #keySteps(username: string): readonly Step[] {
    const { login } = this.#settings;
    const { agent, privateKey, passphrase } = login;
    const step = (offer: Step["offer"]): Step => ({ method: "publickey", offer });
    const withKey = (find: () => Promise<KeyFound>): Step => step(async () => this.#key(await find(), username));
    return [
      ...(privateKey === undefined ? [] : [withKey(() => this.#keys.fromText(privateKey, { passphrase }))]),
      ...(agent === undefined ? [] : [step(() => this.#agentKeys(agent, username))]),
      ...login.identityFiles.map((file) => withKey(() => this.#keys.fromFile(file, { passphrase }))),
    ];
  }

  async #agentKeys(socket: string, username: string): Promise<AnyAuthMethod> {
    const { identityFiles, identitiesOnly } = this.#settings.login;
    const publicKeys = await Promise.all(identityFiles.map((file) => this.#keys.publicKey(file)));
    const first = publicKeys.filter((key) => key !== undefined);
    this.#agent = new OrderedAgent(socket, { first, only: identitiesOnly });
    return { type: "agent", username, agent: this.#agent };
  }

  #key(found: KeyFound, username: string): AnyAuthMethod | undefined {
    if (found.kind === "key") return { type: "publickey", username, key: found.key };
    this.#troubles.push(found);
    return undefined;
  }

  /** Hidden questions get the password, others the user's answer; without either there is nothing to say. */
  #interactive(username: string): AnyAuthMethod | undefined {
    const { password } = this.#settings.login;
    const ask = this.#ask;
    if (password === undefined) return undefined;
    let isGiven = false;
    const answer = async ({ prompt, echo }: Prompt): Promise<string> => {
      if (echo !== true && !isGiven) {
        isGiven = true;
        return password;
      }
      return (await ask?.(prompt)) ?? "";
    };
    return {
      type: "keyboard-interactive",
      username,
      prompt: (...[, , , prompts, finish]) => void answerAll(prompts, answer, finish),
    };
  }
}

async function answerAll(
  prompts: readonly Prompt[],
  answer: (prompt: Prompt) => Promise<string>,
  finish: (answers: string[]) => void,
): Promise<void> {
  const answers: string[] = [];
  // A person is asked one thing at a time.
  for (const prompt of prompts) answers.push(await answer(prompt).catch(() => ""));
  finish(answers);
}
