import React from 'react'
export default () => () => <p>{React.version}</p>
