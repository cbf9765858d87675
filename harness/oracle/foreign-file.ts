/** A kind of file that is taken for an ONNX model now and then, and what to do about it. */
export interface ForeignKind {
  /** Such as `a pickle`. */
  readonly name: string;
  readonly remedy: string;
}

interface Signature extends ForeignKind {
  readonly offset: number;
  /** What stands there: text as it is, or a pattern. */
  readonly starts: string | RegExp;
}

const exportIt = 'export the policy to ONNX (torch.onnx.export), and name the .onnx file in the contract';

/** Over the bytes, read as Latin-1. */
const signatures: readonly Signature[] = [
  {
    offset: 0,
    starts: 'version https://git-lfs',
    name: 'a Git LFS pointer, not the file that it points to',
    remedy: 'fetch the file: git lfs pull',
  },
  {
    // onnxruntime takes this for its own format wherever it stands, whatever the rest of the file is.
    offset: 4,
    starts: 'ORTM',
    name: "a model in onnxruntime's own format (.ort)",
    remedy: 'name the .onnx file from which it was converted',
  },
  { offset: 4, starts: 'TFL3', name: 'a TensorFlow Lite model', remedy: 'convert it with tf2onnx' },
  { offset: 0, starts: 'PK\x03\x04', name: 'a zip archive, such as a PyTorch or Keras checkpoint', remedy: exportIt },
  ...[2, 3, 4, 5].map((version) => ({
    offset: 0,
    starts: `\x80${String.fromCharCode(version)}`,
    name: 'a Python pickle',
    remedy: exportIt,
  })),
  { offset: 0, starts: '\x89HDF\r\n', name: 'an HDF5 file, such as Keras weights', remedy: exportIt },
  { offset: 0, starts: '\x93NUMPY', name: 'a NumPy array', remedy: exportIt },
  { offset: 8, starts: /^\{\s*"/, name: 'a safetensors file', remedy: exportIt },
  {
    offset: 0,
    starts: /^\s*<(!doctype|html|\?xml)/i,
    name: 'an HTML or XML page, such as a download that was answered by a login or an error page',
    remedy: 'download the file again, and look at what was answered',
  },
  { offset: 0, starts: /^\s*[{[]\s*["{[\d\]}-]/, name: 'JSON', remedy: 'name the .onnx file in the contract' },
  { offset: 0, starts: '\x1f\x8b', name: 'a gzip archive', remedy: 'unpack it: gunzip' },
  { offset: 257, starts: 'ustar', name: 'a tar archive', remedy: 'unpack it, and name the .onnx file within' },
  {
    offset: 0,
    starts: '\0'.repeat(16),
    name: 'zeros, such as a download that was never written',
    remedy: 'write it again',
  },
];

/** What the file is, where its first bytes say that it is something other than ONNX. */
export function recogniseForeign(bytes: Uint8Array): ForeignKind | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 512)).toString('latin1');
  return signatures.find(({ offset, starts }) => {
    const text = head.slice(offset);
    return typeof starts === 'string' ? text.startsWith(starts) : starts.test(text);
  });
}
