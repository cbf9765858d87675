import { expect, test } from 'vitest';
import { loadStack } from './load-stack.ts';
import { changed, stackText } from './testing/contract-text.ts';
import { fileWith, mistakesOf } from './testing/files.ts';

const application = `application:
  start: {process: [node, trader.js], env: {ENDPOINT_URL: '\${tap.url}', EXCHANGE_URL: '\${exchange.url}'}}
  routes: {ready: GET /ready}
  drive: {request: {route: POST /decide, body: {ticker: '\${market}'}, action: /action}}
`;
const exchange = `exchange: {serve: kalshi, golden: markets.json, orders: POST /orders}
`;
const mistakes = (text: string) => mistakesOf(() => loadStack(fileWith(text)));

test('an application and its exchange are read in full', () => {
  const { stack } = loadStack(fileWith(stackText + application + exchange));
  expect(stack.application).toMatchObject({
    drive: {
      request: { route: { method: 'POST', path: '/decide' }, body: { ticker: '${market}' }, action: '/action' },
    },
    deadline: 10_000,
    ordersWithin: 2_000,
    recovery: 5_000,
  });
  expect(stack.exchange).toEqual({
    serve: 'kalshi',
    golden: 'markets.json',
    orders: { method: 'POST', path: '/orders' },
    market: '/ticker',
    fields: {},
  });
});

test('neither is anything without the other', () => {
  expect(mistakes(stackText + application)).toEqual([
    expect.stringMatching(/there is an application, but no exchange at which its orders arrive$/),
  ]);
  expect(mistakes(stackText + exchange)).toEqual([
    expect.stringMatching(/there is an exchange, but no application that orders there$/),
  ]);
});

test('an application must be started: tap and exchange have ports of their own in each run', () => {
  const running = application.replace(/start: .*\n/, 'start: {url: http://127.0.0.1:1}\n');
  expect(mistakes(stackText + running + exchange)).toEqual([
    expect.stringMatching(
      /an application that runs already cannot be told where tap and exchange are; expected a process$/,
    ),
  ]);
});

test('what stands for something in one part may stand for nothing in the other', () => {
  expect(mistakes(stackText + application.replace('tap.url', 'tap.ulr') + exchange)).toEqual([
    expect.stringMatching(/\$\{tap\.ulr\} stands for nothing here; .*did you mean \$\{tap\.url\}/),
  ]);
  const inEndpoint = changed(stackText, ["PORT: '${port}'", "PORT: '${tap.url}'"]);
  expect(mistakes(inEndpoint)).toEqual([expect.stringMatching(/\$\{tap\.url\} stands for nothing here/)]);
});

test('what it asks by gRPC would not be seen', () => {
  const asked = (transport: string) =>
    changed(stackText, ['protocol: json', `protocol: {openInference: {model: m, transport: ${transport}}}`]);
  expect(mistakes(asked('grpc') + application + exchange)).toEqual([
    expect.stringMatching(/what it asks by gRPC does not pass the tap, which speaks HTTP\/1.1; expected rest/),
  ]);
  expect(loadStack(fileWith(asked('rest') + application + exchange)).stack.application).toBeDefined();
});

const polling = application
  .replace('EXCHANGE_URL:', "MARKET: '${exchange.market}', EXCHANGE_URL:")
  .replace(/drive: .*\n/, "drive: {poll: {begins: ['GET /markets/${market}']}}\n");

test('an application that polls is told what to watch, and may say what it fetches first', () => {
  const { stack } = loadStack(fileWith(stackText + polling + exchange));
  expect(stack.application?.drive).toEqual({ poll: { begins: [{ method: 'GET', path: '/markets/${market}' }] } });
  const whatever = changed(polling, [/drive: .*\n/.exec(polling)![0], 'drive: {poll: {}}\n']);
  expect(loadStack(fileWith(stackText + whatever + exchange)).stack.application?.drive).toEqual({ poll: {} });
});

