/** What artifacts are called in words, by the types that their makers gave them. */

/** `signature`, `sbom` and so on: what an artifact is for. */
export type ArtifactPurpose = 'signature' | 'sbom' | 'provenance' | 'attestation' | 'chart' | 'wasm' | 'index' | 'image' | 'other';

export interface ArtifactKind {
  purpose: ArtifactPurpose;
  /** In words: “SBOM (SPDX)”. */
  name: string;
}

const KINDS: readonly [RegExp, ArtifactKind][] = [
  [/^application\/(spdx\+json|vnd\.spdx\.|vnd\.syft\+|spdx$)|^text\/spdx/, { purpose: 'sbom', name: 'SBOM (SPDX)' }],
  [/^application\/vnd\.cyclonedx|cyclonedx/, { purpose: 'sbom', name: 'SBOM (CycloneDX)' }],
  [/^application\/vnd\.cncf\.notary\.signature/, { purpose: 'signature', name: 'Signature (Notation)' }],
  [/^application\/vnd\.dev\.cosign\.(simplesigning|artifact\.sig)/, { purpose: 'signature', name: 'Signature (cosign)' }],
  [/^application\/vnd\.dev\.cosign\.artifact\.sbom/, { purpose: 'sbom', name: 'SBOM (cosign)' }],
  [/^application\/vnd\.dev\.sigstore\.bundle/, { purpose: 'attestation', name: 'Sigstore bundle' }],
  [/^application\/vnd\.dsse\.envelope/, { purpose: 'attestation', name: 'Attestation (DSSE)' }],
  [/^application\/vnd\.(in-toto|docker\.attestation)|^application\/vnd\.in-toto/, { purpose: 'attestation', name: 'Attestation (in-toto)' }],
  [/^application\/vnd\.cncf\.helm\.(config|chart)/, { purpose: 'chart', name: 'Helm chart' }],
  [/^application\/(vnd\.(wasm|bytecodealliance\.wasm|module\.wasm)|wasm)/, { purpose: 'wasm', name: 'WebAssembly module' }],
  [/^application\/vnd\.cncf\.openpolicyagent/, { purpose: 'other', name: 'OPA policies' }],
  [/^application\/vnd\.(cncf\.)?flux/, { purpose: 'other', name: 'Flux artifact' }],
  [/^application\/vnd\.(oci|docker)\..*(index|manifest\.list)/, { purpose: 'index', name: 'Multi-platform index' }],
  [/^application\/vnd\.(oci\.image\.(manifest|config)|docker\.(container\.image|distribution\.manifest\.v2))/, { purpose: 'image', name: 'Image' }],
];

/** Predicates of in-toto statements (in-toto attestation registry). */
const PREDICATES: readonly [RegExp, ArtifactKind][] = [
  [/slsa\.dev\/provenance/, { purpose: 'provenance', name: 'Provenance (SLSA)' }],
  [/spdx\.dev/, { purpose: 'sbom', name: 'SBOM (SPDX)' }],
  [/cyclonedx\.org/, { purpose: 'sbom', name: 'SBOM (CycloneDX)' }],
  [/cosign\.sigstore\.dev\/attestation\/vuln|vulnerab/, { purpose: 'attestation', name: 'Vulnerability report' }],
  [/openvex/, { purpose: 'attestation', name: 'VEX statement' }],
  [/cosign\.sigstore\.dev\/sign/, { purpose: 'signature', name: 'Signature (cosign)' }],
];

/** Annotations that name the predicate of what is attested: BuildKit's on layers, cosign's on layers and manifests. */
const PREDICATE_KEYS = ['in-toto.io/predicate-type', 'predicateType', 'dev.sigstore.bundle.predicateType'];

const matched = (kinds: readonly [RegExp, ArtifactKind][], text: string): ArtifactKind | undefined => kinds.find(([pattern]) => pattern.test(text))?.[1];

/** What a predicate type says, or undefined for one that is not known. */
export const predicateKind = (predicateType: string): ArtifactKind | undefined => matched(PREDICATES, predicateType);

/** What something is, from what is known of it; the surest first: its predicate, its type, the tag that cosign found it by, its media type. */
export function artifactKind({ artifactType = '', mediaType, annotations = {}, tag = '' }: { artifactType?: string | undefined; mediaType: string; annotations?: Readonly<Record<string, string>> | undefined; tag?: string | undefined }): ArtifactKind {
  for (const key of PREDICATE_KEYS) {
    const kind = predicateKind(annotations[key] ?? '');
    if (kind !== undefined) return kind;
  }
  if (annotations['vnd.docker.reference.type'] === 'attestation-manifest') return { purpose: 'attestation', name: 'Attestations (BuildKit)' };
  const byTag = /\.(sig|att|sbom)$/.exec(tag)?.[1];
  if (byTag === 'sig') return { purpose: 'signature', name: 'Signature (cosign)' };
  if (byTag === 'att') return { purpose: 'attestation', name: 'Attestation (cosign)' };
  if (byTag === 'sbom') return { purpose: 'sbom', name: 'SBOM (cosign)' };
  const isNothing = artifactType === '' || /vnd\.oci\.empty/.test(artifactType);
  if (!isNothing) return matched(KINDS, artifactType) ?? { purpose: 'other', name: artifactType };
  return matched(KINDS, mediaType) ?? { purpose: 'other', name: mediaType === '' ? 'Unknown' : mediaType };
}

/** The words for a kind of manifest. */
export function manifestName({ kind, artifactType, mediaType }: { kind: string; artifactType?: string | undefined; mediaType: string }): string {
  if (kind === 'index') return 'Multi-platform index';
  if (kind === 'image') return 'Image';
  if (kind === 'docker-v1') return 'Docker image, schema 1';
  return artifactKind({ artifactType, mediaType: kind === 'artifact' && artifactType === undefined ? '' : mediaType }).name;
}
