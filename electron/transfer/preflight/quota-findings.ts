import { good, type Finding } from './finding';

/** Default quotas of ECR (Service Quotas, November 2026): AWS raises them on request, so reaching one is no certain failure. */
const IMAGES = 100_000;
const REPOSITORIES = 100_000;
/** From this share on it is worth saying. */
const NEARLY = 0.95;

/** Of images in a repository; nothing where the number is not known. */
export const imagesFinding = (name: string, count: number | undefined): Finding[] =>
  count === undefined ? [] : [finding(`The repository ${name} has ${numberWords(count)} of ${numberWords(IMAGES)} images.`, count / IMAGES, 'Delete images that are not needed, best by a lifecycle policy, or ask AWS for more.')];

/** Of repositories in a region, asked when one is to be created. */
export const repositoriesFinding = (region: string, count: number | undefined): Finding[] =>
  count === undefined ? [] : [finding(`The registry in ${region} has ${numberWords(count)} of ${numberWords(REPOSITORIES)} repositories.`, count / REPOSITORIES, 'Delete repositories that are not needed, or ask AWS for more.')];

const finding = (message: string, share: number, hint: string): Finding => (share < NEARLY ? good('quota', message) : { subject: 'quota', level: 'warn', message, hint });

const numberWords = (count: number): string => count.toLocaleString('en');
