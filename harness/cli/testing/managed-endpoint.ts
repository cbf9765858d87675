/** The embedded endpoint, with what is asked of servers beside answers on a port of its own (MANAGEMENT_PORT), below /manage. */
import { createServer, request } from 'node:http';
import '../../../fixtures/stacks/embedded/endpoint.ts';

createServer((asked, answer) => {
  const path = asked.url?.replace(/^\/manage/, '');
  if (path === asked.url) return answer.writeHead(404).end();
  const own = request({ port: process.env.PORT, method: asked.method, path, agent: false }, (reply) => {
    answer.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(answer);
  });
  own.on('error', () => answer.destroy());
  asked.pipe(own);
}).listen(Number(process.env.MANAGEMENT_PORT), '127.0.0.1');
