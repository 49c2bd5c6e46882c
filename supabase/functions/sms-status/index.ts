import { smsDeps } from "../_shared/platform/deps.ts";
import { smsStatus } from "./app.ts";

Deno.serve(smsStatus(smsDeps("sms-status")).fetch);
