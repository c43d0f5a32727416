package live

import "github.com/redis/go-redis/v9"

// Client is the connection to the same Redis, for what else the nodes share, such as limits. It belongs to the bus.
func (r *Redis) Client() redis.UniversalClient { return r.client }
