import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { electronMembers } from '../../helpers/electron-members.ts';
import { has, used } from './used.ts';

export function specifyMembers(): void {
  describe('what the shell uses of Electron', () => {
    /** Not run even here; README names it under "Unverified here". */
    const NOT_RUN: readonly string[] = [];
    /** In updates.test.ts. */
    const RUN_ELSEWHERE = ['app.releaseSingleInstanceLock', 'dialog.showMessageBox'];
    /** Used by the full-screen window of macOS' test, whose run may end before it has reported it. */
    const MAY_GO_UNREPORTED = ['BrowserWindow.on:leave-full-screen'];
    /** Listened for, and never come. */
    const NOT_FIRED: readonly string[] = [];

    it('is all on the stand-in, and the tests above have run it but for what README names', async (context) => {
      if (used.size === 0) context.skip('needs the tests above');
      const members = await electronMembers();
      const reported = (member: string): boolean => !MAY_GO_UNREPORTED.includes(member);
      expect(members).toContain('app.requestSingleInstanceLock');
      expect(members).toContain('webContents.on:will-frame-navigate');
      expect(members.filter((member) => !member.includes('.on:') && !has.has(member))).toEqual([]);
      expect(members.filter((member) => reported(member) && !used.has(member) && !RUN_ELSEWHERE.includes(member))).toEqual(
        NOT_RUN,
      );
      const listened = members.filter((member) => member.includes('.on:') && reported(member));
      expect(listened.filter((member) => !used.has(member.replace('.on:', '.fired:')))).toEqual(NOT_FIRED);
      const readme = await readFile(join(import.meta.dirname, '..', '..', '..', 'README.md'), 'utf8');
      for (const member of [...NOT_RUN, ...NOT_FIRED]) expect(readme).toContain(`\`${member.replace('.on:', ' ')}\``);
    });
  });
}
