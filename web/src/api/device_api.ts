import * as z from "zod/mini";
import { ApiProblem } from "./api_problem.ts";
import { type Client, unwrap } from "./supabase.ts";

/** Whether this browser is pushed to, or why it cannot be. */
export type PushState = "unsupported" | "denied" | "off" | "on";

/** What reaches a person outside of the app. */
export interface DeviceApi {
  readPush(): Promise<PushState>;
  /** Asks the browser and the person, and tells the server of this browser. */
  turnOn(): Promise<void>;
  turnOff(): Promise<void>;
  readPhone(): Promise<OwnPhone>;
  /** Texts a code to a number; it counts once the code is typed. */
  requestCode(phone: string): Promise<void>;
  verifyPhone(code: string): Promise<CodeVerdict>;
  forgetPhone(): Promise<void>;
  /** Sends a notification by every way that is set up. */
  test(): Promise<void>;
}

/** The number for texts to a person, and the one that waits for its code. */
export const OwnPhone = z.object({
  verified: z.nullable(z.string()),
  pending: z.nullable(z.string()),
  /** What became of the code to the one that waits. */
  state: z.nullable(z.enum(["queued", "sending", "sent", "failed", "expired"])),
});
/** The number for texts to a person, and the one that waits for its code. */
export type OwnPhone = z.infer<typeof OwnPhone>;

const CodeVerdict = z.enum(["verified", "wrong", "expired"]);
/** What came of a code that was typed. */
export type CodeVerdict = z.infer<typeof CodeVerdict>;

/** The devices of one person. */
export function deviceApi(supabase: Client, dealership_id: string): DeviceApi {
  return {
    readPush,
    turnOn: () => turnOn(supabase),
    turnOff: () => forgetDevice(supabase),
    async readPhone() {
      return OwnPhone.parse((await unwrap(supabase.rpc("own_phone"))).data);
    },
    async requestCode(phone) {
      await unwrap(supabase.rpc("request_phone_code", { dealership_id, phone }));
    },
    async verifyPhone(code) {
      return CodeVerdict.parse((await unwrap(supabase.rpc("verify_phone", { code }))).data);
    },
    async forgetPhone() {
      await unwrap(supabase.rpc("forget_phone"));
    },
    async test() {
      await unwrap(supabase.rpc("test_notification", { dealership_id }));
    },
  };
}

async function registration(): Promise<ServiceWorkerRegistration | null> {
  if (!("serviceWorker" in navigator) || !("PushManager" in globalThis)) return null;
  return await navigator.serviceWorker.getRegistration() ?? null;
}

function pushKey(): string {
  const content = document.querySelector<HTMLMetaElement>('meta[name="push-key"]')?.content ?? "";
  return content.startsWith("%") ? "" : content;
}

async function readPush(): Promise<PushState> {
  const worker = await registration();
  if (worker === null || pushKey() === "") return "unsupported";
  if (Notification.permission === "denied") return "denied";
  return await worker.pushManager.getSubscription() === null ? "off" : "on";
}

async function turnOn(supabase: Client): Promise<void> {
  const worker = await registration();
  if (worker === null) throw new ApiProblem("This browser cannot be pushed to", 0);
  if (await Notification.requestPermission() !== "granted") {
    throw new ApiProblem("The browser does not allow notifications from this site", 0);
  }
  const subscription = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: pushKey(),
  });
  const { endpoint, keys } = subscription.toJSON();
  const device = {
    endpoint: endpoint ?? "",
    p256dh: keys?.["p256dh"] ?? "",
    auth_key: keys?.["auth"] ?? "",
    label: deviceName(navigator.userAgent),
  };
  try {
    await unwrap(supabase.from("push_subscriptions").insert(device));
  } catch (error) {
    // A browser that the server does not know would look switched on and stay silent.
    await subscription.unsubscribe();
    throw error;
  }
}

/** Ends pushes to this browser, here and on the server; also on signing out. */
export async function forgetDevice(supabase: Client): Promise<void> {
  const worker = await registration();
  const subscription = await worker?.pushManager.getSubscription() ?? null;
  void worker?.getNotifications().then((all) => all.forEach((one) => one.close()));
  if (subscription === null) return;
  await subscription.unsubscribe();
  await unwrap(
    supabase.from("push_subscriptions").delete().eq("endpoint", subscription.endpoint),
  );
}

/** A name by which a person knows the browser again: "Firefox on Android". */
export function deviceName(agent: string): string {
  const browser = [["Edg/", "Edge"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], [
    "Safari/",
    "Safari",
  ]].find(([mark = ""]) => agent.includes(mark))?.[1] ?? "Browser";
  const system = [
    ["iPhone", "iPhone"],
    ["iPad", "iPad"],
    ["Android", "Android"],
    [
      "Windows",
      "Windows",
    ],
    ["Mac OS", "Mac"],
    ["Linux", "Linux"],
  ].find(([mark = ""]) => agent.includes(mark))?.[1];
  return system === undefined ? browser : `${browser} on ${system}`;
}
