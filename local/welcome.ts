/** What `start` prints once everything answers. */
import { apiUrl, databaseUrl, inboxUrl, type StackConfig } from "./config.ts";

const PASSWORD = "rylie-demo";

/** Returns the addresses of a stack, one a line. */
export function addresses(config: Pick<StackConfig, "ports">): string {
  const local = config as StackConfig;
  return table([
    ["App", `http://127.0.0.1:${config.ports.web}`],
    ["Phone simulator", `${inboxUrl(local)}/phone`],
    ["Mail inbox", `${inboxUrl(local)}/mail`],
    ["Dealer's page", `${inboxUrl(local)}/dealer`],
    ["API", apiUrl(local)],
    ["Database", databaseUrl(local)],
  ]);
}

/** Returns the greeting: addresses, logins and four things to try. */
export function welcome(config: StackConfig, startedIn: string): string {
  return `
Rylie is running, started in ${startedIn}. Ctrl-C stops it.

${addresses(config)}
${table([["API key", config.keys.publishable], ["Logs", `${config.stateDir}/logs`]])}

Sign in with the password ${PASSWORD}
${
    table([
      ["Oak Ridge Toyota", "admin@oak.example  manager@oak.example  sales@oak.example"],
      ["Pine Creek Ford", "admin@pine.example manager@pine.example sales@pine.example"],
      ["Everything", "super@rylie.example"],
    ])
  }

Four things to try
  1. Open the phone simulator, text a store about a car, and watch the AI answer in the app.
  2. Text "can I talk to a person", then take over the conversation in the app and reply.
  3. Text STOP and see that no further message can leave.
  4. Open the dealer's page, chat as a visitor, and see the same thread in the app.
`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  return rows.map(([name, value]) => `  ${name.padEnd(17)} ${value}`).join("\n");
}
