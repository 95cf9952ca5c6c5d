import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';

export type System = 'linux' | 'win' | 'mac';

/** What `@electron/fuses` looks for in Electron's program: sentinel, version 1, nine fuses as Electron delivers them. */
const FUSES = Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 9]), Buffer.from('101100011')]);

/** Writes what an unpacked download of Electron looks like to electron-builder, with nothing in it that runs. Takes milliseconds. */
export async function writePlaceholder(system: System, folder: string): Promise<void> {
  const put = async (name: string, data: string | Uint8Array, mode = 0o644): Promise<void> => {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, data);
    await chmod(file, mode);
  };
  await put('LICENSE', 'placeholder');
  await put('LICENSES.chromium.html', 'placeholder');
  if (system === 'linux') {
    await put('electron', Buffer.concat([Buffer.from('placeholder'), FUSES]), 0o755);
    await put('chrome-sandbox', 'placeholder', 0o755);
  }
  if (system === 'win') await put('electron.exe', Buffer.concat([windowsProgram(), FUSES]), 0o755);
  if (system !== 'mac') {
    for (const language of ['de', 'en-US', 'fr']) await put(`locales/${language}.pak`, 'placeholder');
    return;
  }

  const app = 'Electron.app/Contents';
  await put(`${app}/Info.plist`, plist('Electron', 'com.github.Electron'));
  await put(`${app}/MacOS/Electron`, 'placeholder', 0o755);
  await put(`${app}/Resources/electron.icns`, 'placeholder');
  for (const language of ['de', 'en', 'fr']) await put(`${app}/Resources/${language}.lproj/locale.pak`, 'placeholder');
  for (const part of ['', ' (GPU)', ' (Plugin)', ' (Renderer)']) {
    const name = `Electron Helper${part}`;
    await put(`${app}/Frameworks/${name}.app/Contents/Info.plist`, plist(name, 'com.github.Electron.helper'));
    await put(`${app}/Frameworks/${name}.app/Contents/MacOS/${name}`, 'placeholder', 0o755);
  }
  const framework = `${app}/Frameworks/Electron Framework.framework`;
  await put(`${framework}/Versions/A/Electron Framework`, Buffer.concat([Buffer.from('placeholder'), FUSES]), 0o755);
  await put(`${framework}/Versions/A/Resources/en.lproj/locale.pak`, 'placeholder');
  await symlink('A', join(folder, framework, 'Versions/Current'));
  await symlink('Versions/Current/Electron Framework', join(folder, framework, 'Electron Framework'));
  await symlink('Versions/Current/Resources', join(folder, framework, 'Resources'));
}

/** An empty program with the version resource that Electron's has. */
function windowsProgram(): Uint8Array {
  const program = NtExecutable.createEmpty(false, false);
  const resources = NtExecutableResource.from(program);
  const version = Resource.VersionInfo.createEmpty();
  version.setFileVersion(45, 4, 1, 0, 1033);
  version.setProductVersion(45, 4, 1, 0, 1033);
  version.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron', FileDescription: 'Electron' });
  version.outputToResourceEntries(resources.entries);
  resources.outputResource(program);
  return new Uint8Array(program.generate());
}

function plist(executable: string, id: string): string {
  const values = {
    CFBundleExecutable: executable,
    CFBundleIdentifier: id,
    CFBundleName: executable,
    CFBundlePackageType: 'APPL',
  };
  const entries = Object.entries(values).map(([key, value]) => `<key>${key}</key><string>${value}</string>`);
  return `<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict>${entries.join('')}</dict></plist>`;
}
