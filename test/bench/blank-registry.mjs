// A registry that costs next to nothing, as a process of its own: it serves one synthetic image below `t/` and swallows what is sent to it. It hashes
// only at its start and stores only manifests, so that what is measured is whoever copies.
// Arguments: platforms, layers, bytes of a layer (0 layers: it has nothing), files of a certificate and its key for TLS.
// Prints its port; `GET /asked` answers how often it was asked for what, `GET /reset` forgets all that was sent to it.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as plain } from 'node:http';
import { createServer as secure } from 'node:https';

const [platforms, layers, bytes] = process.argv.slice(2, 5).map(Number);
const [cert, key] = process.argv.slice(5);
const PIECE = 1024 * 1024;
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';

/** digest → how to write the blob: a piece of random bytes over and over, cut off at `size`. */
const blobs = new Map();
const manifests = new Map();
const sent = { blobs: new Set(), manifests: new Map() };
const asked = new Map();

const digestOf = (parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return `sha256:${hash.digest('hex')}`;
};
function* pieces({ piece, size }) {
  for (let left = size; left > 0; left -= piece.length) yield left < piece.length ? piece.subarray(0, left) : piece;
}
const addBlob = (piece, size, mediaType) => {
  const digest = digestOf(pieces({ piece, size }));
  blobs.set(digest, { piece, size });
  return { mediaType, digest, size };
};
const addLayer = () => {
  const piece = randomBytes(Math.min(PIECE, bytes));
  // Some tools compress what does not look compressed: that would not be the same work.
  piece.set([0x1f, 0x8b, 0x08, 0x00]);
  return addBlob(piece, bytes, 'application/vnd.oci.image.layer.v1.tar+gzip');
};
const addManifest = (names, mediaType, content) => {
  const body = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }));
  const digest = digestOf([body]);
  for (const name of [digest, ...names]) manifests.set(name, { mediaType, digest, body });
  return { mediaType, digest, size: body.length };
};
const images = Array.from({ length: layers > 0 ? platforms : 0 }, (_, at) => {
  const own = Array.from({ length: layers }, addLayer);
  const architecture = ['amd64', 'arm64', 'riscv64'][at];
  const config = Buffer.from(JSON.stringify({ architecture, os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: own.map(({ digest }) => digest) } }));
  const image = addManifest(platforms === 1 ? ['x'] : [], MANIFEST, { config: addBlob(config, config.length, 'application/vnd.oci.image.config.v1+json'), layers: own });
  return { ...image, platform: { os: 'linux', architecture } };
});
if (images.length > 1) addManifest(['x'], INDEX, { manifests: images });

const send = (response, status, headers = {}, body = '') => void response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body);

const roomIn = (response) =>
  new Promise((resolve) => {
    const go = () => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });

const sendBlob = async (response, blob) => {
  response.writeHead(200, { 'content-length': blob.size, 'content-type': 'application/octet-stream' });
  for (const part of pieces(blob)) {
    if (response.destroyed) return;
    if (!response.write(part)) await roomIn(response);
  }
  response.end();
};

const isOwn = (repository) => repository.startsWith('t/');
const isThere = (repository, digest) => (isOwn(repository) && blobs.has(digest)) || sent.blobs.has(`${repository} ${digest}`);

const answer = (request, response, url) => {
  const [, repository, kind, name] = /^\/v2\/(.+)\/(blobs|manifests|referrers)\/(.*)$/.exec(url.pathname) ?? [];
  const head = request.method === 'HEAD';
  if (kind === undefined) return send(response, url.pathname === '/v2/' ? 200 : 404);
  if (request.method === 'POST') {
    const from = url.searchParams.get('mount');
    if (from === null || !isThere(url.searchParams.get('from'), from)) return send(response, 202, { location: `/v2/${repository}/blobs/uploads/1`, range: '0-0' });
    sent.blobs.add(`${repository} ${from}`);
    return send(response, 201, { location: `/v2/${repository}/blobs/${from}`, 'docker-content-digest': from });
  }
  if (kind === 'manifests') {
    const found = (isOwn(repository) ? manifests.get(name) : undefined) ?? sent.manifests.get(`${repository} ${name}`);
    if (found === undefined) return send(response, 404);
    const headers = { 'content-type': found.mediaType, 'docker-content-digest': found.digest, 'content-length': found.body.length };
    return head ? void response.writeHead(200, headers).end() : send(response, 200, headers, found.body);
  }
  if (kind !== 'blobs' || !isThere(repository, name)) return send(response, 404);
  const blob = blobs.get(name);
  if (head) return void response.writeHead(200, { 'content-length': blob?.size ?? 0 }).end();
  return blob === undefined ? send(response, 404) : void sendBlob(response, blob);
};

/** What is sent ends here: a blob is counted, a manifest kept. */
const take = (request, response, url) => {
  const [, repository, kind, rest] = /^\/v2\/(.+)\/(manifests|blobs)\/(.*)$/.exec(url.pathname) ?? [];
  const name = kind === 'manifests' ? rest : undefined;
  const parts = [];
  let length = 0;
  request.on('data', (part) => (name === undefined ? (length += part.length) : parts.push(part)));
  request.on('end', () => {
    const digest = name === undefined ? url.searchParams.get('digest') : digestOf(parts);
    const location = { location: `/v2/${repository}/blobs/uploads/1`, range: `0-${length - 1}` };
    if (digest === null) return send(response, 202, location);
    if (name === undefined) sent.blobs.add(`${repository} ${digest}`);
    else for (const each of [name, digest]) sent.manifests.set(`${repository} ${each}`, { mediaType: request.headers['content-type'], digest, body: Buffer.concat(parts) });
    send(response, 201, { ...location, 'docker-content-digest': digest });
  });
};

const listener = (request, response) => {
  const url = new URL(request.url, 'http://registry');
  if (url.pathname === '/asked') return send(response, 200, {}, JSON.stringify(Object.fromEntries(asked)));
  if (url.pathname === '/reset') {
    for (const all of [sent.blobs, sent.manifests, asked]) all.clear();
    return send(response, 200);
  }
  const what = `${request.method} ${/\/(blobs\/uploads|blobs|manifests|referrers)\//.exec(url.pathname)?.[1] ?? ''}`.trim();
  asked.set(what, (asked.get(what) ?? 0) + 1);
  if (request.method === 'PUT' || request.method === 'PATCH') take(request, response, url);
  else answer(request, response, url);
};
const server = cert === undefined ? plain(listener) : secure({ cert: readFileSync(cert), key: readFileSync(key) }, listener);
server.keepAliveTimeout = 600_000;
server.on('connection', (socket) => socket.setNoDelay(true));
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
