/**
 * Nominal rows, four at a time: AssemblyScript, which `npm run assembly` compiles to WebAssembly, for its instructions on
 * four numbers at once. The words are those of `RowStream`, the values those of `nominalRow`; tests hold them to it.
 *
 * Memory belongs to the caller. Places that are multiples of 16 bytes are faster than others.
 */

/** Words of each row that are left out, as `RowStream.seek` does. */
const mixing: i32 = 8;
/** Bytes of four numbers of 32 bits. */
const vector: usize = 16;

/**
 * Writes the row `first` and those after it, `rows` of them. There must be room for three more rows, and three more values:
 * they are written, too, and are of no use.
 *
 * @param low - the lower half of the stream's key
 * @param high - its upper half
 * @param first - an integer from 0, as JavaScript has it
 * @param width - values of a row
 * @param features - where stand the number of levels of each feature, i32; then each lowest level, i32; then each step from
 *   one level to the next, f32; each of these three filled up to a multiple of four
 * @param words - room for the words of four rows, and for one more of each
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
  for (let row = 0; row < rows; row += 4) {
    drawWords(low, high, i64(first) + row, (width + 1) >> 1, words);
    drawValues(width, features, words, values + usize(row) * usize(width) * 4);
  }
}

/** Each word of four rows, one vector after the other. */
function drawWords(low: i32, high: i32, row: i64, count: i32, words: usize): void {
  const two = i64x2.add(i64x2.splat(row), i64x2(0, 1));
  const others = i64x2.add(i64x2.splat(row), i64x2(2, 3));
  let a = i32x4.splat(low);
  let b = i32x4.splat(high);
  let c = v128.shuffle<i32>(two, others, 0, 2, 4, 6);
  let d = v128.shuffle<i32>(two, others, 1, 3, 5, 7);
  let place = words;
  for (let step = 0; step < mixing + count; step += 1) {
    const drawn = i32x4.add(i32x4.add(a, b), d);
    d = i32x4.add(d, i32x4.splat(1));
    a = v128.xor(b, i32x4.shr_u(b, 9));
    b = i32x4.add(c, i32x4.shl(c, 3));
    c = i32x4.add(v128.or(i32x4.shl(c, 21), i32x4.shr_u(c, 11)), drawn);
    v128.store(place, drawn);
    // What is left out is written over.
    if (step >= mixing) place += vector;
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
