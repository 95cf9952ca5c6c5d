import type { SettingsView } from '../../main/contract/requests.ts';
import type { SettingsControl } from './use-settings.ts';

/** What every section of the settings gets. */
export interface Part {
  readonly view: SettingsView;
  readonly put: SettingsControl['put'];
}
