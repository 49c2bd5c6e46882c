import { useEffect, useState } from "preact/hooks";

/** A part that is fetched when it is first drawn; null until then, and for as long as it cannot be had. */
export function useLater<Part>(fetchPart: () => Promise<Part>): Part | null {
  const [part, setPart] = useState<Part | null>(null);
  useEffect(() => void fetchPart().then((found) => setPart(() => found), () => {}), []);
  return part;
}
