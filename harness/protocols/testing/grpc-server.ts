import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { messageType } from '../open-inference-messages.ts';

type Answer = (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => void;

/**
 * A server of gRPC that answers the methods of Open Inference with bytes.
 *
 * @param port - a free one, if it is not given
 */
export async function grpcServer(
  answers: Readonly<Record<string, Answer>>,
  port = 0,
): Promise<{ readonly url: string; readonly stop: () => void }> {
  const server = new Server();
  const identity = (bytes: Buffer) => bytes;
  const definition = Object.fromEntries(
    Object.keys(answers).map((method) => [
      method,
      {
        path: `/inference.GRPCInferenceService/${method}`,
        requestStream: false,
        responseStream: false,
        requestSerialize: identity,
        requestDeserialize: identity,
        responseSerialize: identity,
        responseDeserialize: identity,
      },
    ]),
  );
  server.addService(definition, { ...answers });
  const bound = await new Promise<number>((resolve, reject) =>
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, given) =>
      error ? reject(error) : resolve(given),
    ),
  );
  return { url: `http://127.0.0.1:${bound}`, stop: () => server.forceShutdown() };
}

/** A message by its name in open-inference.proto, as bytes. */
export function message(name: string, content: object): Buffer {
  return Buffer.from(messageType(name).encode(content).finish());
}
