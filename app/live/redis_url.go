package live

import (
	"errors"
	"net/url"
	"strings"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// errRedisURL shows no part of the address: it may hold a password.
var errRedisURL = errors.New("must look like redis://host:6379/0, rediss://user:password@host:6380 or unix:///path/to/socket")

// CheckRedisURL says what RedisOptions.URL must look like; nil where it does.
func CheckRedisURL(addresses string) error {
	_, err := parseRedisURL(addresses)
	return err
}

// parseRedisURL makes options of one or several addresses. The first decides all but the address.
func parseRedisURL(addresses string) (*redis.UniversalOptions, error) {
	var all *redis.UniversalOptions
	for one := range strings.SplitSeq(addresses, ",") {
		address, master, err := withoutMaster(strings.TrimSpace(one))
		if err != nil {
			return nil, errRedisURL
		}
		parsed, err := redis.ParseURL(address)
		if err != nil {
			return nil, errRedisURL
		}
		if all == nil {
			all = redisOptions(parsed)
			all.MasterName = master
		}
		all.Addrs = append(all.Addrs, parsed.Addr)
	}
	return all, nil
}

// withoutMaster takes master_name out of the query: ParseURL does not know it.
func withoutMaster(address string) (rest, master string, err error) {
	parsed, err := url.Parse(address)
	if err != nil {
		return "", "", err
	}
	query := parsed.Query()
	master = query.Get("master_name")
	query.Del("master_name")
	parsed.RawQuery = query.Encode()
	return parsed.String(), master, nil
}

// redisOptions bound every wait: with go-redis' defaults a refused connection costs 1.7 s a call, and a frozen server
// holds a call beyond its context.
func redisOptions(parsed *redis.Options) *redis.UniversalOptions {
	return &redis.UniversalOptions{
		Username:              parsed.Username,
		Password:              parsed.Password,
		DB:                    parsed.DB,
		TLSConfig:             parsed.TLSConfig,
		ContextTimeoutEnabled: true,
		DialTimeout:           redisTimeout,
		ReadTimeout:           redisTimeout,
		WriteTimeout:          redisTimeout,
		PoolTimeout:           redisTimeout,
		ConnMaxIdleTime:       idleMost, // those that died silently cost a timeout each; what is in use is used once a second
		MaxRetries:            1,
		DialerRetries:         1,
		MaintNotificationsConfig: &maintnotifications.Config{
			Mode: maintnotifications.ModeDisabled, // a hosted product's extension, asked for on every connection
		},
	}
}
