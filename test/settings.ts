import type { Settings } from '../src/shared/contract'

/** The settings of a test's profile. */
export const someSettings: Settings = {
  theme: 'system',
  textSize: 'normal',
  density: 'comfortable',
  senderName: 'Ada',
  nameChosen: true,
  sendWith: 'enter',
  language: 'system',
  clock: 'system',
  checkSpelling: false,
  pathShown: true,
  notify: true,
  notifyPreview: true,
  quietHours: null,
  backUpDaily: true,
  lateSeconds: 60
}
