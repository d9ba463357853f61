/**
 * Whose a leaf is, and so whether it may be written.
 * @since 0.1.0
 */

/**
 * `owned`: compared and written. `createOnly`: written when the thing is made, then somebody else's. `external`: never written.
 * `report`: only told about.
 */
export type Ownership = 'owned' | 'createOnly' | 'external' | 'report'
