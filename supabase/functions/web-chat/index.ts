import { webChatDeps } from "../_shared/platform/deps.ts";
import { webChat } from "./app.ts";

Deno.serve(webChat(webChatDeps()).fetch);
