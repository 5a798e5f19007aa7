/** What to type or write to use an image: pulling, running, deploying. Plain text; nothing here runs it. */

export interface SnippetSubject {
  /** `host/name:tag` or `host/name@sha256:…`. */
  reference: string;
  host: string;
  /** `team/web/api`. */
  repository: string;
  tag?: string | undefined;
  profile: string;
  region: string;
  /** ECR Public needs no sign-in to pull. */
  isPublic: boolean;
  /** `8080/tcp`, as the image exposes them. */
  ports: readonly string[];
  platform?: string | undefined;
}

export interface Snippet {
  key: string;
  label: string;
  text: string;
}

/** Ways to get an image: with the sign-in that each needs. */
export function pullSnippets(subject: SnippetSubject): Snippet[] {
  const { reference } = subject;
  const signedIn = (client: string): string => (subject.isPublic ? '' : `${loginLine(subject, client)}\n`);
  return [
    { key: 'docker', label: 'Docker', text: `${signedIn('docker login')}docker pull ${reference}` },
    { key: 'podman', label: 'Podman', text: `${signedIn('podman login')}podman pull ${reference}` },
    { key: 'nerdctl', label: 'nerdctl', text: `${signedIn('nerdctl login')}nerdctl pull ${reference}` },
    { key: 'powershell', label: 'PowerShell', text: `${subject.isPublic ? '' : `(Get-ECRLoginCommand -Region ${subject.region} -ProfileName ${powerShellWord(subject.profile)}).Password | docker login --username AWS --password-stdin ${subject.host}\n`}docker pull ${reference}` },
    { key: 'berth', label: 'Berth', text: `berth pull ${reference} --profile ${shellWord(subject.profile)}` },
  ];
}

/** Ways to get what is no image that runs. */
export function artifactSnippets(subject: SnippetSubject, purpose: string): Snippet[] {
  const { reference, host, repository, tag } = subject;
  const signedIn = (client: string): string => (subject.isPublic ? '' : `${loginLine(subject, client)}\n`);
  const oras = { key: 'oras', label: 'ORAS', text: `${signedIn('oras login')}oras pull ${reference}` };
  if (purpose !== 'chart') return [oras];
  const name = lastPart(repository);
  const version = tag === undefined ? '' : ` --version ${tag.replaceAll('_', '+')}`;
  return [
    { key: 'helm', label: 'Helm', text: `${signedIn('helm registry login')}helm install ${name} oci://${host}/${repository}${version}` },
    { key: 'helm-pull', label: 'Helm, download', text: `${signedIn('helm registry login')}helm pull oci://${host}/${repository}${version}` },
    oras,
  ];
}

/** Ways to run an image, with the ports that it exposes. */
export function useSnippets(subject: SnippetSubject): Snippet[] {
  const name = safeName(lastPart(subject.repository));
  return [
    { key: 'run', label: 'docker run', text: runLine(subject, name) },
    { key: 'compose', label: 'Compose', text: compose(subject, name) },
    { key: 'kubernetes', label: 'Kubernetes', text: deployment(subject, name) },
    { key: 'ecs', label: 'ECS', text: taskDefinition(subject, name) },
    { key: 'lambda', label: 'Lambda', text: lambda(subject, name) },
    { key: 'actions', label: 'GitHub Actions', text: actions(subject) },
    { key: 'from', label: 'Dockerfile', text: `FROM ${subject.reference}` },
  ];
}

const loginLine = ({ host, region, profile }: SnippetSubject, client: string): string =>
  `aws ecr get-login-password --region ${region} --profile ${shellWord(profile)} | ${client} --username AWS --password-stdin ${host}`;

function runLine({ reference, ports, platform }: SnippetSubject, name: string): string {
  const published = portsOf(ports).map(({ port, protocol }) => `-p ${port}:${port}${protocol === 'tcp' ? '' : `/${protocol}`}`);
  const asked = platform === undefined || platform === 'linux/amd64' ? [] : [`--platform ${platform}`];
  return ['docker run --rm', `--name ${name}`, ...asked, ...published, reference].join(' \\\n  ');
}

