/** Characters that Windows reads as something other than part of a name: other folders, drives, streams, patterns. */
const SPECIAL = /[\\/:*?"<>|]|[^ -\uffff]/;
/** Names of devices, in any folder and with any extension. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9\xb9\xb2\xb3]|lpt[0-9\xb9\xb2\xb3])(\.|$)/i;

/** Whether Windows takes a name, in the API's text, for that name and nothing else. */
export function isWindowsName(name: string): boolean {
  return !SPECIAL.test(name) && !DEVICE.test(name.trimEnd()) && !/[. ]$/.test(name) && !/~[0-9]/.test(name);
}
