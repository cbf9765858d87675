import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadContract } from './load-contract.ts';
import { loadStack, unknownNames } from './load-stack.ts';
import { changed, contractText, stackText } from './testing/contract-text.ts';
import { fileWith, mistakesOf } from './testing/files.ts';

type Change = readonly [from: string, to: string];
const mistakes = (...changes: Change[]) => mistakesOf(() => loadStack(fileWith(changed(stackText, ...changes))));

test('a stack file without a mistake is loaded with its folder and its text', () => {
  const file = fileWith(stackText);
  const loaded = loadStack(file);
  expect(loaded).toMatchObject({ file, folder: dirname(file), text: stackText });
  expect(loaded.stack.endpoint.routes.predict).toEqual({ method: 'POST', path: '/predict' });
  expect(loaded.stack.endpoint.protocol).toMatchObject({ json: { predict: { body: { features: '${features}' } } } });
  expect(loaded.at(['endpoint', 'protocol', 'json', 'predict', 'body'])).toEqual({ line: 6, column: 13 });
});

test('unrelated mistakes are reported together, each at its place', () => {
  expect(
    mistakes(
      ['stack: small', 'stack: Small'],
      ["PORT: '${port}'", 'PORT: 8080'],
      ['protocol: json', 'protocol: jsn'],
      ['POST /predict', '/predict'],
      ['ready: GET', 'redy: GET'],
      ['(?<used>true|false)', '(?<used>true|false'],
    ),
  ).toEqual([
    '1:8 stack is "Small"; expected a name in kebab-case',
    '5:17 endpoint.start.env.PORT is 8080; expected text, or a map with env (for text, put it in quotes)',
    '6:13 endpoint.protocol is "jsn"; expected json; did you mean json',
    '7:21 endpoint.routes.predict is "/predict"; expected a method and a path, such as POST /predict',
    '7:31 unknown key "redy" in endpoint.routes; did you mean ready',
    '8:20 Invalid regular expression: /used=(?<used>true|false/: Unterminated group; expected a regular expression',
  ]);
});

describe('of several forms, the one that was evidently meant is explained', () => {
  test.each<[title: string, changes: Change[], expected: string]>([
    [
      'a process with a misspelt key',
      [['process:', 'proces:']],
      '4:5 unknown key "proces" in endpoint.start; did you mean process',
    ],
    [
      'a process with a key of its own',
      [['process: [node', 'shell: true\n    process: [node']],
      '4:5 unknown key "shell" in endpoint.start; expected one of cwd, port, ports',
    ],
    [
      'a process without arguments',
      [['[node, server.js]', '[]']],
      '4:14 endpoint.start.process is an empty list; expected at least 1 item',
    ],
    [
      'a port out of range',
      [['[node, server.js]', '[node, server.js]\n    port: 70000']],
      '5:11 endpoint.start.port is 70000; expected a number of at most 65535',
    ],
    [
      'a running endpoint',
      [["process: [node, server.js]\n    env: {PORT: '${port}', TOKEN: {env: TOKEN}}", 'url: ftp://x']],
      '4:10 endpoint.start.url is "ftp://x"; expected a URL that begins with http:// or https://',
    ],
    [
      'a running endpoint with a wrong header',
      [
        [
          "process: [node, server.js]\n    env: {PORT: '${port}', TOKEN: {env: TOKEN}}",
          'url: http://x\n    headers: {a: {evn: B}}',
        ],
      ],
      '5:19 unknown key "evn" in endpoint.start.headers.a; did you mean env',
    ],
    [
      'neither',
      [["process: [node, server.js]\n    env: {PORT: '${port}', TOKEN: {env: TOKEN}}", 'image: x']],
      '3:3 endpoint.start has no known form; expected a map with process, or a map with container, port, or a map with url',
    ],
    [
      'a protocol of another kind',
      [['protocol: json', 'protocol: [json]']],
      '6:13 endpoint.protocol is a list; expected json, or a map with json, or a map with sagemaker, or a map with openInference, or a map with mlflow, or a map with tensorflow, or a map with kserve',
    ],
    [
      'a protocol that is missing',
      [['  protocol: json\n', '']],
      '2:1 endpoint.protocol is missing; expected json, or a map with json, or a map with sagemaker, or a map with openInference, or a map with mlflow, or a map with tensorflow, or a map with kserve',
    ],
    [
      'a form with a misspelt key',
      [['protocol: json', "protocol: {json: {predict: {body: {f: '${features}'}, eech: /x}}}"]],
      '6:57 unknown key "eech" in endpoint.protocol.json.predict; did you mean each',
    ],
    [
      'a body that is no JSON value',
      [['protocol: json', "protocol: {json: {predict: {body: {f: '${features}', g: .inf}}}}"]],
      '6:59 endpoint.protocol.json.predict.body.g is Infinity; expected a number',
    ],
  ])('%s', (_, changes, expected) => {
    expect(mistakes(...changes)).toEqual([expected]);
  });
});

