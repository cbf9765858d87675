/**
 * Nominal rows, four at a time: AssemblyScript, which `npm run assembly` compiles to WebAssembly, for its instructions on
 * four numbers at once. The words are those of `RowStream`, the values those of `nominalRow`; tests hold them to it.
 *
 * Memory belongs to the caller, and every place in it is a multiple of 16 bytes.
 */

const rowsTogether: i32 = 4;
/** Words of each row that are left out, as `RowStream.seek` does. */
const mixing: i32 = 8;
/** Bytes of four numbers of 32 bits. */
const vector: usize = 16;

/**
 * Writes the row `first` and those after it, `rows` of them, and whatever up to three rows and three values more.
 *
 * @param low - the lower half of the stream's key, and `high` the upper one
 * @param width - values of a row
 * @param features - where stand the number of levels of each feature, i32; then each lowest level, i32; then each step from
 *   one level to the next, f32; each of these three filled up to a multiple of four
 * @param words - room for the words of four rows, those that are left out among them, and for one word more
 * @param values - where the rows are written, f32
 */
export function drawRows(
  low: i32,
  high: i32,
  first: f64,
  rows: i32,
  width: i32,
  features: usize,
  words: usize,
  values: usize,
): void {
  const wordsOfRow = (width + 1) >> 1;
  for (let row = 0; row < rows; row += rowsTogether) {
    drawWords(low, high, i64(first) + row, mixing + wordsOfRow, words);
    drawValues(width, features, words + usize(mixing) * vector, values + usize(row) * usize(width) * 4);
  }
}

/** Each word of the four rows, one vector after the other. */
function drawWords(low: i32, high: i32, row: i64, count: i32, words: usize): void {
  let a = i32x4.splat(low);
  let b = i32x4.splat(high);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  c = i32x4.replace_lane(c, 0, i32(row));
  d = i32x4.replace_lane(d, 0, i32(row >> 32));
  c = i32x4.replace_lane(c, 1, i32(row + 1));
  d = i32x4.replace_lane(d, 1, i32((row + 1) >> 32));
  c = i32x4.replace_lane(c, 2, i32(row + 2));
  d = i32x4.replace_lane(d, 2, i32((row + 2) >> 32));
  c = i32x4.replace_lane(c, 3, i32(row + 3));
  d = i32x4.replace_lane(d, 3, i32((row + 3) >> 32));
  for (let index = 0; index < count; index += 1) {
    const drawn = i32x4.add(i32x4.add(a, b), d);
    d = i32x4.add(d, i32x4.splat(1));
    a = v128.xor(b, i32x4.shr_u(b, 9));
    b = i32x4.add(c, i32x4.shl(c, 3));
    c = i32x4.add(v128.or(i32x4.shl(c, 21), i32x4.shr_u(c, 11)), drawn);
    v128.store(words + usize(index) * vector, drawn);
  }
}

/**
 * Two words of a row are the halves of four values. The last four come first: where the width is no multiple of four,
 * they reach into the next row, whose own are written after them.
 */
function drawValues(width: i32, features: usize, words: usize, values: usize): void {
  const fours = (width + 3) >> 2;
  const lowest = features + usize(fours) * vector;
  const steps = lowest + usize(fours) * vector;
  const bytesOfRow = usize(width) * 4;
  for (let four = fours - 1; four >= 0; four -= 1) {
    const place = usize(four) * vector;
    const count = v128.load(features + place);
    const low = v128.load(lowest + place);
    const step = v128.load(steps + place);
    const one = v128.load(words + 2 * place);
    const other = v128.load(words + 2 * place + vector);
    const early = v128.shuffle<i32>(one, other, 0, 4, 1, 5);
    const late = v128.shuffle<i32>(one, other, 2, 6, 3, 7);
    const at = values + place;
    v128.store(at, valuesOf(i32x4.extend_low_i16x8_u(early), count, low, step));
    v128.store(at + bytesOfRow, valuesOf(i32x4.extend_high_i16x8_u(early), count, low, step));
    v128.store(at + 2 * bytesOfRow, valuesOf(i32x4.extend_low_i16x8_u(late), count, low, step));
    v128.store(at + 3 * bytesOfRow, valuesOf(i32x4.extend_high_i16x8_u(late), count, low, step));
  }
}

function valuesOf(halves: v128, count: v128, lowest: v128, step: v128): v128 {
  const level = i32x4.add(lowest, i32x4.shr_u(i32x4.mul(halves, count), 16));
  return f32x4.mul(f32x4.convert_i32x4_s(level), step);
}
