import { clockTime, type PhoneExchange } from "./line.ts";
import { make } from "./thread_view.ts";

/** The list of signed requests and their answers. */
export interface LogView {
  show(lineKey: string, exchanges: readonly PhoneExchange[]): void;
}

/** Draws into the list inside `log`; rows are only ever added until the line changes. */
export function createLogView(log: HTMLElement): LogView {
  const list = log.querySelector("ol") ?? log;
  let shownLine = "";
  let lastId = 0;
  return {
    show(lineKey, exchanges) {
      if (lineKey !== shownLine || (exchanges.at(-1)?.id ?? 0) < lastId) {
        list.replaceChildren();
        lastId = 0;
      }
      shownLine = lineKey;
      const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
      for (const exchange of exchanges) {
        if (exchange.id > lastId) list.append(row(exchange));
      }
      lastId = exchanges.at(-1)?.id ?? 0;
      if (isAtEnd) log.scrollTop = log.scrollHeight;
    },
  };
}

function row(exchange: PhoneExchange): HTMLElement {
  const item = make("li", "exchange");
  const answer = make("span", "exchange-answer", exchange.answer);
  answer.dataset["tone"] = exchange.is_ok ? "ok" : "bad";
  const cells = [
    make("time", "exchange-time", clockTime(new Date(exchange.at), true)),
    make("span", "exchange-label", exchange.label),
    answer,
  ];
  if (exchange.request === null) {
    const line = make("p", "exchange-line");
    line.append(...cells);
    item.append(line);
    return item;
  }
  const details = document.createElement("details");
  const summary = make("summary", "exchange-line");
  summary.append(...cells);
  details.append(summary, make("pre", "exchange-more", describe(exchange)));
  item.append(details);
  return item;
}

function describe({ request, response, ms }: PhoneExchange): string {
  const params = Object.entries(request?.params ?? {}).filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}: ${value}`);
  const answered = response?.status === null
    ? `no answer: ${response.body}`
    : `${response?.status} in ${ms} ms\n${response?.body ?? ""}`;
  return [
    `POST ${request?.url}`,
    `X-Twilio-Signature: ${request?.signature}`,
    ...params,
    "",
    answered.trim(),
  ].join("\n");
}
