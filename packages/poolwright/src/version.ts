/** This package's version; a test compares it with package.json. */
export const version = '0.1.0'
/** Who wrote a file: goes into states, worlds and saved plans. */
export const by = `poolwright ${version}`
