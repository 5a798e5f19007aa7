/** The line that puts the folder of a program on the PATH, and where it goes. `platform` as Node names it. */
export function pathLine(program: string, platform: string): { text: string; where: string } {
  const folder = program.replace(/[\\/][^\\/]*$/, '');
  if (platform === 'win32')
    return {
      text: `setx PATH "%PATH%;${folder}"`,
      where: 'Run this once in a command prompt, then restart Docker:',
    };
  const file = platform === 'darwin' ? '~/.zprofile' : '~/.profile';
  return {
    text: `export PATH="${folder.replace(/(["$`\\])/g, '\\$1')}:$PATH"`,
    where: `Add this to ${file}, then sign in to the desktop again:`,
  };
}
