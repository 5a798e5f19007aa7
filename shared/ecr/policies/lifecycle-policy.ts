/**
 * ECR lifecycle policies as plain data, with ECR's own conditions on them.
 * Source: Amazon ECR user guide, “Lifecycle policy properties” and “Examples of lifecycle policies”.
 */
import { z } from 'zod';
import { policyInvalid } from './iam-policy';

/** Characters of a policy's text, and its rules. */
export const LIFECYCLE_TEXT = { min: 100, max: 30_720 };
const MAX_RULES = 50;
/** Archived images are kept, and paid for, this many days at least. */
const ARCHIVE_DAYS = 90;
const WILDCARDS_PER_PATTERN = 4;

const Selection = z.strictObject({
  tagStatus: z.enum(['tagged', 'untagged', 'any']),
  tagPatternList: z.array(z.string().min(1)).min(1).optional(),
  tagPrefixList: z.array(z.string().min(1)).min(1).optional(),
  /** Images of which storage class the rule looks at; `standard` unless told. */
  storageClass: z.enum(['standard', 'archive']).optional(),
  countType: z.enum(['imageCountMoreThan', 'sinceImagePushed', 'sinceImagePulled', 'sinceImageTransitioned']),
  countUnit: z.literal('days').optional(),
  countNumber: z.number().int().min(1),
});

const Action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('expire') }),
  z.strictObject({ type: z.literal('transition'), targetStorageClass: z.literal('archive') }),
]);

const LifecycleRule = z.strictObject({
  rulePriority: z.number().int().min(1),
  description: z.string().optional(),
  selection: Selection,
  action: Action,
});
const Document = z.strictObject({ rules: z.array(LifecycleRule).min(1).max(MAX_RULES) });

/** One rule; the one with the lower `rulePriority` wins. */
export type LifecycleRule = z.infer<typeof LifecycleRule>;

/** The storage class of the images that a rule looks at. */
export const storageClassOf = ({ selection }: LifecycleRule): 'standard' | 'archive' =>
  selection.storageClass ?? 'standard';

/**
 * Reads a policy's text and answers its rules in order of priority.
 * @throws AppError `policy-invalid`, naming the rule by its priority and what is wrong with it.
 */
export function parseLifecyclePolicy(text: string): LifecycleRule[] {
  if (text.length < LIFECYCLE_TEXT.min || text.length > LIFECYCLE_TEXT.max)
    throw policyInvalid(`must have ${LIFECYCLE_TEXT.min} to ${LIFECYCLE_TEXT.max} characters`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw policyInvalid('is not JSON', cause);
  }
  return readLifecycleRules(json);
}

/** As `parseLifecyclePolicy`, for JSON already parsed. @throws AppError `policy-invalid` */
export function readLifecycleRules(json: unknown): LifecycleRule[] {
  const parsed = Document.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw policyInvalid(
      `has a wrong value at “${issue?.path.join('.') ?? ''}” (${issue?.message ?? 'invalid'})`,
    );
  }
  const rules = [...parsed.data.rules].sort((a, b) => a.rulePriority - b.rulePriority);
  rules.forEach(checkRule);
  checkTogether(rules);
  return rules;
}

function checkRule({ rulePriority, selection, action }: LifecycleRule): void {
  const refuse = (what: string): Error => policyInvalid(`${what} in the rule with priority ${rulePriority}`);
  const { tagStatus, tagPatternList, tagPrefixList, countType, countUnit, countNumber, storageClass } =
    selection;
  const lists = [tagPatternList, tagPrefixList].filter((list) => list !== undefined);
  if (tagStatus === 'tagged' && lists.length !== 1)
    throw refuse('needs either tagPatternList or tagPrefixList');
  if (tagStatus !== 'tagged' && lists.length > 0) throw refuse(`has a tag list for ${tagStatus} images`);
  if (tagPatternList?.some((pattern) => pattern.split('*').length - 1 > WILDCARDS_PER_PATTERN) === true)
    throw refuse(`has a pattern with more than ${WILDCARDS_PER_PATTERN} wildcards`);
  if (countType === 'imageCountMoreThan' && countUnit !== undefined)
    throw refuse('has a countUnit beside imageCountMoreThan');
  if (countType !== 'imageCountMoreThan' && countUnit === undefined)
    throw refuse('needs the countUnit “days”');
  if (countType === 'sinceImagePulled' && action.type !== 'transition')
    throw refuse('expires by sinceImagePulled, which is for transitions only,');
  if (action.type === 'transition' && storageClass === 'archive')
    throw refuse('moves images to the archive that are there already');
  if (countType !== 'sinceImageTransitioned') return;
  if (storageClass !== 'archive' || action.type !== 'expire')
    throw refuse('may use sinceImageTransitioned only to expire images of the storage class archive');
  if (countNumber < ARCHIVE_DAYS) throw refuse(`needs at least ${ARCHIVE_DAYS} days`);
}

function checkTogether(rules: readonly LifecycleRule[]): void {
  const twice = <T>(values: readonly T[]): T | undefined =>
    values.find((value, index) => values.indexOf(value) !== index);
  const priority = twice(rules.map(({ rulePriority }) => rulePriority));
  if (priority !== undefined) throw policyInvalid(`has two rules with priority ${priority}`);
  for (const storageClass of ['standard', 'archive'] as const) {
    const own = rules.filter((rule) => storageClassOf(rule) === storageClass);
    const statuses = own.map(({ selection }) => selection.tagStatus);
    if (statuses.filter((status) => status === 'untagged').length > 1)
      throw policyInvalid('has more than one rule for untagged images');
    if (statuses.slice(0, -1).includes('any'))
      throw policyInvalid('must give the rule for any image the highest priority number');
    const prefix = twice(own.flatMap(({ selection }) => [...new Set(selection.tagPrefixList)]));
    if (prefix !== undefined) throw policyInvalid(`names the prefix “${prefix}” in two rules`);
  }
}
