/** Names of the estate's repositories: number ↔ name, so that a name leads back to its repository without a list. */

const TEAMS = 'payments shop platform data search identity edge media mobile ops labs risk billing growth logistics messaging catalog fraud ml infra security web partner reporting support mirror/docker-hub mirror/quay base tools sandbox legacy/erp legacy/crm iot video ads pricing checkout inventory delivery analytics'.split(' ');
const SERVICES = 'api web worker gateway scheduler ingest export importer consumer producer indexer router proxy cache session profile account ledger invoice quote order basket stock shipment label notifier mailer template renderer thumbnailer transcoder encoder scorer trainer feature-store model-server crawler parser enricher aggregator compactor archiver backup restore migrator seeder smoke e2e canary exporter collector tracer auditor vault-agent token-broker policy-engine rate-limiter webhook callback reconciler settlement'.split(' ');
const PARTS = ['', '-v2', '-internal', '-admin', '-jobs', '-sidecar', '/init', '/debug', '-eu', '-canary', '/migrations', '-batch', '_legacy', '-arm', '.next', '-lite', '/tools', '-stream', '-sync', '-grpc', '-rest', '/assets', '-edge', '-core', '-stub', '-mock', '-bench', '-qa', '/docs', '-proxy', '-helper', '-agent', '/base', '-runtime', '-builder', '-cli', '-sdk', '-ui', '-bff', '-cron', '/hooks', '-loader', '-dump', '-replica', '-shadow', '-blue'];

const ALL = TEAMS.length * SERVICES.length * PARTS.length;

/** How many names there are: a registry cannot have more repositories. */
export const NAMES = ALL;

/** Larger than any factor of `ALL`, and prime: every number has a name of its own, and neighbours are far apart. */
const STRIDE = 47_513;

/** The name of repository `index`; `offset` differs from account to account. */
export function nameOf(index: number, offset: number): string {
  const place = (index * STRIDE + offset) % ALL;
  const team = TEAMS[place % TEAMS.length] as string;
  const rest = Math.floor(place / TEAMS.length);
  return `${team}/${SERVICES[rest % SERVICES.length] as string}${PARTS[Math.floor(rest / SERVICES.length)] as string}`;
}

/** The number of each name for an offset of 0; made on first use, a few megabytes. */
export class NameBook {
  #places: Map<string, number> | undefined;

  /** The index that `nameOf` gives this name; undefined for a name it never gives. */
  indexOf(name: string, offset: number): number | undefined {
    this.#places ??= new Map(Array.from({ length: ALL }, (_none, index) => [nameOf(index, 0), index]));
    const at = this.#places.get(name);
    if (at === undefined) return undefined;
    // nameOf(i, offset) is place i·STRIDE + offset; `at` is the number of that place without offset.
    return (at + ALL - ((offset * INVERSE) % ALL)) % ALL;
  }
}

/** STRIDE · INVERSE ≡ 1 (mod ALL). */
const INVERSE = inverse(STRIDE, ALL);

function inverse(value: number, modulus: number): number {
  let [before, rest, factorBefore, factor] = [modulus, value % modulus, 0, 1];
  while (rest !== 0) {
    const times = Math.floor(before / rest);
    [before, rest] = [rest, before - times * rest];
    [factorBefore, factor] = [factor, factorBefore - times * factor];
  }
  return (factorBefore + modulus) % modulus;
}
