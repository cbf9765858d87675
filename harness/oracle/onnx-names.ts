import { delimited, type FieldReader, nestedBytes, readMessage } from './protobuf-message.ts';
import { type Pieces, type Rewrites, rewriteMessage } from './protobuf-rewriting.ts';

/** The names of values that a node deals with. Field numbers are those of onnx.proto. */
export interface NodeNames {
  /** In their order; empty where one is left out. */
  readonly outputs: readonly string[];
  /** Values of the graph that it stands in, which it reads, or its subgraphs do. */
  readonly reads: ReadonlySet<string>;
  /** What its subgraphs call values of their own. */
  readonly inner: ReadonlySet<string>;
}

export interface Renaming {
  readonly from: string;
  readonly to: string;
}

/** As nodes of the outermost graph stand: in the model, the graph, and the node's own field. */
const nodeDepth = 2;

/** @throws {MalformedMessage} */
export function readNodeNames(bytes: Uint8Array): NodeNames {
  const outputs: string[] = [];
  const reads = new Set<string>();
  const inner = new Set<string>();
  readNode(bytes, nodeDepth, { outputs, reads, inner });
  return { outputs, reads, inner };
}

/** The node, with a value that it gives under another name. */
export function withOutputRenamed(bytes: Uint8Array, renaming: Renaming): Pieces {
  return rewriteMessage(bytes, nodeDepth, { [delimited(2)]: renamed(renaming) });
}

/** The node, and the nodes of its subgraphs, with a value that they read under another name. */
export function withReadsRenamed(bytes: Uint8Array, renaming: Renaming, depth = nodeDepth): Pieces {
  const graph = (content: Uint8Array) => ({
    content: rewriteMessage(content, depth + 2, {
      [delimited(1)]: (node) => ({ content: withReadsRenamed(node, renaming, depth + 3) }),
    }),
  });
  return rewriteMessage(bytes, depth, {
    [delimited(1)]: renamed(renaming),
    [delimited(5)]: (attribute) => ({
      content: rewriteMessage(attribute, depth + 1, { [delimited(6)]: graph, [delimited(11)]: graph }),
    }),
  });
}

function renamed({ from, to }: Renaming): Rewrites[number] {
  const before = Buffer.from(from);
  return (name) => (before.equals(name) ? { content: [Buffer.from(to)] } : undefined);
}

interface Found {
  readonly outputs: { push(name: string): unknown };
  readonly reads: Set<string>;
  readonly inner: Set<string>;
}

function readNode(bytes: Uint8Array, depth: number, { outputs, reads, inner }: Found): void {
  const graph = (reader: FieldReader) => {
    const subgraph = namesOfSubgraph(nestedBytes(reader), depth + 2);
    for (const name of subgraph.reads) if (!subgraph.own.has(name)) reads.add(name);
    for (const name of [...subgraph.own, ...subgraph.inner]) inner.add(name);
  };
  readMessage(bytes, depth, {
    [delimited(1)]: (reader) => reads.add(reader.string()),
    [delimited(2)]: (reader) => outputs.push(reader.string()),
    [delimited(5)]: (reader) =>
      readMessage(nestedBytes(reader), depth + 1, { [delimited(6)]: graph, [delimited(11)]: graph }),
  });
}

/** `own` are the names that it gives itself, `inner` those that subgraphs within it give. */
function namesOfSubgraph(bytes: Uint8Array, depth: number) {
  const own = new Set<string>();
  const reads = new Set<string>();
  const inner = new Set<string>();
  const outputs = { push: (name: string) => own.add(name) };
  const named = (field: number) => (reader: FieldReader) =>
    readMessage(nestedBytes(reader), depth + 1, { [delimited(field)]: (name) => own.add(name.string()) });
  const value = named(1);
  const tensor = named(8);
  readMessage(bytes, depth, {
    [delimited(1)]: (reader) => readNode(nestedBytes(reader), depth + 1, { outputs, reads, inner }),
    [delimited(5)]: tensor,
    [delimited(11)]: value,
    [delimited(12)]: value,
    [delimited(13)]: value,
    [delimited(15)]: (reader) => readMessage(nestedBytes(reader), depth + 1, { [delimited(1)]: tensor }),
  });
  return { own, reads, inner };
}
