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
  readPhone(): Promise<string>;
  /** Keeps the number for texts; an empty one is forgotten. */
  savePhone(phone: string): Promise<void>;
  /** Sends a notification by every way that is set up. */
  test(): Promise<void>;
}

const Phones = z.array(z.object({ phone: z.string() }));

/** The devices of one person. */
export function deviceApi(supabase: Client, dealership_id: string, me: string): DeviceApi {
  return {
    readPush,
    turnOn: () => turnOn(supabase),
    turnOff: () => forgetDevice(supabase),
    async readPhone() {
      const query = supabase.from("staff_phones").select("phone").eq("user_id", me).limit(1);
      return Phones.parse((await unwrap(query)).data)[0]?.phone ?? "";
    },
    async savePhone(phone) {
      const table = () => supabase.from("staff_phones");
      if (phone === "") return void await unwrap(table().delete().eq("user_id", me));
      const changed = await unwrap(table().update({ phone }).eq("user_id", me).select("phone"));
      if (Phones.parse(changed.data).length === 0) await unwrap(table().insert({ phone }));
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
