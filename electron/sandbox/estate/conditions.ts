/** What a network and a busy service do to calls: delays, throttling, refusals, short pages. Changed while the sandbox runs. */
import { ApiError } from '../api/api-error';
import type { JsonService } from '../api/api-server';

/** A bucket per account, region and operation: so many calls a second, and so many at once after a pause. */
export interface Throttle {
  perSecond: number;
  burst: number;
}

/** Calls that are refused; what is left out matches everything. */
export interface Denial {
  accountId?: string;
  region?: string;
  /** As policies name it: `ecr:DescribeImages`. */
  action: string;
}

export interface ConditionSettings {
  /** Milliseconds that an answer takes at least and at most. */
  latency?: readonly [least: number, most: number];
  throttle?: Throttle;
  denied?: readonly Denial[];
  /** No page is longer, whatever was asked for. */
  pageSize?: number;
  /** Tokens of earlier pages are no longer good. */
  expireTokens?: boolean;
}

/** One call, as far as conditions matter. */
export interface ConditionedCall {
  accountId: string;
  region: string;
  action: string;
  arn: string;
  hasToken: boolean;
}

export interface ConditionPorts {
  /** Milliseconds that only grow. */
  clock: () => number;
  sleep: (ms: number) => Promise<unknown>;
  random: () => number;
}

/** Counts calls, and makes each of them wait, or fail, as set. Without settings nothing happens to a call. */
export class Conditions {
  settings: ConditionSettings;
  /** Calls so far by action, refused ones included. */
  readonly calls = new Map<string, number>();
  /** Calls that were throttled so far. */
  throttled = 0;
  readonly #ports: ConditionPorts;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(ports: ConditionPorts, settings: ConditionSettings = {}) {
    this.#ports = ports;
    this.settings = settings;
  }

  /** @throws ApiError ThrottlingException, AccessDeniedException, InvalidParameterException. */
  async before(call: ConditionedCall): Promise<void> {
    const { latency, denied = [], expireTokens } = this.settings;
    this.calls.set(call.action, (this.calls.get(call.action) ?? 0) + 1);
    if (latency !== undefined) await this.#ports.sleep(latency[0] + (latency[1] - latency[0]) * this.#ports.random());
    if (!this.#mayPass(call)) {
      this.throttled += 1;
      throw new ApiError('ThrottlingException', 'Rate exceeded');
    }
    const refused = denied.some(({ accountId, region, action }) => action === call.action && (accountId ?? call.accountId) === call.accountId && (region ?? call.region) === call.region);
    if (refused)
      throw new ApiError('AccessDeniedException', `User: ${call.arn} is not authorized to perform: ${call.action} because no identity-based policy allows the ${call.action} action`);
    if (expireTokens === true && call.hasToken) throw new ApiError('InvalidParameterException', "Invalid parameter at 'nextToken' failed to satisfy constraint: 'The specified token has expired.'");
  }

  #mayPass({ accountId, region, action }: ConditionedCall): boolean {
    const { throttle } = this.settings;
    if (throttle === undefined) return true;
    const now = this.#ports.clock();
    const text = `${accountId} ${region} ${action}`;
    const bucket = this.#buckets.get(text) ?? { tokens: throttle.burst, at: now };
    const tokens = Math.min(throttle.burst, bucket.tokens + ((now - bucket.at) / 1000) * throttle.perSecond);
    this.#buckets.set(text, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    return tokens >= 1;
  }
}

/** The service with every call under these conditions. */
export const underConditions = (service: JsonService, conditions: Conditions): JsonService => ({
  ...service,
  run: async (operation, call) => {
    const { principal, region } = call;
    const input = { ...(call.input as { nextToken?: unknown; maxResults?: unknown }) };
    const { accountId, arn } = principal;
    await conditions.before({ accountId, region, arn, action: `${service.signingName}:${operation}`, hasToken: input.nextToken !== undefined });
    const { pageSize } = conditions.settings;
    // Only lists that may be asked for in pages have a page size at all.
    const cut = pageSize !== undefined && (input.maxResults !== undefined || input.nextToken !== undefined);
    return service.run(operation, cut ? { ...call, input: { ...input, maxResults: Math.min(pageSize, Number(input.maxResults ?? pageSize)) } } : call);
  },
});
