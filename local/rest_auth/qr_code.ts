/** Error correction codewords per block and blocks, level L, by version from 1 (ISO 18004). */
const CORRECTION = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22];
const BLOCKS = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6];
const QUIET_MODULES = 4;
/** Format information for level L with mask 0, already masked. */
const FORMAT_BITS = 0x77c4;

interface Symbol {
  readonly size: number;
  readonly version: number;
  readonly dark: boolean[][];
  /** Modules that carry no data: patterns, format and version. */
  readonly fixed: boolean[][];
}

/** Draws a text of up to 520 bytes as a QR code, in SVG. */
export function qrCodeSvg(text: string): string {
  const modules = qrModules(text);
  const rows = modules.map((row, y) => {
    return row.map((isDark, x) =>
      isDark ? `M${x + QUIET_MODULES} ${y + QUIET_MODULES}h1v1h-1z` : ""
    ).join("");
  });
  const size = modules.length + 2 * QUIET_MODULES;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" ` +
    `shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/>` +
    `<path d="${rows.join("")}"/></svg>`;
}

/** The modules of a text's QR code, row by row; true is dark. */
export function qrModules(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text);
  const version = versionFor(bytes.length);
  const symbol = blankSymbol(version);
  drawPatterns(symbol);
  drawData(symbol, interleaved(encoded(bytes, version), version));
  return symbol.dark;
}

function versionFor(byteCount: number): number {
  for (let version = 1; version <= CORRECTION.length; version++) {
    const headerBits = 4 + countBits(version);
    if (headerBits + 8 * byteCount <= 8 * dataCodewords(version)) return version;
  }
  throw new Error(`Cannot draw QR code: ${byteCount} bytes are too many`);
}

function countBits(version: number): number {
  return version < 10 ? 8 : 16;
}

function at(list: ArrayLike<number>, index: number): number {
  return list[index] ?? 0;
}

/** All codewords of a symbol: its area without patterns, format and version information. */
function totalCodewords(version: number): number {
  const alignments = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const alignmentModules = version === 1 ? 0 : (25 * alignments - 10) * alignments - 55;
  const versionModules = version < 7 ? 0 : 36;
  const modules = (16 * version + 128) * version + 64 - alignmentModules - versionModules;
  return Math.floor(modules / 8);
}

function dataCodewords(version: number): number {
  return totalCodewords(version) - at(CORRECTION, version - 1) * at(BLOCKS, version - 1);
}

