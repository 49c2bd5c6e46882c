import type { Keeper, KeeperDeps } from "./keep_workplace.ts";

/** A keeper whose script comes after the first view; without it nothing is kept, and all else is as ever. */
export function keepLater(deps: Omit<KeeperDeps, "isOnline">): Keeper {
  const keeper = import("./keep_workplace.ts").then(({ startKeeper }) =>
    startKeeper({ ...deps, isOnline: () => navigator.onLine })
  );
  const tell = (what: keyof Keeper): void => void keeper.then((it) => it[what](), () => {});
  return {
    wasRead(): void {
      deps.connection.wasRead();
      tell("wasRead");
    },
    failed: () => tell("failed"),
    isBack: () => tell("isBack"),
    stop: () => tell("stop"),
  };
}
