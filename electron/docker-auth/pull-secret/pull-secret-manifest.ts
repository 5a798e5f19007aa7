import { AppError } from '../../../shared/errors';

/** The manifest of a Secret of type `kubernetes.io/dockerconfigjson`: plain data, with a sign-in inside. */
export interface PullSecretManifest {
  apiVersion: 'v1';
  kind: 'Secret';
  type: 'kubernetes.io/dockerconfigjson';
  metadata: { name: string; namespace: string; annotations: Record<string, string> };
  data: { '.dockerconfigjson': string };
}

export interface PullSecretInput {
  name: string;
  namespace: string;
  token: { host: string; username: string; password: string; authorization: string; expiresAt: Date };
}

/**
 * The imagePullSecret for one registry. When it ends stands in an annotation, for it is not renewed by itself.
 * @throws AppError `invalid-input` for names that Kubernetes takes no object by (RFC 1123 subdomain, and label).
 */
export function pullSecretManifest({ name, namespace, token }: PullSecretInput): PullSecretManifest {
  if (name.length > 253 || !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)) throw invalid('name of a secret', name);
  if (namespace.length > 63 || !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(namespace)) throw invalid('namespace', namespace);
  const { host, username, password, authorization, expiresAt } = token;
  const config = JSON.stringify({ auths: { [host]: { username, password, auth: authorization } } });
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/dockerconfigjson',
    metadata: { name, namespace, annotations: { 'berth/registry': host, 'berth/expires-at': expiresAt.toISOString() } },
    data: { '.dockerconfigjson': Buffer.from(config).toString('base64') },
  };
}

/** The manifest as YAML. JSON's strings are YAML's, so nothing needs another kind of quoting. */
export function pullSecretYaml({ apiVersion, kind, type, metadata, data }: PullSecretManifest): string {
  const quoted = JSON.stringify;
  return [
    `apiVersion: ${apiVersion}`,
    `kind: ${kind}`,
    `type: ${type}`,
    'metadata:',
    `  name: ${quoted(metadata.name)}`,
    `  namespace: ${quoted(metadata.namespace)}`,
    '  annotations:',
    ...Object.entries(metadata.annotations).map(([key, value]) => `    ${key}: ${quoted(value)}`),
    'data:',
    `  .dockerconfigjson: ${data['.dockerconfigjson']}`,
    '',
  ].join('\n');
}

const invalid = (what: string, value: string): AppError =>
  new AppError('invalid-input', `“${value.slice(0, 60)}” is no ${what} for Kubernetes.`, { hint: 'Use small letters, digits and hyphens, with a letter or digit at both ends.' });
