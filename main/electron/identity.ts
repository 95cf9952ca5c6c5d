/** Names this program to Windows (AppUserModelID), macOS and Linux: reverse DNS, the `appId` of electron-builder.yml. Never changes: settings of the system hang on it. */
export const APP_ID = 'org.willwatch.Willwatch';

/** By which Windows starts the program for a click on a notification. Never changes: notifications of an older version carry it. */
export const TOAST_ACTIVATOR_CLSID = '{31EC363C-8ECA-48D3-B1DD-C8CFDB23D3A6}';
