import { z } from 'zod';
import { protocol, template } from './protocol-shape.ts';
import { route, routeAnywhere } from './route-shape.ts';
import { secret } from './secret-shape.ts';
import { service, startApplication, startEndpoint } from './start-shape.ts';
import { tracking } from './tracking-shape.ts';
import { duration, pointer } from './units.ts';

const command = z.array(z.string().min(1)).min(1);

const counters = z.strictObject({
  inferences: z
    .string()
    .min(1)
    .describe(
      'The counter of answers that the model gave: its name, with labels if only some of its series count, such as answers_total{status="200"}; where the reply is JSON, a pointer such as /model_stats/0/inference_count.',
    ),
  fallbacks: z.string().min(1).optional().describe('The counter of answers that it did not give.'),
  unit: z
    .enum(['rows', 'requests', 'batches'])
    .default('rows')
    .describe('What the counters count; batches are those that the server makes of requests, however many.'),
  refused: z
    .enum(['counted', 'not-counted'])
    .default('not-counted')
    .describe('Whether requests that were refused are counted as well.'),
  settle: duration.prefault('2s').describe('How long they may lag behind.'),
  resets: z
    .enum(['never', 'on-load'])
    .default('never')
    .describe('Whether they start again at 0 when another model is loaded.'),
});

const logs = z.strictObject({
  decision: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A regular expression that finds one line a decision. Its named group used (true or false) must be there; action (index or label) may be.',
    ),
  trouble: z.array(z.string().min(1)).default([]).describe('Regular expressions of lines that tell of trouble.'),
  harmless: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Regular expressions of lines that read like trouble and are none; the report tells how many there were.',
    ),
  settle: duration.prefault('2s').describe('How long lines may come late.'),
});

const readiness = z.strictObject({
  pointer: pointer.describe('Where readiness stands in the reply.'),
  equals: z.union([z.string(), z.boolean(), z.number()]).describe('What stands there when it is ready.'),
});

const stop = z.strictObject({
  grace: duration.prefault('10s').describe('From being told to stop until it is ended.'),
});

