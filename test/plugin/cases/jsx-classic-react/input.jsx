import { task } from 'verdigris'
import React from 'react'

export const page = <main />
export const work = () => task('render', () => <p>hi</p>)
