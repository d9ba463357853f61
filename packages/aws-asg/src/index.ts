export { awsCalls } from './awsCalls.js'
export { routes } from './routes.js'
