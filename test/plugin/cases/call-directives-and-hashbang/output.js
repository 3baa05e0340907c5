#!/usr/bin/env node
'use client'
import './polyfill'
import { task } from 'verdigris';
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.js&verdigris'; 

export const run = () => task(__verdigris_site('script', 'input.js:6:26', __verdigris_bundle), () => ({}))
