import { createHash } from 'node:crypto';
import type { Contract } from '../contract/contract.ts';
import { type Marking, markingOf } from './marking.ts';
import { type OnnxModel, readOnnx } from './onnx-file.ts';
import { type NodeNames, type Renaming, readNodeNames, withOutputRenamed, withReadsRenamed } from './onnx-names.ts';
import { type Write, written } from './onnx-writer.ts';
import { delimited, MalformedMessage, nestedBytes, readMessage } from './protobuf-message.ts';
import { joined, type Pieces, rewriteMessage } from './protobuf-rewriting.ts';

/** An artifact that takes the same observations, and decides otherwise by a known law. */
export interface MarkedArtifact {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** In words, such as `scores rotated by 7 actions`. */
  readonly law: string;
}

type MarkedContract = Pick<Contract, 'policy' | 'actions'>;

/**
 * Makes a marked artifact from a sound one. The node that gave the output which decides gives it under another name, and nodes
 * behind it make the output from that; what is computed from the output, such as the index of the best score, follows it.
 * Everything else stays, byte for byte.
 *
 * @returns why that cannot be done, in words that go on after "it cannot be done: "
 */
export function markedArtifact(file: Uint8Array, contract: MarkedContract): MarkedArtifact | string {
  const model = readOnnx(file);
  if ('kind' in model) return `the file ${model.problem}`;
  if (model.externalData.length > 0) return 'it keeps weights in other files';
  const marking = markingOf(contract, model.opset);
  if (typeof marking === 'string') return marking;
  try {
    const graphs = graphsOf(file);
    if (graphs.length !== 1) return `its graph stands in the file in ${graphs.length} pieces`;
    const place = placeOf(graphs.flat(), contract.policy, model);
    if (typeof place === 'string') return place;
    const graph = (content: Uint8Array) => ({
      content: withMarking(content, marking, place, namesFor(file, contract)),
    });
    return { bytes: joined(rewriteMessage(file, 0, { [delimited(7)]: graph })), law: marking.law };
  } catch (cause) {
    if (cause instanceof MalformedMessage) return `the file is damaged (${cause.message})`;
    throw cause;
  }
}

/** Of each graph message of a file, its nodes. */
function graphsOf(file: Uint8Array): (readonly NodeNames[])[] {
  const graphs: NodeNames[][] = [];
  readMessage(file, 0, {
    [delimited(7)]: (reader) => {
      const nodes: NodeNames[] = [];
      readMessage(nestedBytes(reader), 1, {
        [delimited(1)]: (node) => nodes.push(readNodeNames(nestedBytes(node))),
      });
      graphs.push(nodes);
    },
  });
  return graphs;
}

/** Index of the node that gives the output which decides; or why it cannot be changed there. */
function placeOf(
  nodes: readonly NodeNames[],
  { output: { name }, mask }: Contract['policy'],
  { outputs }: OnnxModel,
): number | string {
  const place = nodes.findIndex((node) => node.outputs.includes(name));
  if (place < 0) return `no node of its graph computes ${name}`;
  const givers = nodes.flatMap((node) => node.outputs).filter((output) => output === name);
  if (givers.length > 1) return `${name} is computed in ${givers.length} places`;
  const before = nodes.slice(0, place + 1);
  const later = new Set(nodes.slice(place).flatMap((node) => node.outputs));
  later.delete('');
  if (before.some(({ reads }) => [...reads].some((read) => later.has(read))))
    return 'its nodes do not stand in the order in which they are computed';
  if (mask !== undefined && before.some(({ inner }) => inner.has(mask)))
    return `${mask} has another meaning in a subgraph`;
  const following = followersOf(name, nodes.slice(place + 1));
  const other = outputs.find((output) => /^u?int/.test(output.dtype) && !following.has(output.name));
  return other ? `its output ${other.name} may be the action as well, and is not computed from ${name}` : place;
}

/** The names of all that is computed from a value. */
function followersOf(name: string, nodes: readonly NodeNames[]): ReadonlySet<string> {
  const following = new Set([name]);
  for (const { reads, outputs } of nodes) {
    if ([...reads].some((read) => following.has(read)))
      for (const output of outputs) if (output !== '') following.add(output);
  }
  return following;
}

interface Names {
  readonly prefix: string;
  readonly output: Renaming;
  readonly mask: Renaming | undefined;
}

/** Names that no file can hold already, since it would hold its own digest. */
function namesFor(file: Uint8Array, { policy: { output, mask } }: MarkedContract): Names {
  const prefix = `assay_${createHash('sha256').update(file).digest('hex')}`;
  return {
    prefix,
    output: { from: output.name, to: `${prefix}_own` },
    mask: mask === undefined ? undefined : { from: mask, to: `${prefix}_mask` },
  };
}

/** What stands before the place sees the changed mask; what stands behind it sees the changed output, and the mask as it is. */
function withMarking(graph: Uint8Array, marking: Marking, place: number, { prefix, output, mask }: Names): Pieces {
  const nodesOfMask = mask && marking.mask?.({ ...mask, prefix: `${prefix}_mask` });
  const nodesOfOutput = marking.output({ from: output.to, to: output.from, prefix });
  let at = -1;
  const rewritten = rewriteMessage(graph, 1, {
    [delimited(1)]: (node) => {
      at += 1;
      if (at > place) return undefined;
      const own: Pieces = mask ? withReadsRenamed(node, mask) : [node];
      if (at < place) return mask && { content: own };
      return { content: withOutputRenamed(joined(own), output), after: fields(nodesOfOutput) };
    },
  });
  return [...fields(nodesOfMask ?? []), ...rewritten];
}

function fields(nodes: readonly Write[]): Pieces {
  return nodes.map(written);
}
