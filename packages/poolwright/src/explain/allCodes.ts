/**
 * Every code that Poolwright gives out.
 * @since 0.1.0
 */
import type { CodeTable } from '@poolwright/core/Code'
import { coreCodes } from '@poolwright/core/codes'
import { engineCodes } from '@poolwright/engine/codes'
import { plannerCodes } from '@poolwright/planner/codes'
import { schemaCodes } from '@poolwright/schema/codes'
import { commandCodes } from '../codes.js'

export const allCodes: CodeTable = [...commandCodes, ...schemaCodes, ...plannerCodes, ...engineCodes, ...coreCodes]
