import { Menu, nativeImage, Tray } from 'electron'
import picture from '../../resources/icons/32x32.png?inline'
import { withDot } from './badge-image'
import { t } from './speech'

export interface TrayActs {
  readonly open: () => void
  readonly newChat: () => void
  readonly quit: () => void
}

/** ChatAPP's mark in the tray of Linux and Windows: how much is unread, and the ways to the window and out. */
export class TrayMark {
  readonly #tray: Tray
  #unread = 0
  readonly #plain = nativeImage.createFromDataURL(picture)
  readonly #dotted = dotted(this.#plain)

  constructor(private readonly acts: TrayActs) {
    this.#tray = new Tray(this.#plain)
    this.#tray.on('click', acts.open)
    this.show(0)
  }

  /** Says it anew, in another language. */
  sayAgain(): void {
    this.show(this.#unread)
  }

  show(unread: number): void {
    this.#unread = unread
    const { open, newChat, quit } = this.acts
    this.#tray.setImage(unread > 0 ? this.#dotted : this.#plain)
    this.#tray.setToolTip(unread > 0 ? t('ChatAPP: {unread} unread', { unread }) : 'ChatAPP')
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        {
          label: unread > 0 ? t('Open ChatAPP ({unread} unread)', { unread }) : t('Open ChatAPP'),
          click: open
        },
        { label: t('New chat'), click: newChat },
        { type: 'separator' },
        { label: t('Quit ChatAPP'), click: quit }
      ])
    )
  }
}

function dotted(image: Electron.NativeImage): Electron.NativeImage {
  const { width, height } = image.getSize()
  const { pixels, ...size } = withDot({ width, height, pixels: image.toBitmap() })
  return nativeImage.createFromBitmap(pixels, size)
}
