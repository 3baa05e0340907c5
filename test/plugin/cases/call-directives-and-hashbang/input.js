#!/usr/bin/env node
'use client'
import './polyfill'
import { task } from 'verdigris'; import { unused } from './polyfill'

export const run = () => task('script', () => __dirname + typeof unused)
