import type { PresenceRelay } from '../../hocuspocus/presence-relay.ts';
import type { Cluster } from '../cluster.ts';
import type { RedisClusterDependencies } from './redis-cluster.ts';

/** Joins the other instances. What that takes is loaded only where there are several. */
export const joinInstances = async (
  deps: RedisClusterDependencies,
): Promise<{ readonly cluster: Cluster; readonly presenceRelay: PresenceRelay }> => {
  const [{ createRedisCluster, redisScope }, { createPresenceRelay }] = await Promise.all([
    import('./redis-cluster.ts'),
    import('../../hocuspocus/presence-relay.ts'),
  ]);
  return {
    cluster: createRedisCluster(deps),
    presenceRelay: createPresenceRelay(deps.url, `${redisScope(deps.key)}:presence`),
  };
};