describe('what stands in texts is checked where it stands', () => {
  const body = (text: string): Change => ['protocol: json', `protocol: {json: {predict: {body: ${text}}}}`];
  const names =
    '${features}, ${rows}, ${named}, ${namedRows}, ${flat}, ${count}, ${feature:NAME}, ${input:NAME}, ${inputRows:NAME}, ${inputFlat:NAME}';
  const places =
    '${port}, ${host}, ${origin}, ${model.dir}, ${policy.artifact}, ${policy.dir}, ${policy.sha256}, ${contract.file}, ${stack.dir}, ${run.dir}, ${replica}';

  test.each<[title: string, change: Change, expected: string]>([
    [
      'an unknown placeholder of an argument',
      ['server.js', "'${prot}'"],
      `4:21 \${prot} stands for nothing here; expected one of ${places}; did you mean \${port}`,
    ],
    [
      'an unknown placeholder of a variable',
      ["'${port}'", "'http://${orign}/'"],
      `5:17 \${orign} stands for nothing here; expected one of ${places}; did you mean \${origin}`,
    ],
    [
      'an unknown placeholder of the folder',
      ['  protocol', "    cwd: '${stak.dir}'\n  protocol"],
      `6:10 \${stak.dir} stands for nothing here; expected one of ${places}; did you mean \${stack.dir}`,
    ],
    [
      'an unknown placeholder of the model',
      ['  protocol', "  artifact: {path: '${modeldir}/m'}\n  protocol"],
      `6:20 \${modeldir} stands for nothing here; expected one of ${places}; did you mean \${model.dir}`,
    ],
    [
      'an unknown placeholder of a body',
      body("{f: ['${featurs}']}"),
      `6:42 "\${featurs}" stands for nothing; expected one of ${names}; did you mean \${features}`,
    ],
    [
      'a placeholder amid other text',
      body("{f: '[${flat}]'}"),
      `6:41 "[\${flat}]" stands for nothing; expected alone in its text: one of ${names}; did you mean \${flat}`,
    ],
    [
      'a body without an observation',
      body("{n: '${count}'}"),
      `6:37 the predict body carries no observation; expected one of ${names}`,
    ],
    [
      'a pattern that is none',
      ["trouble: ['fell back']", "trouble: ['*fell']"],
      '8:58 Invalid regular expression: /*fell/: Nothing to repeat; expected a regular expression',
    ],
    [
      'a decision that cannot say who made it',
      ['(?<used>', '(?<usd>'],
      '8:20 the pattern of a decision has no named group used: it cannot tell whether the model made it; expected such as (?<used>true|false); did you mean used',
    ],
    [
      'a route for batches of no form',
      ['ready: GET', 'batch: POST /b, ready: GET'],
      '7:43 there is a route for batches, but protocol.json.batch does not say how a batch looks',
    ],
    [
      'a reload without a route',
      ['  protocol', "  artifact: {path: '${model.dir}/m', loaded: on-reload}\n  protocol"],
      '6:46 it must be told to load a new artifact, but there is no route by which it is; expected routes.reload, artifact.reload, or by-itself',
    ],
  ])('%s', (_, change, expected) => {
    expect(mistakes(change)).toEqual([expected]);
  });

  test('a route may be there for the reload, or be misspelt', () => {
    const onReload: Change = ['  protocol', "  artifact: {path: '${model.dir}/m', loaded: on-reload}\n  protocol"];
    expect(mistakes(onReload, ['ready: GET', 'reload: POST /r, ready: GET'])).toEqual([]);
    expect(mistakes(onReload, ['ready: GET', 'relaod: POST /r, ready: GET'])).toEqual([
      '8:36 unknown key "relaod" in endpoint.routes; did you mean reload',
    ]);
  });

  test('one row is no batch', () => {
    const forms = "protocol: {json: {predict: {body: '${features}'}, batch: {body: {i: ['${named}']}}}}";
    expect(mistakes(['protocol: json', forms])).toEqual([
      '6:72 ${named} is one row, but a batch has several; expected one of ${rows}, ${namedRows}, ${flat}, ${inputRows:NAME}, ${inputFlat:NAME}',
    ]);
  });

  test('mistakes within a form do not hide those of its texts', () => {
    const forms = "protocol: {json: {predict: {body: '${feature}', eech: /x}}}";
    expect(mistakes(['protocol: json', forms])).toEqual([
      `6:37 "\${feature}" stands for nothing; expected one of ${names}; did you mean \${features}`,
      '6:51 unknown key "eech" in endpoint.protocol.json.predict; did you mean each',
    ]);
  });

  test('an escaped placeholder is literal text', () => {
    expect(mistakes(['server.js', "'$${HOME}'"])).toEqual([]);
  });

  test('a stack need not have a pattern of decisions', () => {
    expect(mistakes(["decision: 'used=(?<used>true|false)', ", ''])).toEqual([]);
  });
});