/** Byte mode: mode, count, bytes, terminator, then the two pad bytes in turn. */
function encoded(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = [];
  const push = (value: number, count: number) => {
    for (let bit = count - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
  };
  push(0b0100, 4);
  push(bytes.length, countBits(version));
  for (const byte of bytes) push(byte, 8);
  const capacity = dataCodewords(version);
  push(0, Math.min(4, 8 * capacity - bits.length));
  while (bits.length % 8 !== 0) bits.push(0);
  const codewords: number[] = [];
  for (let start = 0; start < bits.length; start += 8) {
    codewords.push(parseInt(bits.slice(start, start + 8).join(""), 2));
  }
  for (let pad = 0xec; codewords.length < capacity; pad ^= 0xec ^ 0x11) codewords.push(pad);
  return codewords;
}

/** Splits data into blocks, adds each block's correction, and takes codewords in turn. */
function interleaved(data: readonly number[], version: number): number[] {
  const blockCount = at(BLOCKS, version - 1);
  const correctionLength = at(CORRECTION, version - 1);
  const shortLength = Math.floor(data.length / blockCount);
  const longBlocks = data.length % blockCount;
  const divisor = correctionDivisor(correctionLength);
  const blocks: { data: readonly number[]; correction: readonly number[] }[] = [];
  for (let index = 0, start = 0; index < blockCount; index++) {
    const length = shortLength + (index >= blockCount - longBlocks ? 1 : 0);
    const part = data.slice(start, start + length);
    blocks.push({ data: part, correction: remainder(part, divisor) });
    start += length;
  }
  const take = (from: "data" | "correction", length: number) => {
    return Array.from({ length }, (_, index) => blocks.map((block) => block[from][index]))
      .flat().filter((codeword) => codeword !== undefined);
  };
  return [...take("data", shortLength + 1), ...take("correction", correctionLength)];
}

/** Multiplies in GF(256) over x^8 + x^4 + x^3 + x^2 + 1. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> bit) & 1) * a;
  }
  return product;
}

function correctionDivisor(degree: number): number[] {
  const divisor: number[] = new Array(degree).fill(0);
  divisor[degree - 1] = 1;
  let root = 1;
  for (let step = 0; step < degree; step++) {
    for (let index = 0; index < degree; index++) {
      divisor[index] = multiply(at(divisor, index), root) ^ at(divisor, index + 1);
    }
    root = multiply(root, 2);
  }
  return divisor;
}

function remainder(data: readonly number[], divisor: readonly number[]): number[] {
  const rest: number[] = new Array(divisor.length).fill(0);
  for (const codeword of data) {
    const factor = codeword ^ (rest.shift() ?? 0);
    rest.push(0);
    divisor.forEach((coefficient, index) => {
      rest[index] = at(rest, index) ^ multiply(coefficient, factor);
    });
  }
  return rest;
}

function blankSymbol(version: number): Symbol {
  const size = 17 + 4 * version;
  const grid = () => Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  return { size, version, dark: grid(), fixed: grid() };
}

function set(symbol: Symbol, x: number, y: number, isDark: boolean): void {
  const [row, fixedRow] = [symbol.dark[y], symbol.fixed[y]];
  if (row === undefined || fixedRow === undefined || x < 0 || x >= symbol.size) return;
  row[x] = isDark;
  fixedRow[x] = true;
}

function drawPatterns(symbol: Symbol): void {
  const { size, version } = symbol;
  for (let index = 0; index < size; index++) {
    set(symbol, 6, index, index % 2 === 0);
    set(symbol, index, 6, index % 2 === 0);
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]] as const) drawSquare(symbol, x, y, 4);
  const positions = alignmentPositions(version, size);
  for (const x of positions) {
    for (const y of positions) {
      const isCorner = (x === 6 && y === 6) || (x === 6 && y === size - 7) ||
        (x === size - 7 && y === 6);
      if (!isCorner) drawSquare(symbol, x, y, 2);
    }
  }
  drawFormat(symbol);
  if (version >= 7) drawVersion(symbol);
}

/** Draws rings around a center: a finder with its separator (radius 4) or an alignment mark (2). */
function drawSquare(symbol: Symbol, centerX: number, centerY: number, radius: 2 | 4): void {
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) {
      const ring = Math.max(Math.abs(dx), Math.abs(dy));
      set(symbol, centerX + dx, centerY + dy, radius === 2 ? ring !== 1 : ring !== 2 && ring !== 4);
    }
  }
}

function alignmentPositions(version: number, size: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  const positions = Array.from({ length: count - 1 }, (_, index) => size - 7 - index * step);
  return [6, ...positions];
}

function drawFormat(symbol: Symbol): void {
  const { size } = symbol;
  const bit = (index: number) => ((FORMAT_BITS >> index) & 1) === 1;
  for (let index = 0; index < 15; index++) {
    const along = index < 6 ? index : index < 8 ? index + 1 : size - 15 + index;
    set(symbol, 8, along, bit(index));
    const across = index < 8 ? size - 1 - index : index === 8 ? 7 : 14 - index;
    set(symbol, across, 8, bit(index));
  }
  set(symbol, 8, size - 8, true);
}

function drawVersion(symbol: Symbol): void {
  let rest = symbol.version;
  for (let step = 0; step < 12; step++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
  const bits = (symbol.version << 12) | rest;
  for (let index = 0; index < 18; index++) {
    const isDark = ((bits >> index) & 1) === 1;
    const far = symbol.size - 11 + index % 3;
    const near = Math.floor(index / 3);
    set(symbol, far, near, isDark);
    set(symbol, near, far, isDark);
  }
}

/** Fills the free modules in two-wide columns from the right, up and down, with mask 0. */
function drawData(symbol: Symbol, codewords: readonly number[]): void {
  const { size } = symbol;
  let bitIndex = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      const isUpward = ((right + 1) & 2) === 0;
      const y = isUpward ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (symbol.fixed[y]?.[x] !== false) continue;
        const bit = (at(codewords, bitIndex >> 3) >> (7 - (bitIndex & 7))) & 1;
        bitIndex++;
        const row = symbol.dark[y];
        if (row !== undefined) row[x] = (bit === 1) !== ((x + y) % 2 === 0);
      }
    }
  }
}
