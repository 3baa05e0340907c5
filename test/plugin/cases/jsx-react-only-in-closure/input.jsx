import { task } from 'verdigris'
import React from 'react'

export const work = () => task('render', () => <p>{React.version}</p>)
