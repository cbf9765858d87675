import { z } from 'zod';
import { route } from './route-shape.ts';
import { secret } from './secret-shape.ts';

import { duration, pointer } from './units.ts';

const command = z.array(z.string().min(1)).min(1);

const logged = z.strictObject({
  file: z
    .string()
    .min(1)
    .default('${policy.dir}/record.json')
    .describe('What the training wrote down itself (JSON), to compare with what the tracker gives back.'),
  metrics: z
    .array(pointer)
    .min(1)
    .describe(
      'The parts of it whose finite numbers were logged as metrics, such as /evaluation: each under its whole path, joined by dots.',
    ),
});

const file = z
  .string()
  .min(1)
  .describe(
    'The path of the file that it loads: in the container, such as /opt/ml/model/policy.onnx; of a process, here. Without it, where endpoint.artifact.path and mounts put it.',
  );

const served = z.union([
  z.strictObject({
    route: route.describe('Where the endpoint says what it serves, such as GET /model.'),
    pointer: pointer.describe('Where the SHA-256 of the file that it loaded stands in the reply.'),
    file: file.optional(),
  }),
  z.strictObject({ file }),
]);

const outage = z.strictObject({
  run: command.describe('The command that takes it down.'),
  undo: command.describe('The command that brings it back, whatever happened.'),
  env: z.record(z.string(), secret).default({}).describe('Environment variables of both commands.'),
  within: duration.prefault('60s').describe('How long each command may take, and then until it has taken effect.'),
});

/** Where the training of what is served was tracked. */
export const tracking = z.strictObject({
  mlflow: z
    .strictObject({
      service: z
        .string()
        .optional()
        .describe(
          'The name of the service of this file that is the MLflow server: it is paused and ended for TRACK-2.',
        ),
      url: z
        .url({ protocol: /^https?$/, error: 'a URL that begins with http:// or https://' })
        .optional()
        .describe('Where an MLflow server already runs, in place of a service.'),
      outage: outage
        .optional()
        .describe('How a server that already runs (url) is taken down for a moment, and brought back, for TRACK-2.'),
      headers: z.record(z.string(), secret).default({}).describe('Headers of every request to it.'),
      experiment: z.string().min(1).describe('The name of the experiment.'),
      run: z.string().min(1).optional().describe('The name of the run; without it, the last one that was finished.'),
      artifact: z
        .string()
        .min(1)
        .default('policy.onnx')
        .describe('The path of the model among the artifacts of the run.'),
      digest: z
        .string()
        .min(1)
        .default('artifact.sha256')
        .describe('The tag of the run that states the SHA-256 of the artifact.'),
      logged: logged.optional().describe('What the training logged; without it, TRACK-3 compares no figures.'),
      served: served
        .optional()
        .describe('Where the endpoint states the digest of the file that it loaded, and where it has that file.'),
    })
    .describe('An MLflow server, and the run on it that gave the model.'),
});

export type TrackingFile = z.output<typeof tracking>['mlflow'];
export type ServedFile = NonNullable<TrackingFile['served']>;
