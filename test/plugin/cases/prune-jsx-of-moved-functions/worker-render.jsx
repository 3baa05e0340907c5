import React from 'react'
const Title = () => <h1>{React.version}</h1>
export default () => () => Title()
