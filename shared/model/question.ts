import { z } from 'zod';
import { ProfileName } from './profile';

/** Something only a person can answer. The answer travels in by `question.answer` and never out. */
export const Question = z.discriminatedUnion('kind', [
  z.object({
    id: z.string(),
    kind: z.literal('mfa-code'),
    profile: ProfileName,
    mfaSerial: z.string(),
    /** The code given before was not accepted. */
    wrong: z.boolean(),
  }),
  z.object({
    id: z.string(),
    kind: z.literal('passphrase'),
    wrong: z.boolean(),
  }),
]);
export type Question = z.infer<typeof Question>;

export const QuestionsState = z.object({ questions: z.array(Question) });
export type QuestionsState = z.infer<typeof QuestionsState>;
