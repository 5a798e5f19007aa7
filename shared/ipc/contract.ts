/**
 * Everything the two sides say to each other: one entry a command (input → output) and one a topic (payload).
 * A command without a handler does not compile (`electron/commands`), nor does one with the wrong shape.
 */
import { z } from 'zod';
import { ComparedFilesQuery, ComparedImages, Comparison } from '../model/content/compare';
import { ContentOf, FilePage, FileText, FileTextQuery, LayerFilesQuery, LayersShown, WastePage, WasteQuery } from '../model/content/layers';
import { Activity, ActivityPage, ActivityQuery } from '../model/changes/activity';
import { ApplyChange, Change, ChangePreview } from '../model/changes/change';
import { BulkId, BulkPage, PlanBulk, ReportFormat, ShowBulk } from '../model/bulk/bulk';
import { DockerState } from '../model/container';
import { Diagnosis } from '../model/diagnosis';
import { DockerConfigState, RegistryAssignment, RegistryRule } from '../model/docker-config';
import {
  CompareFindings,
  ExportFindings,
  FindingsCompared,
  FindingsPage,
  FindingsQuery,
  ImageToScan,
  RegistryScope,
  ScannedImage,
  ScanningConfiguration,
  Watch,
  WatchesState,
  WatchName,
} from '../model/findings';
import { FoundUses, TurnUses, UseQuery } from '../model/image-use';
import { FoundImages, ImagePage, ImageSearch } from '../model/image';
import { Artifact, AskArtifact, AskRaw, AskReferrers, ImageDetail, RawContent, Referrers, SaveRaw, ShowImage } from '../model/image-detail';
import { JobId, JobsState } from '../model/moving/job';
import {
  AddRoleProfile,
  AddSourcedProfile,
  AddSsoProfile,
  AddStaticProfile,
  CallerIdentity,
  EditProfile,
  ImportProfile,
  PermissionProbe,
  ProfileName,
  ProfilesState,
  RegionName,
  SetProfileLook,
  SetRegions,
} from '../model/profile';
import { Overview, OverviewRequest } from '../model/overview/overview';
import { QuestionsState } from '../model/question';
import {
  Folder,
  FolderQuery,
  InventoryState,
  RepositoryDetail,
  RepositoryKey,
  RepositoryPage,
  RepositoryQuery,
} from '../model/repository';
import { SessionsState } from '../model/session';
import { AppState, SettingsChange } from '../model/settings';
import { AddSsoSession, MakeSsoProfiles, SsoAccount, SsoMethod, SsoSessionName, SsoState } from '../model/sso';
import { PreflightReport, PreflightRequest } from '../model/moving/preflight';
import { BuildImage, DroppedPath, PushArchive, PushContainer, PushImage, PushProposal, PushSource } from '../model/moving/push-source';
import { RunDefaults, RunImage, StartedContainer } from '../model/moving/run';
import { AwsAlternative, SyncPlan, SyncRepository } from '../model/moving/sync';
import { ComposeIndex, RemoveTag, SetTag, TagChanged } from '../model/moving/tags';
import { CopyImage, ExportImage, GrantPull, PullImage } from '../model/moving/transfer';

const command = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });
const nothing = z.void();
const none = z.object({});
const job = z.object({ jobId: JobId });

