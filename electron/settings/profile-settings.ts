import type { SetProfileLook } from '../../shared/model/profile';
import type { Settings } from '../../shared/model/settings';

/** The settings with a profile looking otherwise: what is left out stays, `null` takes away. */
export function withLook(settings: Settings, { name, label, colour, production }: SetProfileLook): Settings {
  const { [name]: before = {}, ...others } = settings.looks;
  const look = {
    ...before,
    ...(label !== undefined && { label: label ?? undefined }),
    ...(colour !== undefined && { colour: colour ?? undefined }),
    ...(production !== undefined && { production: production || undefined }),
  };
  const kept = Object.fromEntries(Object.entries(look).filter(([, value]) => value !== undefined));
  return { ...settings, looks: { ...others, ...(Object.keys(kept).length > 0 && { [name]: kept }) } };
}

/** The settings with everything they say of a profile under its new name. */
export function withProfileRenamed(settings: Settings, from: string, to: string): Settings {
  return {
    ...settings,
    looks: renamedKey(settings.looks, from, to),
    regions: renamedKey(settings.regions, from, to),
    askUses: settings.askUses.map((name) => (name === from ? to : name)),
    registryRules: settings.registryRules.map((rule) => (rule.profile === from ? { ...rule, profile: to } : rule)),
  };
}

/** The settings with or without asking who uses an image through a profile. */
export function withUsesAsked(settings: Settings, { profile, on }: { profile: string; on: boolean }): Settings {
  const others = settings.askUses.filter((name) => name !== profile);
  return { ...settings, askUses: on ? [...others, profile] : others };
}

/** The settings without the looks and regions of a profile that is gone; a rule that names it stays, for a person to see. */
export function withoutProfile(settings: Settings, name: string): Settings {
  const { [name]: _look, ...looks } = settings.looks;
  const { [name]: _regions, ...regions } = settings.regions;
  return { ...settings, looks, regions, askUses: settings.askUses.filter((asked) => asked !== name) };
}

const renamedKey = <T>(of: Record<string, T>, from: string, to: string): Record<string, T> =>
  Object.fromEntries(Object.entries(of).map(([key, value]) => [key === from ? to : key, value]));
