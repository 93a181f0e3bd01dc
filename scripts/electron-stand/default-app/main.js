// What Electron's own default_app.asar does with `electron FOLDER`; a packaged Electron carries none.
const { readFileSync } = require('node:fs')
const path = require('node:path')

// Its setters are in no type.
/** @type {any} */
const app = require('electron').app

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'))
if (given === undefined) throw new Error('no app given')
const folder = path.resolve(given)
const { name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
Object.defineProperty(process, 'defaultApp', { enumerable: true, value: true })
app.setVersion(version)
app.name = name
app.setDesktopName(`${name}.desktop`)
app.setAppPath(folder)
require(folder)