const endpoint = z.strictObject({
  start: startEndpoint.describe('How it is started (process, container), or where it already runs (url).'),
  protocol: protocol.describe(
    'How it is spoken to: json for {"features": [...]}, or a protocol of its own: json, sagemaker, openInference, mlflow, tensorflow or kserve.',
  ),
  routes: z
    .strictObject({
      predict: route.optional().describe('Where one row is answered; where the protocol has it, if not said.'),
      batch: route.optional().describe('Where many rows are answered; without it, where one is.'),
      ready: routeAnywhere
        .optional()
        .describe('Where it says that it is ready; where the protocol has it, if not said.'),
      metadata: routeAnywhere
        .optional()
        .describe('Where it says which inputs and outputs its model has; where the protocol has it, if not said.'),
      metrics: routeAnywhere.optional().describe("Where its counters stand, in Prometheus' text format or as JSON."),
      reload: routeAnywhere.optional().describe('Where it is told to load its model again.'),
    })
    .prefault({})
    .describe(
      'Methods and paths, such as POST /predict; what is on another port, as {route: GET /metrics, port: NAME}.',
    ),
  ready: readiness.optional().describe('What readiness looks like, where status 200 is not enough.'),
  artifact: z
    .strictObject({
      path: z.string().min(1).describe("The model's file, such as ${model.dir}/policy.onnx."),
      served: z
        .string()
        .regex(/^(?!\.{1,2}$)[^/\\]+$/, 'the name of a file, such as actor.pt')
        .optional()
        .describe(
          'Name of the file beside the artifact that holds the same model in the form which this server loads.',
        ),
      replaced: z.literal('by-rename').default('by-rename').describe('How a new one arrives there.'),
      loaded: z
        .enum(['by-itself', 'on-reload'])
        .default('by-itself')
        .describe('Whether the endpoint finds a new one by itself, or must be told (routes.reload, or reload).'),
      reload: command
        .optional()
        .describe('The command by which it is told, where no route does; ${origin} is where the endpoint is reached.'),
      within: duration.prefault('10s').describe('How long it may take until a new one answers everywhere.'),
    })
    .optional()
    .describe('Where the endpoint looks for its model, and how a new one arrives there.'),
  compiled: z
    .strictObject({
      env: z.record(z.string(), secret).describe('Environment variables by which its compiled form is started.'),
      states: pointer.optional().describe('Where replies state whether the model is compiled, such as /jit_compiled.'),
      inference: pointer
        .optional()
        .describe('Where replies state how long the model took alone, in milliseconds; without it, the caller waits.'),
    })
    .optional()
    .describe('How its compiled form is started; as the rest of the file has it, it is eager (TIME-3).'),
  replicas: z
    .array(z.url({ protocol: /^https?$/, error: 'a URL that begins with http:// or https://' }))
    .default([])
    .describe('Of an endpoint that already runs: where each of those behind its URL is reached alone.'),
  counters: counters.optional().describe('Its own counters, and what they count.'),
  logs: logs.prefault({}).describe('What its log lines mean.'),
  failure: z
    .strictObject({
      pointer: pointer.describe('Where the sign stands in the reply.'),
      equals: z
        .union([z.string(), z.boolean(), z.number()])
        .optional()
        .describe('What stands there when it is an error; without it, anything but null.'),
    })
    .optional()
    .describe('How a reply with status 200 says that it is an error, where errors come so: such as status: failed.'),
  busy: z
    .array(z.int().min(400).max(599))
    .default([])
    .describe('Statuses that mean "ask again later": neither an answer nor a wrong one.'),
  concurrency: z.int().min(1).max(256).default(16).describe('Requests in flight at once.'),
  deadline: duration.prefault('10s').describe('How long a whole request may take.'),
  stop: stop.prefault({}).describe('How it is stopped.'),
});

const driveByRequest = z.strictObject({
  route: route.describe('Where it is asked for one decision, such as POST /decide.'),
  body: template.describe(
    'The request body, in which ${market} is the name of the market to decide on. To an application that is handed the observation, ${features} is one row as the model takes it, ${named} the same by feature name, ${flat} in one array, ${feature:NAME} one value, ${input:NAME} one input, and ${value:NAME} what the exchange says beside it, such as a limit.',
  ),
  action: pointer.describe('Where its reply states the action: its index, or its label.'),
});

const driveByPolling = z.strictObject({
  begins: z
    .array(route)
    .min(1)
    .optional()
    .describe(
      'What it fetches from the exchange when it begins to decide, and at no other time, such as GET /markets/${market}. Without it, whatever it was seen to fetch (GET) before it asked the endpoint.',
    ),
});

const applicationCounters = z.strictObject({
  inferences: z.string().min(1).describe('Name of the counter of decisions that the model made.'),
  failures: z.string().min(1).optional().describe('Name of the counter of decisions that it refused.'),
  fallbacks: z
    .string()
    .min(1)
    .optional()
    .describe('Name of the counter of decisions that something else made: it stays.'),
  settle: duration.prefault('2s').describe('How long they may lag behind.'),
});

