// QR codes (ISO/IEC 18004) of addresses: bytes, level L, mask 4, up to version 9. A test compares each module with segno's.

const TOTAL = [26, 44, 70, 100, 134, 172, 196, 242, 292], CHECKS = [7, 10, 15, 20, 26, 36, 40, 48, 60];
/** What tells a camera the level and the mask, with its own checks. */
const FORMAT = 0x662f;
/** Likewise versions 7, 8 and 9. */
const VERSIONS = [0x7c94, 0x85bc, 0x9a99];

/** The product of two numbers in the field of 256. */
function product(one, other) {
  let found = 0;
  for (let bit = 7; bit >= 0; bit--) found = (found << 1) ^ (found >> 7 ? 0x11d : 0) ^ ((other >> bit) & 1 ? one : 0);
  return found;
}

/** So many Reed-Solomon checks of a block. */
function checks(block, many) {
  let generator = [1], root = 1;
  for (let n = 0; n < many; n++, root = product(root, 2))
    generator = [...generator, 0].map((one, at) => one ^ product(generator[at - 1] ?? 0, root));
  const rest = [...block, ...Array(many).fill(0)];
  for (let n = 0; n < block.length; n++) {
    const lead = rest[n];
    generator.forEach((one, at) => (rest[n + at] ^= product(one, lead)));
  }
  return rest.slice(block.length);
}

/** The bytes of a text with length, padding and checks, as they go into the picture. */
function words(bytes, version) {
  const room = TOTAL[version - 1] - CHECKS[version - 1], all = [4, bytes.length, ...bytes, 0];
  const data = all.slice(1).map((one, n) => ((all[n] & 15) << 4) | (one >> 4));
  for (let n = 0; data.length < room; n++) data.push(n % 2 ? 0x11 : 0xec);
  const parts = version > 5 ? 2 : 1, blocks = Array.from({ length: parts }, (_, n) => data.slice((n * room) / parts, ((n + 1) * room) / parts));
  const turns = (some) => some[0].flatMap((_, n) => some.map((one) => one[n]));
  return [...turns(blocks), ...turns(blocks.map((one) => checks(one, CHECKS[version - 1] / parts)))];
}

/** The picture as rows of 0 and 1. */
export function matrix(text) {
  const bytes = new TextEncoder().encode(text), version = TOTAL.findIndex((total, n) => total - CHECKS[n] - 2 >= bytes.length) + 1;
  // It is too long.
  if (!version) return [];
  const size = 17 + 4 * version, rows = Array.from({ length: size }, () => Array(size));
  const put = (row, column, dark) => row >= 0 && column >= 0 && row < size && column < size && (rows[row][column] = Number(dark));
  for (let n = 8; n < size - 8; n++) put(6, n, n % 2 === 0), put(n, 6, n % 2 === 0);
  const rings = (row, column, far, light) => {
    for (let y = -far; y <= far; y++) for (let x = -far; x <= far; x++) put(row + y, column + x, !light.includes(Math.max(Math.abs(x), Math.abs(y))));
  };
  const middles = version < 2 ? [] : version < 7 ? [6, size - 7] : [6, 2 * version + 8, size - 7];
  for (const row of middles) for (const column of middles)
    if ((row > 6 && column > 6) || ![12, size - 1].includes(row + column)) rings(row, column, 2, [1]);
  for (const [row, column] of [[3, 3], [3, size - 4], [size - 4, 3]]) rings(row, column, 4, [2, 4]);
  for (let n = 0; n < 15; n++) {
    const bit = (FORMAT >> n) & 1;
    if (n < 8) put(n < 6 ? n : n + 1, 8, bit), put(8, size - 1 - n, bit);
    else put(8, n < 9 ? 7 : 14 - n, bit), put(size - 15 + n, 8, bit);
  }
  put(size - 8, 8, 1);
  for (let n = 0; version > 6 && n < 18; n++) {
    const long = Math.floor(n / 3), short = size - 11 + (n % 3), bit = (VERSIONS[version - 7] >> n) & 1;
    put(long, short, bit), put(short, long, bit);
  }
  const bits = words(bytes, version).flatMap((one) => [7, 6, 5, 4, 3, 2, 1, 0].map((n) => (one >> n) & 1));
  let at = 0, up = true;
  for (let right = size - 1; right > 0; right -= 2, up = !up) {
    if (right === 6) right--;
    for (let n = 0; n < size; n++) for (const column of [right, right - 1]) {
      const row = up ? size - 1 - n : n;
      if (rows[row][column] === undefined) put(row, column, (bits[at++] ?? 0) ^ (Math.floor(row / 2) + Math.floor(column / 3)) % 2 ^ 1);
    }
  }
  return rows;
}

/** The picture as lines for a path, and how many modules it is wide. */
export function runs(text) {
  const rows = matrix(text);
  const lines = rows.flatMap((row, n) => [...row.join("").matchAll(/1+/g)].map((run) => `M${run.index} ${n}h${run[0].length}`));
  return { size: rows.length, d: lines.join("") };
}
