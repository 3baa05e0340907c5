import { task } from 'verdigris'
import React from 'react'

const Title = () => <h1>{React.version}</h1>
export const work = () => task('render', () => Title())