describe('interventions', () => {
  const copy = "run: [cp, '${artifact}', /served], undo: [cp, '${artifact}', /served]";
  const stackWith = (...interventions: readonly string[]) =>
    `${stackText}interventions:\n${interventions.map((each) => `  - {${each}}\n`).join('')}`;
  const mistakesWith = (...interventions: readonly string[]) =>
    mistakesOf(() => loadStack(fileWith(stackWith(...interventions))));

  test('are read with what they predict', () => {
    const { stack } = loadStack(fileWith(stackWith(`name: copy, ${copy}, predicts: marked, within: 5s`)));
    const command = ['cp', '${artifact}', '/served'];
    expect(stack.interventions).toEqual([
      { name: 'copy', run: command, undo: command, env: {}, predicts: 'marked', within: 5_000 },
    ]);
  });

  test.each<[title: string, intervention: string, expected: string[]]>([
    [
      'unknown placeholders of both commands and of their variables',
      "name: n, run: [cp, '${artefact}'], undo: [sh, '${stackdir}/x'], env: {PORT: '${port}'}, predicts: marked",
      [
        '10:25 ${artefact} stands for nothing here; expected one of ${artifact}, ${stack.dir}; did you mean ${artifact}',
        '10:52 ${stackdir} stands for nothing here; expected one of ${artifact}, ${stack.dir}; did you mean ${stack.dir}',
        '10:82 ${port} stands for nothing here; expected one of ${artifact}, ${stack.dir}',
      ],
    ],
    [
      'nobody who answers is predicted',
      `name: n, ${copy}, predicts: heuristic`,
      ['10:96 interventions[0].predicts is "heuristic"; expected one of marked, own, nothing'],
    ],
    [
      'nothing to take it back by',
      "name: n, run: [cp, '${artifact}', /served], predicts: marked",
      ['10:5 interventions[0].undo is missing; expected a list'],
    ],
    [
      'the marked policy by a command that does not say which artifact, and takes itself back',
      'name: n, run: [./deploy], undo: [./deploy], predicts: marked',
      ['10:38 the command that takes it back is the one that does it; expected another command, or ${artifact} in it'],
    ],
    [
      'nothing, by a command that is to bring it back as well',
      `name: n, ${copy}, predicts: nothing`,
      ['10:56 the command that takes it back is the one that does it; expected another command'],
    ],
  ])('%s', (_, intervention, expected) => {
    expect(mistakesWith(intervention)).toEqual(expected);
  });

  test('a restart may be taken back by another, and a variable may say which artifact', () => {
    expect(mistakesWith('name: n, run: [./restart], undo: [./restart], predicts: own')).toEqual([]);
    const byVariable = "run: [./deploy], undo: [./deploy], env: {MODEL: '${artifact}'}";
    expect(mistakesWith(`name: n, ${byVariable}, predicts: marked`)).toEqual([]);
  });

  test('two of the same name', () => {
    expect(mistakesWith(`name: n, ${copy}, predicts: marked`, `name: n, ${copy}, predicts: own`)).toEqual([
      '11:12 there is another intervention "n": findings could not tell them apart',
    ]);
  });
});

