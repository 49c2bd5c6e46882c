import type { JSX } from "preact";

interface Body {
  readonly shell: string;
  readonly windows: readonly string[];
  readonly lines: string;
}

/** Drawn side views; the wheels stand in the same places under each of them. */
const BODIES: Record<"suv" | "sedan" | "truck", Body> = {
  suv: {
    shell: "M12 71V54q0-8 9-11l17-22q4-5 12-5h90q8 0 15 5l25 20 34 5q14 3 15 14v10q0 5-5 5h-19" +
      "a19 19 0 0 0-38 0H81a19 19 0 0 0-38 0H17q-5 0-5-4z",
    windows: [
      "M47 40l10-15q2-3 6-3h24v18z",
      "M92 40V22h37v18z",
      "M134 40V22h6q5 0 9 3l19 15z",
    ],
    lines: "M90 22v49M131 22v49M98 47h8M139 47h8M12 56h216",
  },
  sedan: {
    shell: "M10 71V59q0-8 10-10l33-5 27-17q5-4 14-4h36q10 0 18 5l24 16 41 6q15 3 16 12v8q0 5-5 5" +
      "h-20a19 19 0 0 0-38 0H81a19 19 0 0 0-38 0H15q-5 0-5-4z",
    windows: [
      "M66 44l19-13q4-3 9-3h13v16z",
      "M112 44V28h18q7 0 12 3l19 13z",
    ],
    lines: "M109 28v44M163 44l3 27M116 50h8M158 50h8M10 58h218",
  },
  truck: {
    shell: "M9 71V47q0-3 3-3h79V22q0-6 7-6h42q9 0 14 6l16 20 43 6q14 2 15 13v9q0 5-5 5h-18" +
      "a19 19 0 0 0-38 0H81a19 19 0 0 0-38 0H14q-5 0-5-4z",
    windows: [
      "M97 42V24q0-2 3-2h22v20z",
      "M127 42V22h12q6 0 9 4l12 16z",
    ],
    lines: "M91 44v27M124 22v49M131 48h8M9 56h82M91 57h138",
  },
};

/** The words in a colour's name that tell which paint to draw. */
const PAINTS: readonly (readonly [string, RegExp])[] = [
  ["white", /white|ivory|frost|snow|blizzard|wind chill/iu],
  ["black", /black|ebony|onyx|midnight|agate/iu],
  ["red", /red|ruby|crimson|maroon|cherry|barcelona|supersonic/iu],
  ["blue", /blue|navy|azure|cavalry|atlas/iu],
  ["green", /green|olive|sage|pine|army/iu],
  ["sand", /sand|beige|tan|brown|bronze|gold|khaki|mudbath/iu],
  ["orange", /orange|yellow|solar|copper/iu],
  ["grey", /gr[ae]y|silver|steel|metal|magnetic|carbon|cement|celestial/iu],
  // Last, because most colours have a pearl of their own.
  ["white", /pearl/iu],
];

/** A vehicle drawn from the side, in the shape of its body and the family of its colour. */
export function VehicleDrawing(props: {
  readonly bodyStyle: string | null;
  readonly model: string;
  readonly color: string | null;
}): JSX.Element {
  const body = BODIES[bodyOf(`${props.bodyStyle ?? ""} ${props.model}`)];
  return (
    <svg
      class="vehicle-drawing"
      viewBox="0 0 240 98"
      data-paint={paintOf(props.color)}
      aria-hidden="true"
      focusable="false"
    >
      <ellipse class="vehicle-drawing-shade" cx="122" cy="91" rx="112" ry="4" />
      <path class="vehicle-drawing-shell" d={body.shell} />
      <path class="vehicle-drawing-line" d={body.lines} />
      {body.windows.map((path) => <path key={path} class="vehicle-drawing-glass" d={path} />)}
      <path class="vehicle-drawing-lamp" d="M215 55l13 4-1 4-13-3z" />
      <path class="vehicle-drawing-tail" d="M10 56l9-1v7l-9 1z" />
      {[62, 187].map((x) => (
        <g key={x}>
          <circle class="vehicle-drawing-tyre" cx={x} cy="76" r="15.5" />
          <circle class="vehicle-drawing-rim" cx={x} cy="76" r="9.5" />
          <circle class="vehicle-drawing-hub" cx={x} cy="76" r="3" />
        </g>
      ))}
    </svg>
  );
}

function bodyOf(words: string): keyof typeof BODIES {
  if (/truck|pickup|crew cab|f-?150|tacoma|tundra|ranger|maverick/iu.test(words)) return "truck";
  if (/sedan|coupe|hatch|convertible|camry|corolla|prius|mustang/iu.test(words)) return "sedan";
  return "suv";
}

function paintOf(color: string | null): string {
  return PAINTS.find(([, words]) => words.test(color ?? ""))?.[0] ?? "grey";
}
