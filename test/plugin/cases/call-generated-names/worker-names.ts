const __verdigris_site = 1
const __verdigris_site_2 = 2
export default ({ __verdigris_bundle }) => () => [__verdigris_site, __verdigris_site_2, __verdigris_bundle]
