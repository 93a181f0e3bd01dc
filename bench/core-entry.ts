// The core as one module, for benches that drive it in their own process as a host does.
export { createChatApp } from '../src/core/app'
