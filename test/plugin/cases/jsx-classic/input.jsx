/** @jsx create */
/** @jsxFrag Group */
import { task } from 'verdigris'
import { create, Group } from './create'
import * as React from 'react'

export const work = () => task('render', () => <><p>hi</p></>)
