import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Temporary credentials as STS answers them. */
export interface GivenCredentials {
  AccessKeyId: string;
  SecretAccessKey: string;
  SessionToken: string;
  Expiration: Date;
}

export interface MetadataServer {
  /** The variables that lead AWS tools to it. */
  readonly env: Readonly<Record<string, string>>;
  /** Calls that were answered with credentials. */
  given(): number;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  body?: string;
}

/** The endpoint that ECS and EKS give a container: one path, and a token in `Authorization` (ECS developer guide, “Task IAM role”). */
export async function startContainerEndpoint(credentials: GivenCredentials): Promise<MetadataServer> {
  const [path, token] = [`/v2/credentials/${randomUUID()}`, randomUUID()];
  let given = 0;
  const { server, url } = await serve((request) => {
    if (request.method !== 'GET' || request.url !== path) return { status: 404 };
    if (request.headers.authorization !== token) return { status: 401, body: JSON.stringify({ code: 'AccessDenied', message: 'Authorization token is not valid' }) };
    given += 1;
    return { status: 200, body: JSON.stringify({ RoleArn: 'arn:aws:iam::444455556666:role/deployer', ...withToken(credentials) }) };
  });
  return {
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}${path}`, AWS_CONTAINER_AUTHORIZATION_TOKEN: token },
    given: () => given,
    close: () => closed(server),
  };
}

/** The metadata service of an EC2 instance, version 2 alone: a token by PUT, then the role, then its credentials (EC2 user guide). */
export async function startInstanceMetadata(credentials: GivenCredentials): Promise<MetadataServer> {
  const [token, role, base] = [randomUUID(), 'deployer', '/latest/meta-data/iam/security-credentials/'];
  let given = 0;
  const { server, url } = await serve((request) => {
    if (request.method === 'PUT' && request.url === '/latest/api/token')
      return /^\d+$/.test(String(request.headers['x-aws-ec2-metadata-token-ttl-seconds'])) ? { status: 200, body: token } : { status: 400 };
    if (request.headers['x-aws-ec2-metadata-token'] !== token) return { status: 401 };
    if (request.url === base) return { status: 200, body: role };
    if (request.url !== `${base}${role}`) return { status: 404 };
    given += 1;
    return { status: 200, body: JSON.stringify({ Code: 'Success', LastUpdated: new Date().toISOString(), Type: 'AWS-HMAC', ...withToken(credentials) }) };
  });
  return { env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: `${url}/`, AWS_EC2_METADATA_DISABLED: 'false' }, given: () => given, close: () => closed(server) };
}

/** Both services call the session token `Token`, and write instants without a fraction. */
const withToken = ({ AccessKeyId, SecretAccessKey, SessionToken, Expiration }: GivenCredentials): object => ({
  AccessKeyId, SecretAccessKey, Token: SessionToken, Expiration: Expiration.toISOString().replace(/\.\d+Z$/, 'Z'),
});

async function serve(answer: (request: IncomingMessage) => Answer): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const { status, body = '' } = answer(request);
    response.writeHead(status, { 'content-type': body.startsWith('{') ? 'application/json' : 'text/plain' });
    response.end(body);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