test.each([
  ["MARKET: '${exchange.market}', ", '', /it is not told what to watch; expected \$\{exchange\.market\} in its/],
  ['${market}', '${ticker}', /\$\{ticker\} stands for nothing here; expected \$\{market\}/],
  ['GET /markets/${market}', 'POST /orders', /orders arrive there: a decision does not begin with one/],
  ["['GET /markets/${market}']", '[]', /begins is an empty list; expected at least 1 item/],
  ['begins', 'begin', /unknown key "begin".*did you mean begins/],
  ['poll: {', 'request: {route: POST /decide, body: {}, action: /a}, poll: {', /unknown key|no known form/],
])('of one that polls, "%s" cannot be "%s"', (from, to, mistake) => {
  const [told, ...more] = mistakes(stackText + changed(polling, [from, to]) + exchange);
  expect(told).toMatch(mistake);
  expect(more).toEqual([]);
});

test('an exchange may be in trouble on purpose', () => {
  const troubleOf = (said: string) =>
    loadStack(fileWith(stackText + application + exchange.replace('POST /orders}', `POST /orders, trouble: ${said}}`)))
      .stack.exchange?.trouble;
  expect(troubleOf('{slow: 200ms}')).toEqual({ slow: 200 });
  expect(troubleOf('refuses-orders')).toBe('refuses-orders');
  expect(mistakes(stackText + application + exchange.replace('POST /orders}', 'POST /orders, trouble: lazy}'))).toEqual(
    [expect.stringContaining('exchange.trouble')],
  );
});

test.each<[title: string, from: string, to: string, expected: RegExp]>([
  [
    'left without the place of the tap',
    "ENDPOINT_URL: '${tap.url}', ",
    '',
    /^10:10 .* through the tap: nobody .* expected \$\{tap\.url\} in/,
  ],
  [
    'told of the tap by an escaped name only',
    "'${tap.url}'",
    "'$${tap.url}'",
    /^10:10 .*nobody would see what it asks/,
  ],
  [
    'left without the place of the exchange',
    "'${exchange.url}'",
    'http://exchange',
    /^10:10 .*where the exchange is: nobody .* expected \$\{exchange\.url\} in/,
  ],
  [
    'asked without the name of a market',
    "'${market}'",
    'BTC',
    /^12:48 the body does not say what to decide on; expected \$\{market\} in it, or the observation$/,
  ],
  [
    'asked by what stands for nothing',
    '${market}',
    '${ticker}',
    /^12:57 "\$\{ticker\}" stands for nothing here; expected alone|^12:57 "\$\{ticker\}" stands for nothing here; expected one of \$\{market\}, \$\{features\}/,
  ],
  [
    'handed an observation among other words',
    "'${market}'",
    "'x${features}'",
    /^12:57 "x\$\{features\}" stands for nothing here; expected alone in its text: .*did you mean \$\{features\}/,
  ],
  [
    'counting where nobody can look',
    'routes: {ready',
    'counters: {inferences: n}\n  routes: {ready',
    /^11:13 there are counters, but no route .* expected routes\.metrics$/,
  ],
])('an application cannot be %s', (_, from, to, expected) => {
  const [told, ...more] = mistakes(stackText + changed(application, [from, to]) + exchange);
  expect(told).toMatch(expected);
  expect(more).toEqual([]);
});

test('an application may be handed the observation, and what the exchange says beside it', () => {
  const body =
    "body: {limit: '${value:limit}', x: ['${features}', '${named}', '${flat}', '${feature:price}', '${input:x}']},";
  const told = application.replace(/body: \S+ \S+,/, () => body);
  expect(mistakes(stackText + told + exchange)).toEqual([]);
});

test('how an application starts without the estimate may say what its start says', () => {
  const without = (value: string) => `${application}  withoutEstimate: {env: {SIZING: '${value}'}}\n${exchange}`;
  const { stack } = loadStack(fileWith(stackText + without('off')));
  expect(stack.application?.withoutEstimate).toEqual({ env: { SIZING: 'off' } });
  expect(mistakes(stackText + without('${tap.ulr}'))).toEqual([
    expect.stringMatching(/\$\{tap\.ulr\} stands for nothing here; .*did you mean \$\{tap\.url\}/),
  ]);
});

test('arguments may say where tap and exchange are, and a market may stand deep in a body', () => {
  const start = "start: {process: [node, trader.js, '--model=${tap.url}/v1', '--at=${exchange.url}']}";
  const told = application
    .replace(/start: .*/, () => start)
    .replace(/body: \S+ \S+,/, () => "body: {of: ['m/${market}']},");
  expect(mistakes(stackText + told + exchange)).toEqual([]);
});
