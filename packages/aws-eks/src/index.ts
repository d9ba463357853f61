export { eksCalls } from './eksCalls.js'
export { routes } from './routes.js'