function compose({ reference, ports }: SnippetSubject, name: string): string {
  const published = portsOf(ports).map(({ port, protocol }) => `      - "${port}:${port}${protocol === 'tcp' ? '' : `/${protocol}`}"`);
  return ['services:', `  ${name}:`, `    image: ${reference}`, ...(published.length > 0 ? ['    ports:', ...published] : []), '    restart: unless-stopped'].join('\n');
}

function deployment({ reference, ports }: SnippetSubject, name: string): string {
  const exposed = portsOf(ports).flatMap(({ port, protocol }) => [`            - containerPort: ${port}`, ...(protocol === 'tcp' ? [] : [`              protocol: ${protocol.toUpperCase()}`])]);
  return [
    'apiVersion: apps/v1', 'kind: Deployment', 'metadata:', `  name: ${name}`, 'spec:', '  replicas: 1', '  selector:', '    matchLabels:', `      app: ${name}`,
    '  template:', '    metadata:', '      labels:', `        app: ${name}`, '    spec:', '      containers:', `        - name: ${name}`, `          image: ${reference}`,
    ...(exposed.length > 0 ? ['          ports:', ...exposed] : []),
  ].join('\n');
}

function taskDefinition({ reference, ports, platform, region }: SnippetSubject, name: string): string {
  const cpuArchitecture = platform?.includes('arm64') === true ? 'ARM64' : 'X86_64';
  const containerDefinitions = [
    {
      name,
      image: reference,
      essential: true,
      portMappings: portsOf(ports).map(({ port, protocol }) => ({ containerPort: port, protocol })),
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': `/ecs/${name}`, 'awslogs-region': region, 'awslogs-stream-prefix': 'ecs', 'awslogs-create-group': 'true' } },
    },
  ];
  const task = { family: name, requiresCompatibilities: ['FARGATE'], networkMode: 'awsvpc', cpu: '256', memory: '512', executionRoleArn: 'arn:aws:iam::ACCOUNT:role/ecsTaskExecutionRole', runtimePlatform: { cpuArchitecture, operatingSystemFamily: 'LINUX' }, containerDefinitions };
  return JSON.stringify(task, null, 2);
}

function lambda({ reference, platform, region, profile }: SnippetSubject, name: string): string {
  const architecture = platform?.includes('arm64') === true ? 'arm64' : 'x86_64';
  return ['aws lambda create-function', `--function-name ${name}`, '--package-type Image', `--code ImageUri=${reference}`, `--architectures ${architecture}`, '--role arn:aws:iam::ACCOUNT:role/ROLE', `--region ${region}`, `--profile ${shellWord(profile)}`].join(' \\\n  ');
}

function actions({ reference, region, isPublic }: SnippetSubject): string {
  const signIn = [
    '      - uses: aws-actions/configure-aws-credentials@v4', '        with:', '          role-to-assume: arn:aws:iam::ACCOUNT:role/ROLE', `          aws-region: ${region}`,
    '      - uses: aws-actions/amazon-ecr-login@v2',
  ];
  return ['permissions:', '  id-token: write', '  contents: read', 'jobs:', '  run:', '    runs-on: ubuntu-latest', '    steps:', ...(isPublic ? [] : signIn), `      - run: docker run --rm ${reference}`].join('\n');
}

function portsOf(ports: readonly string[]): { port: number; protocol: string }[] {
  return ports.slice(0, 20).flatMap((text) => {
    const [, port, protocol = 'tcp'] = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/.exec(text) ?? [];
    return port === undefined || Number(port) > 65_535 ? [] : [{ port: Number(port), protocol }];
  });
}

const lastPart = (repository: string): string => repository.slice(repository.lastIndexOf('/') + 1);

/** A name that containers, Kubernetes and AWS all take: RFC 1123. */
const safeName = (text: string): string => text.replace(/[^a-z0-9-]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 63) || 'app';

/** A word of a POSIX shell. */
const shellWord = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

const powerShellWord = (text: string): string => (/^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`);