describe('a protocol that has routes of its own', () => {
  const spoken = (protocol: string, routes = ''): Change[] => [
    ['protocol: json', `protocol: ${protocol}`],
    ['  routes: {predict: POST /predict, ready: GET /ready}\n', routes],
  ];
  const load = (changes: Change[]) => loadStack(fileWith(changed(stackText, ...changes))).stack.endpoint;

  test('needs none in the file, and lets it name others', () => {
    expect(load(spoken('{openInference: {model: m}}')).routes.ready.path).toBe('/v2/models/m/ready');
    const own = load(spoken('{openInference: {model: m}}', '  routes: {ready: GET /v2/health/ready}\n'));
    expect(own.routes).toMatchObject({ predict: { path: '/v2/models/m/infer' }, ready: { path: '/v2/health/ready' } });
    const grpc = load(spoken('{openInference: {model: m, transport: grpc}}'));
    expect(grpc.routes.ready).toEqual({ method: 'POST', path: '/inference.GRPCInferenceService/ModelReady' });
    expect(grpc.ready).toEqual({ pointer: '/ready', equals: true });
  });

  test.each<[title: string, changes: Change[], expected: string]>([
    [
      'plain JSON has none',
      spoken('json'),
      '2:1 endpoint.routes.predict is missing; expected a method and a path, such as POST /predict',
    ],
    [
      'a model that cannot stand in a path',
      spoken('{openInference: {model: a/b}}'),
      '6:37 endpoint.protocol.openInference.model is "a/b"; expected a name as it stands in a path',
    ],
    [
      'a form that MLflow does not have',
      spoken('{mlflow: {form: split}}'),
      '6:29 endpoint.protocol.mlflow.form is "split"; expected one of dataframe_split, dataframe_records, instances, inputs',
    ],
    [
      'a model that is not named',
      spoken('{tensorflow: {form: rows}}'),
      '6:26 endpoint.protocol.tensorflow.model is missing; expected text',
    ],
    [
      'a route for batches, which go where one row goes',
      spoken('{mlflow: {form: inputs}}', '  routes: {batch: POST /batch}\n'),
      '7:19 there is a route for batches, but in this protocol a batch goes where one row goes',
    ],
    [
      'a body by template that carries nothing',
      spoken('{sagemaker: {predict: {body: {x: 1}}}}'),
      '6:42 the predict body carries no observation; expected one of',
    ],
    [
      'a command for reloads that names something unknown',
      spoken('{mlflow: {form: inputs}}', "  artifact: {path: x, loaded: on-reload, reload: [curl, '${orign}/load']}\n"),
      '7:57 ${orign} stands for nothing here; expected one of ${origin}, ${stack.dir}; did you mean ${origin}',
    ],
  ])('%s', (_, changes, expected) => {
    expect(mistakes(...changes)[0]).toContain(expected);
  });
});

test('features that the contract does not have are mistakes at their place', () => {
  const { contract } = loadContract(fileWith(contractText));
  const body = "protocol: {json: {predict: {body: {a: '${feature:price}', b: '${feature:siez}'}}}}";
  const loaded = loadStack(fileWith(changed(stackText, ['protocol: json', body])));
  expect(unknownNames(loaded, contract)).toEqual([
    { file: loaded.file, line: 6, column: 64, problem: 'the contract has no feature siez', nearest: 'size' },
  ]);
});

test('inputs that the contract does not have are mistakes at their place', () => {
  const { contract } = loadContract(fileWith(contractText));
  const [{ name = '' } = {}] = contract.policy.inputs;
  const forms = `protocol: {json: {predict: {body: ['\${input:${name}}', '\${input:${name}x}']}, batch: {body: '\${inputRows:book}'}}}`;
  const loaded = loadStack(fileWith(changed(stackText, ['protocol: json', forms])));
  expect(unknownNames(loaded, contract).map(({ problem, nearest }) => [problem, nearest])).toEqual([
    [`the contract has no input ${name}x`, name],
    ['the contract has no input book', undefined],
  ]);
});

test('fields that no order of the contract has are mistakes at their place', () => {
  const { contract } = loadContract(fileWith(contractText));
  const acting = `application:
  start: {process: [node, trader.js, '\${tap.url}', '\${exchange.url}']}
  routes: {ready: GET /ready}
  drive: {request: {route: POST /decide, body: '\${market}', action: /action}}
exchange: {serve: kalshi, golden: markets.json, orders: POST /orders, fields: {side: /s, sied: /side, price: /p}}
`;
  const loaded = loadStack(fileWith(stackText + acting));
  const told = { file: loaded.file, line: 13, expected: 'one of side' };
  expect(unknownNames(loaded, contract)).toEqual([
    { ...told, column: 96, problem: 'no order of the contract has a field sied', nearest: 'side' },
    { ...told, column: 110, problem: 'no order of the contract has a field price', nearest: undefined },
  ]);
});
