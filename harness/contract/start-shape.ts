import { z } from 'zod';
import { port, portName } from './port-shape.ts';
import { secret } from './secret-shape.ts';
import { duration } from './units.ts';

const environment = z.record(z.string(), secret).default({}).describe('Its environment variables.');
const words = z.array(z.string().min(1)).min(1);

/** `512m` or `2g` in the file; bytes in memory. */
const memory = z
  .string()
  .regex(/^\d+[mg]$/, 'an amount of memory such as 512m or 2g')
  .transform((text) => Number.parseInt(text, 10) * (text.endsWith('g') ? 2 ** 30 : 2 ** 20));

const build = z.strictObject({
  context: z.string().min(1).describe("The folder that is built from, relative to this file's folder."),
  dockerfile: z.string().min(1).default('Dockerfile').describe('The file in it that says how.'),
  arguments: z.record(z.string(), z.string()).default({}).describe('Values of its build arguments (ARG).'),
  within: duration.prefault('10min').describe('How long building may take.'),
});

/** The image of a container: built from a folder, or one that is there or can be pulled. */
export const image = z.union([
  z.strictObject({
    build: z
      .union([
        z
          .string()
          .min(1)
          .transform((context) => build.parse({ context })),
        build,
      ])
      .describe("The folder of a Dockerfile, relative to this file's folder; or more about it."),
  }),
  z.strictObject({
    image: z.string().min(1).describe('Its name; with a digest (name@sha256:...), always the same.'),
  }),
]);

const command = words
  .optional()
  .describe('The command and its arguments in the container; without it, what the image says.');
const mounts = z
  .record(z.string().regex(/^\//, 'an absolute path in the container'), z.string().min(1))
  .default({})
  .describe('Paths in the container, each with what of the run stands there to be read, such as ${model.dir}.');
const limits = z
  .strictObject({
    memory: memory.optional().describe('Most memory that it may take, such as 1g.'),
    cpus: z.number().positive().optional().describe('Most processors that it may keep busy, such as 1.5.'),
  })
  .default({})
  .describe('Its share of the machine.');

/** What a container is made from and started with, whatever it is for. */
const contained = {
  container: image.describe('Its image: built from a folder, or one that is there or can be pulled.'),
  command,
  env: environment,
  mounts,
  limits,
} as const;

const startProcess = z.strictObject({
  process: words.describe(
    'The command and its arguments. ${port}, ${host}, ${origin}, ${model.dir} and others are filled in.',
  ),
  env: environment,
  cwd: z.string().optional().describe("Where it runs; without it, this file's folder."),
  port: port.optional().describe('A fixed port; without it a free one is taken.'),
  ports: z
    .record(portName, z.union([z.literal('free'), port]))
    .default({})
    .describe('Further ports on which it listens, by name: a number, or free; ${port.NAME} is filled in.'),
});

const startContainer = z.strictObject({
  ...contained,
  port: port.describe('The port on which it listens in the container.'),
  ports: z
    .record(portName, port)
    .default({})
    .describe('Further ports on which it listens there, by name; ${port.NAME} is filled in.'),
});

const startUrl = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'a URL that begins with http:// or https://' })
    .describe('Where it already runs.'),
  ports: z
    .record(portName, z.url({ protocol: /^https?$/, error: 'a URL that begins with http:// or https://' }))
    .default({})
    .describe('Further ports of it, by name: where each is reached.'),
  headers: z.record(z.string(), secret).default({}).describe('Headers of every request, such as an authorization.'),
});

const front = startContainer.describe(
  'What stands before the replicas, such as a balancer: the campaign goes through it. It finds them by their names.',
);

/** How an endpoint is started or reached. */
export const startEndpoint = z.union([
  startProcess,
  startContainer.extend({
    replicas: z
      .int()
      .min(1)
      .max(16)
      .default(1)
      .describe('How many of them run, called endpoint-1 and so on; ${replica} in their environment is the number.'),
    front: front.optional(),
  }),
  startUrl,
]);

/** How an application is started. */
export const startApplication = z.union([startProcess, startContainer, startUrl]);

/** What runs beside endpoint and application, such as a database. */
export const service = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'a name in kebab-case')
    .describe('Its name, by which the other containers find it.'),
  ...contained,
  port: port.optional().describe('The port on which it listens; Assay reaches it there, too.'),
  volumes: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'a name in kebab-case'), z.string().regex(/^\//))
    .default({})
    .describe('Volumes of this run, by name, each with its path in the container; gone with the run.'),
  ready: z
    .union([
      z.strictObject({
        route: z
          .string()
          .regex(/^GET \/\S*$/, 'a path, such as GET /health')
          .describe('A path that answers with 200.'),
      }),
      z.strictObject({ log: z.string().min(1).describe('A regular expression of a line of its log.') }),
    ])
    .optional()
    .describe('When it is ready; without it, as soon as its port opens.'),
  within: duration.prefault('60s').describe('How long that may take.'),
});

export type ContainerImage = z.output<typeof image>;
export type StartProcess = z.output<typeof startProcess>;
export type StartContainer = z.output<typeof startContainer>;
export type StartUrl = z.output<typeof startUrl>;
export type ServiceFile = z.output<typeof service>;
