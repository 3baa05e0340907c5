import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.jsx&verdigris'

export const work = () => task(__verdigris_site('render', 'input.jsx:5:27', __verdigris_bundle), () => ({}))
