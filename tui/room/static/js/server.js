// The laptop of the room: questions with a time limit, its events, and whether it is there at all.

const ANSWER_MS = 6000;
const QUIET_MS = 8000;
const LOOK_MS = 3000;

/** The laptop did not answer at all: the network is gone, or the laptop. */
export class NoAnswer extends Error {}

/** The laptop said no. `answer` is what it said, with `words` where there is something to say. */
export class Refused extends Error {
  /** @param {number} status @param {any} answer */
  constructor(status, answer) {
    super(`refused: ${status}`);
    this.status = status;
    this.answer = answer;
  }
}

/** Ask the laptop.
 * @param {"GET" | "POST" | "PUT"} method @param {string} path @param {unknown} [body] @param {boolean} [outlives] the page
 * @returns {Promise<any>} its answer, or {} @throws {NoAnswer | Refused} */
export async function ask(method, path, body, outlives = false) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "same-origin",
      keepalive: outlives,
      signal: outlives ? undefined : AbortSignal.timeout(ANSWER_MS),
    });
  } catch (error) {
    presence.heard(false);
    throw new NoAnswer(String(error));
  }
  presence.heard(true);
  const text = await answer.text().catch(() => "");
  let said = {};
  try {
    said = text ? JSON.parse(text) : {};
  } catch {
    said = { text }; // an error page of a server that stumbled
  }
  if (!answer.ok) throw new Refused(answer.status, said);
  return said;
}

/** Ask, and while there is no laptop ask again when it is back: for what may be asked twice. Arguments as of `ask`.
 * @param {"GET" | "POST" | "PUT"} method @param {string} path @param {unknown} [body]
 * @returns {Promise<any>} its answer @throws {Refused} */
export async function askUntilHeard(method, path, body) {
  while (true) {
    try {
      return await ask(method, path, body);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      await presence.back();
    }
  }
}

/** Whether the laptop is there: whoever listens hears each change once. */
class Presence extends EventTarget {
  constructor() {
    super();
    this.isThere = true;
    this.heardAt = Date.now();
    addEventListener("offline", () => this.heard(false));
    addEventListener("online", () => this.look());
  }

  /** @param {boolean} isThere */
  heard(isThere) {
    if (isThere) this.heardAt = Date.now();
    if (this.isThere === isThere) return;
    this.isThere = isThere;
    this.dispatchEvent(new Event("change"));
  }

  /** Ask, when nothing was heard for a while: a Wi-Fi that dropped says nothing by itself. */
  async look() {
    if (this.isThere && navigator.onLine && Date.now() - this.heardAt < QUIET_MS) return;
    await ask("GET", "/api/me").catch((error) => {
      if (error instanceof NoAnswer) return;
      if (error instanceof Refused && error.status === 401) location.assign("/");
    });
  }

  /** Ends when the laptop is there. @returns {Promise<void>} */
  back() {
    if (this.isThere) return Promise.resolve();
    return new Promise((resolve) => {
      const look = () => {
        if (!this.isThere) return;
        this.removeEventListener("change", look);
        resolve();
      };
      this.addEventListener("change", look);
    });
  }

  watch() {
    setInterval(() => this.look(), LOOK_MS);
  }
}

export const presence = new Presence();

/** The laptop's events; a dropped stream is taken up again where it ended (EventSource's own Last-Event-ID).
 * @param {Record<string, (said: any) => void>} handlers by the event's name */
export function listen(handlers) {
  let source = new EventSource("/api/events");
  const open = () => {
    for (const [name, handle] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => {
        presence.heard(true);
        handle(JSON.parse(event.data));
      });
    }
    source.addEventListener("open", () => presence.heard(true));
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return; // it tries again by itself
      setTimeout(() => {
        source = new EventSource("/api/events");
        open();
      }, LOOK_MS);
    });
  };
  open();
}
