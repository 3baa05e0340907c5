// `worker` and `pool` as they are declared.

import type { ApiOf, CheckSetup, Setup } from '../../src/crossable.ts'
import type { PoolHandle, TaskPool, WorkerHandle } from '../../src/handles.ts'
import type { PoolOptions, WorkerOptions } from '../../src/options.ts'

export declare function worker<S extends Setup>(
  label: string,
  setup: S & CheckSetup<S>,
): Promise<WorkerHandle<ApiOf<S>>>
export declare function worker<S extends Setup>(
  label: string,
  options: WorkerOptions,
  setup: S & CheckSetup<S>,
): Promise<WorkerHandle<ApiOf<S>>>

export declare function pool(options?: PoolOptions): Promise<TaskPool>
export declare function pool<S extends Setup>(
  label: string,
  setup: S & CheckSetup<S>,
): Promise<PoolHandle<ApiOf<S>>>
export declare function pool<S extends Setup>(
  label: string,
  options: PoolOptions,
  setup: S & CheckSetup<S>,
): Promise<PoolHandle<ApiOf<S>>>
