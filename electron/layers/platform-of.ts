/** Linux on a processor, as registries name it; `arch` as Node does. */
export const platformOf = (arch: string): string => `linux/${arch === 'x64' ? 'amd64' : arch}`;