const application = z.strictObject({
  start: startApplication.describe('How it is started: process, or container.'),
  routes: z
    .strictObject({
      ready: routeAnywhere.describe('Where it says that it is ready.'),
      metrics: routeAnywhere.optional().describe("Where its counters stand, in Prometheus' text format."),
    })
    .describe('Methods and paths, such as GET /ready.'),
  ready: readiness.optional().describe('What readiness looks like, where status 200 is not enough.'),
  drive: z
    .union([
      z.strictObject({ request: driveByRequest.describe('It decides when it is asked to.') }),
      z.strictObject({ poll: driveByPolling.describe('It decides on its own, again and again.') }),
    ])
    .describe('How it is brought to decide: when it is asked to (request), or on its own, again and again (poll).'),
  requestId: z
    .enum(['sent-on', 'not-promised'])
    .default('not-promised')
    .describe(
      'Whether every call of the endpoint for a decision, and every order of it, carries the x-request-id of this decision: the one that it was asked under, or, if it polls, one of its own.',
    ),
  deadline: duration
    .prefault('10s')
    .describe('How long a whole decision may take; of one that polls, until it looks at the market again.'),
  ordersWithin: duration
    .prefault('2s')
    .describe('How long after its decision an order may come: so long nothing further is asked of it.'),
  recovery: duration
    .prefault('5s')
    .describe('How long it may refuse every decision after answers that were wrong, as a circuit breaker does.'),
  withoutEstimate: z
    .strictObject({ env: z.record(z.string(), secret).describe('Environment variables, beside those of its start.') })
    .optional()
    .describe('How it is started so that it sizes no order by a tail mean: as it was before it could.'),
  counters: applicationCounters.optional().describe("Counters in Prometheus' text format."),
  logs: logs
    .prefault({})
    .describe(
      'What its log lines mean. With the groups id (the x-request-id of its calls) and action, the pattern of a decision says what one that polls states.',
    ),
  stop: stop.prefault({}).describe('How it is stopped.'),
});

const exchange = z.strictObject({
  serve: z.string().min(1).describe('Name of an exchange that Assay serves itself, such as kalshi.'),
  golden: z
    .string()
    .min(1)
    .describe("Market data, with the features that training computed from it (JSON). Relative to this file's folder."),
  orders: route.describe('Where orders arrive, such as POST /portfolio/orders.'),
  market: pointer.prefault('/ticker').describe('Where the body of an order names the market.'),
  fields: z
    .record(z.string(), pointer)
    .default({})
    .describe("Where the fields of the contract's orders stand in the body of an order; /NAME, where none is said."),
  trouble: z
    .union([
      z.enum(['refuses-orders', 'down']),
      z.strictObject({ slow: duration.describe('How long each of its replies is late.') }),
    ])
    .optional()
    .describe(
      'What is wrong with the exchange on purpose: refuses-orders, down, or {slow: 200ms}. Nothing, if not said.',
    ),
});

/** What is done to a deployment that Assay cannot change itself, and what must come of it. */
const intervention = z.strictObject({
  name: z.string().min(1).describe('What is done, in words, such as "the platform rolls out another model".'),
  run: command.describe('The command that does it. ${artifact} is the artifact that is to be served.'),
  undo: command.describe('The command that takes it back. ${artifact} is the artifact of the contract.'),
  env: z.record(z.string(), secret).default({}).describe('Environment variables of both commands.'),
  predicts: z
    .enum(['marked', 'own', 'nothing'])
    .describe(
      'Who must answer once it is done: the marked policy (then ${artifact} of run is its artifact), the own one as before, or nothing.',
    ),
  within: duration
    .prefault('60s')
    .describe(
      'How long each command may run, and how long it may take then until that is so; of nothing, how long both may take.',
    ),
});

/** The shape of a stack file, place by place; what must hold between the places stands in `stack-rules.ts`. */
export const stackShape = z.strictObject({
  stack: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'a name in kebab-case')
    .describe('The name of this stack, in kebab-case.'),
  services: z
    .array(service)
    .default([])
    .describe('Containers beside them, such as a database: started first, in this order.'),
  endpoint: endpoint.describe('The model server.'),
  application: application
    .optional()
    .describe('What asks the model server, through ${tap.url}, and acts on what it answers, at ${exchange.url}.'),
  exchange: exchange.optional().describe('Where its orders arrive, and where it finds its market data.'),
  tracking: tracking.optional().describe('Where the training of what is served was tracked.'),
  interventions: z
    .array(intervention)
    .default([])
    .describe('Changes to this stack that Assay cannot make itself, each with what must come of it.'),
});

export type StackShape = z.output<typeof stackShape>;
export type { Route } from './route-shape.ts';
export type Readiness = z.output<typeof readiness>;
