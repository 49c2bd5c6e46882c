/** What the page does with its service worker. */
export interface ServiceWorkerDeps {
  /** A newer version waits; `activate` goes on with it, which loads the page again. */
  onUpdate(activate: () => void): void;
  /** A notification was chosen. */
  onOpen(path: string): void;
}

const CHECK_MS = 60 * 60 * 1000;

/** Registers the worker once the page is drawn, and tells of each newer version. */
export function startServiceWorker(deps: ServiceWorkerDeps): void {
  if (!("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  const wasControlled = serviceWorker.controller !== null;
  serviceWorker.addEventListener("controllerchange", () => {
    if (wasControlled) location.reload();
  });
  serviceWorker.addEventListener("message", ({ data }) => {
    if (data?.kind === "open" && typeof data.path === "string") deps.onOpen(data.path);
  });
  const register = async (): Promise<void> => {
    const registration = await serviceWorker.register("/sw.js");
    const offer = (worker: ServiceWorker | null): void => {
      if (worker === null || serviceWorker.controller === null) return;
      deps.onUpdate(() => worker.postMessage("activate"));
    };
    offer(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const { installing } = registration;
      installing?.addEventListener("statechange", () => {
        if (installing.state === "installed") offer(installing);
      });
    });
    setInterval(() => void registration.update().catch(() => {}), CHECK_MS);
  };
  // Without it the app works as before, only not offline and without pushes.
  const start = () => void register().catch(() => {});
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
}
