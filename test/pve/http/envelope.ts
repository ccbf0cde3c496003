import { PveError } from "../pve-error.ts";
import { Reply } from "../services.ts";

/** An HTTP answer ready to be sent. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly contentType: string;
  readonly body: string | undefined;
  /** Close the connection afterwards, as PVE does with 401. */
  readonly close?: boolean;
}

/** The output formats of the API's paths (`/api2/json`, `/api2/extjs`, `/api2/html`). */
export type Format = "json" | "extjs" | "html" | "png";

const JSON_TYPE = "application/json;charset=UTF-8";

/** The answer of a call that worked. */
export function success(result: unknown, format: Format): Answer {
  const reply = result instanceof Reply ? result : new Reply(result ?? null);
  if (reply.text !== undefined) return { status: 200, reason: "OK", contentType: "text/plain", body: reply.text };
  const data = reply.data ?? null;
  if (format === "html") return html(JSON.stringify(data, null, 3));
  if (format === "png") return { status: 200, reason: "OK", contentType: "image/png", body: "" };
  const body = format === "extjs" ? { success: 1, data, ...reply.extra } : { data, ...reply.extra };
  return { status: 200, reason: "OK", contentType: JSON_TYPE, body: JSON.stringify(body) };
}

/** The answer of a call that failed: the message's first line is the reason phrase, the body has all of it. */
export function refusal(error: unknown, format: Format): Answer {
  const pve = error instanceof PveError ? error : new PveError(500, `${String(error)}\n`);
  if (pve.status === 401 && pve.message !== "authentication failure\n") {
    return { status: 401, reason: pve.message, contentType: "", body: undefined, close: true };
  }
  if (pve.status >= 595) return { status: pve.status, reason: pve.message, contentType: "", body: "" };
  const errors = pve.errors ? { errors: pve.errors } : {};
  if (format === "extjs") {
    return {
      status: 200,
      reason: "OK",
      contentType: JSON_TYPE,
      body: JSON.stringify({
        success: 0,
        status: pve.errors ? String(pve.status) : pve.status,
        data: null,
        message: pve.message,
        ...errors,
      }),
    };
  }
  return answer(pve.status, pve.message, { data: null, message: pve.message, ...errors });
}

/** A failure that the HTTP server itself reports, as text. */
export function plain(status: number, message: string): Answer {
  return { status, reason: firstLine(message), contentType: "text/plain", body: message };
}

function answer(status: number, message: string, body: unknown): Answer {
  return { status, reason: firstLine(message), contentType: JSON_TYPE, body: JSON.stringify(body) };
}

function firstLine(message: string): string {
  return message.split("\n")[0] ?? "";
}

function html(text: string): Answer {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return {
    status: 200,
    reason: "OK",
    contentType: "text/html;charset=UTF-8",
    body: `<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Proxmox VE</title></head><body><pre>${escaped}</pre></body></html>\n`,
  };
}