export const commands = {
  'profile.addStatic': command(AddStaticProfile, nothing),
  'profile.addRole': command(AddRoleProfile, nothing),
  'profile.addSso': command(AddSsoProfile, nothing),
  'profile.addSourced': command(AddSourcedProfile, nothing),
  'profile.edit': command(EditProfile, nothing),
  'profile.setLook': command(SetProfileLook, nothing),
  /** `backups`: copies of the AWS files as they were, with the key in them; the person removes them when all is well. */
  'profile.import': command(ImportProfile, z.object({ backups: z.array(z.string()) })),
  'profile.probe': command(z.object({ name: ProfileName, region: RegionName }), PermissionProbe),
  'profile.setRegions': command(SetRegions, nothing),
  'profile.remove': command(z.object({ name: ProfileName }), nothing),
  'profile.whoAmI': command(z.object({ name: ProfileName }), CallerIdentity),
  'profile.reload': command(none, nothing),

  'session.signIn': command(z.object({ profile: ProfileName, region: RegionName.optional() }), nothing),
  'session.signInAll': command(none, nothing),
  'session.signOut': command(z.object({ profile: ProfileName, region: RegionName }), nothing),
  'session.signOutAll': command(none, nothing),
  /** Opens the AWS session of a profile: asks for its MFA code, or starts its SSO sign-in. */
  'session.open': command(z.object({ profile: ProfileName }), nothing),
  'session.signInPublic': command(z.object({ profile: ProfileName }), nothing),
  'session.signOutPublic': command(none, nothing),

  /** Starts a sign-in and answers at once; the topic `sso` tells how it goes. */
  'sso.signIn': command(z.object({ session: SsoSessionName, method: SsoMethod.default('browser') }), nothing),
  'sso.cancel': command(z.object({ session: SsoSessionName }), nothing),
  'sso.signOut': command(z.object({ session: SsoSessionName }), nothing),
  'sso.addSession': command(AddSsoSession, nothing),
  'sso.removeSession': command(z.object({ session: SsoSessionName }), nothing),
  'sso.accounts': command(z.object({ session: SsoSessionName }), z.object({ accounts: z.array(SsoAccount) })),
  'sso.makeProfiles': command(MakeSsoProfiles, nothing),

  'question.answer': command(z.object({ id: z.string(), answer: z.string().max(1024) }), nothing),
  'question.cancel': command(z.object({ id: z.string() }), nothing),

  /** Keeps secrets in a file encrypted with this passphrase from now on. */
  'secrets.useFile': command(z.object({ passphrase: z.string().min(8, 'A passphrase has at least 8 characters.').max(1024) }), nothing),
  'secrets.unlock': command(z.object({ passphrase: z.string().max(1024) }), nothing),
  'secrets.useKeychain': command(none, nothing),

  'dockerConfig.check': command(none, nothing),
  'dockerConfig.repair': command(z.object({ ids: z.array(z.string()).min(1) }), nothing),
  'dockerConfig.undo': command(none, nothing),
  'helper.enable': command(none, nothing),
  'helper.disable': command(none, nothing),

  'registry.setRules': command(z.object({ rules: z.array(RegistryRule).max(200) }), nothing),
  'registry.assignments': command(none, z.object({ assignments: z.array(RegistryAssignment) })),
  'registry.explain': command(z.object({ host: z.string().max(300) }), RegistryAssignment),

  'doctor.diagnose': command(z.object({ reference: z.string().max(1024).optional() }), Diagnosis),

  /** A Kubernetes imagePullSecret: applied with the person's kubectl, or put on the clipboard by main. */
  'pullSecret.apply': command(
    z.object({ profile: ProfileName, region: RegionName, name: z.string().max(253), namespace: z.string().max(63), context: z.string().max(253).optional() }),
    nothing,
  ),
  'pullSecret.copy': command(z.object({ profile: ProfileName, region: RegionName, name: z.string().max(253), namespace: z.string().max(63) }), nothing),

  'repository.query': command(RepositoryQuery, RepositoryPage),
  'repository.folders': command(FolderQuery, z.object({ folders: z.array(Folder) })),
  /** Writes what the index has of a search to a file that `file.choose` answered. */
  'inventory.export': command(
    z.object({ what: z.enum(['repositories', 'images']), format: z.enum(['csv', 'json']), search: z.string().default(''), profile: ProfileName.optional(), region: RegionName.optional(), path: z.string().min(1).max(4096) }),
    nothing,
  ),
  /** Reads what is due; `everything` reads all images of all repositories, whatever it costs. */
  'repository.refresh': command(z.object({ everything: z.boolean().optional() }), nothing),
  /** Ends what is being read; the next refresh goes on. */
  'repository.stop': command(none, nothing),
  'repository.show': command(RepositoryKey, RepositoryDetail),
  'repository.grantPull': command(GrantPull, nothing),

  'image.search': command(ImageSearch, FoundImages),
  'image.query': command(
    RepositoryKey.extend({
      search: z.string().default(''),
      sort: z.enum(['tag', 'size', 'pushed', 'pulled']).default('pushed'),
      descending: z.boolean().default(true),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(1000).default(200),
      /** Folds parts away under their multi-platform image, but for those of these digests; absent: every image is a row. */
      unfolded: z.array(z.string().max(200)).max(1000).optional(),
      /** Ask ECR again instead of answering from memory. */
      fresh: z.boolean().default(false),
    }),
    ImagePage,
  ),
  'image.show': command(ShowImage, ImageDetail),
  /** Exact bytes of a manifest or config. */
  'image.raw': command(AskRaw, RawContent),
  'image.saveRaw': command(SaveRaw, nothing),
  'image.referrers': command(AskReferrers, Referrers),
  'image.artifact': command(AskArtifact, Artifact),

  /** Who uses images: containers here always, services of AWS where that is turned on for the profile. */
  'use.query': command(UseQuery, FoundUses),
  'use.turn': command(TurnUses, nothing),

  'findings.query': command(FindingsQuery, FindingsPage),
  'findings.export': command(ExportFindings, nothing),
  'findings.compare': command(CompareFindings, FindingsCompared),
  /** The newest tagged images of a repository, or of all that is watched, with what their scans counted. */
  'findings.images': command(z.object({ repository: RepositoryKey.optional(), fresh: z.boolean().default(false) }), z.object({ images: z.array(ScannedImage) })),
  /** Has the window show the findings of an image. */
  'findings.show': command(WatchName, nothing),
  'scan.start': command(ImageToScan, z.object({ started: z.number() })),
  'scan.configuration': command(RegistryScope, ScanningConfiguration),
  'scan.configure': command(RegistryScope.extend({ configuration: ScanningConfiguration }), nothing),
  'watch.set': command(Watch, nothing),
  'watch.remove': command(WatchName, nothing),

  /** What a file or folder on this machine is, before it is pushed. */
  'push.inspect': command(z.object({ path: z.string().max(4096) }), DroppedPath),
  'push.propose': command(z.object({ source: PushSource, target: RepositoryKey }), PushProposal),
  /** Looks at everything that could refuse a push, and changes nothing. */
  'push.preflight': command(PreflightRequest, PreflightReport),
  /** Asks for a file or folder with the system's own dialog; without `path` the person has thought better of it. */
  'file.choose': command(
    z.object({ purpose: z.enum(['archive', 'build-folder', 'save-archive', 'save-folder', 'save-file']), suggestedName: z.string().max(255).optional() }),
    z.object({ path: z.string().optional() }),
  ),
  /** Opens the small window that takes files and folders to push, or brings it to the front. */
  'window.openQuickPush': command(none, nothing),

  'container.push': command(PushContainer, job),
  'image.build': command(BuildImage, job),
  'image.pull': command(PullImage, job),
  'image.export': command(ExportImage, job),
  'image.push': command(PushImage, job),
  'image.pushArchive': command(PushArchive, job),
  'image.copy': command(CopyImage, job),

  /** Layers with the commands that made them; of their files what was read. Nothing is read before `layers.read`. */
  'layers.show': command(ContentOf, LayersShown),
  /** Begins to list the files of all layers, and answers at once. It ends by itself when nobody asks how far it is. */
  'layers.read': command(ContentOf, nothing),
  'layers.stop': command(ContentOf, nothing),
  'layers.files': command(LayerFilesQuery, FilePage),
  'layers.waste': command(WasteQuery, WastePage),
  /** Reads the layer once more for one file of it. */
  'layers.text': command(FileTextQuery, FileText),
  /** Two images side by side; of their files what was read. */
  'compare.show': command(ComparedImages, Comparison),
  'compare.read': command(ComparedImages, nothing),
  'compare.stop': command(ComparedImages, nothing),
  'compare.files': command(ComparedFilesQuery, FilePage),

  'tag.set': command(SetTag, TagChanged),
  /** `typed`: the repository's name, where it is protected. */
  'tag.remove': command(RemoveTag.extend({ typed: z.string().max(300).optional() }), TagChanged),
  'tag.composeIndex': command(ComposeIndex, TagChanged.extend({ digest: z.string() })),

  /** Reads only; in the order of `changes`. */
  'change.preview': command(z.object({ changes: z.array(Change).min(1).max(1000) }), z.object({ previews: z.array(ChangePreview) })),
  'change.apply': command(ApplyChange, Activity),
  'change.cancel': command(z.object({ id: z.string().max(64) }), nothing),
  /** What makes a repository like this one, under another name: its settings without its images. */
  'change.template': command(z.object({ repository: RepositoryKey }), z.object({ settings: Change, unread: z.array(z.string()) })),
  'activity.query': command(ActivityQuery, ActivityPage),
  'activity.undo': command(z.object({ id: z.string(), typed: z.string().max(300).optional() }), Activity),

  'sync.plan': command(SyncRepository, SyncPlan),
  'sync.start': command(SyncRepository, job),
  /** Applies a rule exactly as the plan showed it. @throws `invalid-input` when the registry's rules changed since. */
  'sync.applyAlternative': command(AwsAlternative, nothing),

  'overview.show': command(OverviewRequest, Overview),

  /** Resolves a change of many into one each and begins its dry run; `bulk.show` tells how far it is. */
  'bulk.plan': command(PlanBulk, z.object({ id: BulkId, total: z.number() })),
  'bulk.show': command(ShowBulk, BulkPage),
  /** `typed`: what `bulk.show` wants for changes that take something away. */
  'bulk.start': command(z.object({ id: BulkId, typed: z.string().max(20).optional() }), job),
  /** Plans anew those that failed. */
  'bulk.again': command(z.object({ id: BulkId }), z.object({ id: BulkId, total: z.number() })),
  /** The plan with what became of each item, or the same as AWS CLI commands, to a file. */
  'bulk.save': command(z.object({ id: BulkId, format: ReportFormat, path: z.string().max(4096) }), nothing),

  'run.defaults': command(z.object({ image: z.string().max(1024) }), RunDefaults),
  'run.start': command(RunImage, StartedContainer),

  'docker.reconnect': command(none, nothing),

  'job.cancel': command(z.object({ id: JobId }), nothing),
  /** Starts a failed, cancelled or interrupted job again from its input, as a new job. */
  'job.retry': command(z.object({ id: JobId }), job),
  /** Forgets a job that has ended. */
  'job.dismiss': command(z.object({ id: JobId }), nothing),
  /** Forgets every job that has ended. */
  'job.dismissEnded': command(none, nothing),
  /** Lines of output from number `from` on, at most 2000; `next` is where to go on. Old ones may be gone: `from` says where it begins. */
  'job.output': command(z.object({ id: JobId, from: z.number().int().min(0).default(0) }), z.object({ from: z.number(), next: z.number(), lines: z.array(z.string()) })),

  'sandbox.start': command(none, nothing),
  'sandbox.stop': command(none, nothing),

  'settings.change': command(SettingsChange, nothing),
  'clipboard.write': command(z.object({ text: z.string().max(65_536) }), nothing),
  'link.open': command(z.object({ url: z.url() }), nothing),
} as const;

export type Commands = typeof commands;
export type CommandName = keyof Commands;
/** What a caller passes: defaults may be left out. */
export type CommandInput<N extends CommandName> = z.input<Commands[N]['input']>;
/** What a handler receives: parsed, defaults filled in. */
export type ParsedInput<N extends CommandName> = z.output<Commands[N]['input']>;
export type CommandOutput<N extends CommandName> = z.output<Commands[N]['output']>;

/** Small state: a whole snapshot on subscribe and on change. */
export const topics = {
  app: AppState,
  profiles: ProfilesState,
  sessions: SessionsState,
  sso: SsoState,
  questions: QuestionsState,
  dockerConfig: DockerConfigState,
  docker: DockerState,
  jobs: JobsState,
  inventory: InventoryState,
  watches: WatchesState,
} as const;

export type Topics = typeof topics;
export type TopicName = keyof Topics;
export type TopicPayload<N extends TopicName> = z.output<Topics[N]>;
