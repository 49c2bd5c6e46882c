/** A ground and the text on it. */
export interface ReadablePair {
  readonly ground: string;
  readonly text: string;
}

const WHITE = "#ffffff";
const INK = "#10211c";
/** What WCAG asks of text. */
const LEAST_CONTRAST = 4.5;
const DARKER = 0.92;

/** A dealership's colour as a ground for text: kept if white or ink can be read on it, else darkened. */
export function readableOn(colour: string): ReadablePair {
  let ground = /^#[0-9a-f]{6}$/i.test(colour) ? colour.toLowerCase() : INK;
  // Bounded: after 60 steps any colour is nearly black, and white reads on it.
  for (let step = 0; step < 60; step += 1) {
    const text = [WHITE, INK].find((one) => contrast(ground, one) >= LEAST_CONTRAST);
    if (text !== undefined) return { ground, text };
    ground = darker(ground);
  }
  return { ground: INK, text: WHITE };
}

/** The contrast of two colours by WCAG's formula, from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function darker(colour: string): string {
  const parts = channels(colour).map((channel) =>
    Math.round(channel * DARKER).toString(16).padStart(2, "0")
  );
  return `#${parts.join("")}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
