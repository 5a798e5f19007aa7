import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ECRClient } from '@aws-sdk/client-ecr';
import type { EcrClients } from '../../electron/ecr/ports';

/** What an operation is asked, and as whom. */
export interface Asked {
  operation: string;
  profile: string;
  input: Record<string, unknown>;
}

/** Refuses as ECR does: by the error's name. */
export class Refusal {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** An endpoint that speaks ECR's JSON protocol and answers what the test says; real SDK clients lead to it. */
export async function ecrEndpoint(answer: (asked: Asked) => object) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'GET')
        return void response.end(
          JSON.stringify(answer({ operation: 'GET', profile: '', input: { path: request.url } })),
        );
      const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '');
      const profile = /Credential=([^/]+)/.exec(String(request.headers.authorization))?.[1] ?? '';
      const call = {
        operation,
        profile,
        input: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>,
      };
      asked.push(call);
      const result = answer(call);
      response.statusCode = result instanceof Refusal ? 400 : 200;
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(
        JSON.stringify(result instanceof Refusal ? { __type: result.name, message: 'no' } : result),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clients: EcrClients = {
    ecr: (profile, region) =>
      new ECRClient({
        region,
        endpoint,
        maxAttempts: 1,
        credentials: { accessKeyId: profile, secretAccessKey: 'not-a-secret' },
      }),
  };
  return { clients, asked, endpoint, close: () => new Promise((resolve) => server.close(resolve)) };
}
