/** @jsx create */
/** @jsxFrag Group */
import { create, Group } from './create'
import * as React from 'react'
export default () => () => <><p>hi</p></>
