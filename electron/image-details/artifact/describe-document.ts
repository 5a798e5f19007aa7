/** What a document says in short: SBOMs, in-toto statements, charts, signing payloads. Anything else says nothing. */
import { predicateKind } from '../../../shared/image/artifact-kinds';
import type { ArtifactFile, Fact } from '../../../shared/model/image-detail';
import { listOf, objectOf, textOf, textsOf, type JsonObject } from '../parse/json';

export type Description = Pick<ArtifactFile, 'facts' | 'packages' | 'packageTotal'>;
type Package = ArtifactFile['packages'][number];

const NOTHING: Description = { facts: [], packages: [], packageTotal: 0 };
/** Packages that are listed. */
const MOST_PACKAGES = 2000;
const SHORT = 500;

export function describeDocument(document: unknown): Description {
  const json = objectOf(document);
  if (typeof json.predicateType === 'string') return statement(json);
  if (typeof json.spdxVersion === 'string') return spdx(json);
  if (json.bomFormat === 'CycloneDX') return cycloneDx(json);
  if (objectOf(json.critical).image !== undefined) return signingPayload(json);
  if (typeof json.name === 'string' && typeof json.apiVersion === 'string' && typeof json.version === 'string') return chart(json);
  const target = objectOf(json.targetArtifact);
  if (typeof target.digest === 'string') return { ...NOTHING, facts: facts({ 'Signed digest': target.digest }) };
  return NOTHING;
}

function statement(json: JsonObject): Description {
  const predicateType = textOf(json.predicateType) ?? '';
  const predicate = objectOf(json.predicate);
  const inner = describeDocument(predicate);
  const run = objectOf(predicate.runDetails);
  const definition = objectOf(predicate.buildDefinition);
  // Version 1 and 0.2 of SLSA's provenance.
  const builder = textOf(objectOf(run.builder).id) ?? textOf(objectOf(predicate.builder).id);
  const metadata = { ...objectOf(predicate.metadata), ...objectOf(run.metadata) };
  const source = sourceOf(predicate, definition);
  const materials = listOf(definition.resolvedDependencies ?? predicate.materials);
  const told = {
    Kind: predicateKind(predicateType)?.name,
    Predicate: predicateType,
    Subject: listOf(json.subject).map((each) => subjectText(objectOf(each))).filter((text) => text !== '').slice(0, 5).join(', '),
    'Built by': builder,
    'Build type': textOf(definition.buildType) ?? textOf(predicate.buildType),
    Source: source,
    Started: textOf(metadata.startedOn) ?? textOf(metadata.buildStartedOn),
    Finished: textOf(metadata.finishedOn) ?? textOf(metadata.buildFinishedOn),
    Materials: materials.length === 0 ? undefined : materials.slice(0, 10).flatMap((each) => textOf(objectOf(each).uri) ?? []).join(', '),
  };
  return { ...inner, facts: [...facts(told), ...inner.facts] };
}

function sourceOf(predicate: JsonObject, definition: JsonObject): string | undefined {
  const parameters = { ...objectOf(objectOf(predicate.invocation).configSource), ...objectOf(objectOf(definition.externalParameters).configSource), ...objectOf(objectOf(definition.externalParameters).workflow) };
  return textOf(parameters.uri) ?? textOf(parameters.repository);
}

const subjectText = (json: JsonObject): string => [textOf(json.name)?.slice(0, 200), textOf(objectOf(json.digest).sha256)?.slice(0, 12)].filter((part) => part !== undefined).join(' ');

function spdx(json: JsonObject): Description {
  const info = objectOf(json.creationInfo);
  const all = Array.isArray(json.packages) ? json.packages : [];
  const packages = all.slice(0, MOST_PACKAGES).map((each): Package => {
    const one = objectOf(each);
    const license = [textOf(one.licenseConcluded), textOf(one.licenseDeclared)].find((text) => text !== undefined && text !== 'NOASSERTION' && text !== 'NONE');
    return shortened({ name: textOf(one.name), version: textOf(one.versionInfo), license });
  });
  return { facts: facts({ Format: textOf(json.spdxVersion), Name: textOf(json.name), 'Made by': textsOf(info.creators).join(', '), Made: textOf(info.created), Packages: String(all.length) }), packages, packageTotal: all.length };
}

function cycloneDx(json: JsonObject): Description {
  const metadata = objectOf(json.metadata);
  const all = Array.isArray(json.components) ? json.components : [];
  const packages = all.slice(0, MOST_PACKAGES).map((each): Package => {
    const one = objectOf(each);
    const licenses = listOf(one.licenses).flatMap((license) => {
      const { expression, license: named } = objectOf(license);
      return textOf(expression) ?? textOf(objectOf(named).id) ?? textOf(objectOf(named).name) ?? [];
    });
    const name = [textOf(one.group), textOf(one.name)].filter((part) => part !== undefined).join('/');
    return shortened({ name, version: textOf(one.version), license: licenses.join(', ') });
  });
  const tools = listOf(Array.isArray(metadata.tools) ? metadata.tools : objectOf(metadata.tools).components).flatMap((tool) => [[textOf(objectOf(tool).name), textOf(objectOf(tool).version)].filter((part) => part !== undefined).join(' ')]);
  return { facts: facts({ Format: `CycloneDX ${textOf(json.specVersion) ?? ''}`.trim(), Name: textOf(objectOf(metadata.component).name), 'Made by': tools.join(', '), Made: textOf(metadata.timestamp), Components: String(all.length) }), packages, packageTotal: all.length };
}

/** cosign's “simple signing” payload. */
function signingPayload(json: JsonObject): Description {
  const { identity, image } = objectOf(json.critical);
  return { ...NOTHING, facts: facts({ 'Signed digest': textOf(objectOf(image)['docker-manifest-digest']), 'Signed as': textOf(objectOf(identity)['docker-reference']) }) };
}

/** Helm keeps Chart.yaml as JSON in the config. */
function chart(json: JsonObject): Description {
  const dependencies = listOf(json.dependencies).map((each) => [textOf(objectOf(each).name), textOf(objectOf(each).version)].filter((part) => part !== undefined).join(' '));
  const maintainers = listOf(json.maintainers).flatMap((each) => textOf(objectOf(each).name) ?? []);
  return {
    ...NOTHING,
    facts: facts({
      Chart: textOf(json.name), Version: textOf(json.version), 'App version': textOf(json.appVersion), Description: textOf(json.description), Type: textOf(json.type),
      'Kubernetes': textOf(json.kubeVersion), Home: textOf(json.home), Sources: textsOf(json.sources).join(', '), Keywords: textsOf(json.keywords).join(', '),
      Maintainers: maintainers.join(', '), 'Depends on': dependencies.join(', '), Deprecated: json.deprecated === true ? 'Yes' : undefined,
    }),
  };
}

const facts = (told: Readonly<Record<string, string | undefined>>): Fact[] =>
  Object.entries(told).flatMap(([term, value]) => (value === undefined || value === '' ? [] : [{ term, value: value.slice(0, SHORT) }]));

const shortened = ({ name, version, license }: { name: string | undefined; version: string | undefined; license: string | undefined }): Package => ({ name: (name ?? '').slice(0, SHORT), version: (version ?? '').slice(0, SHORT), license: (license ?? '').slice(0, SHORT) });
