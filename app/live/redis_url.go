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
		address, named, err := withoutSentinels(strings.TrimSpace(one))
		if err != nil {
			return nil, errRedisURL
		}
		parsed, err := redis.ParseURL(address)
		if err != nil {
			return nil, errRedisURL
		}
		if all == nil {
			all = redisOptions(parsed)
			all.MasterName, all.SentinelUsername, all.SentinelPassword = named.master, named.user, named.password
		}
		all.Addrs = append(all.Addrs, parsed.Addr)
	}
	if all.TLSConfig != nil && (len(all.Addrs) > 1 || all.MasterName != "") {
		all.TLSConfig.ServerName = "" // each is asked for the certificate of its own name, not of the first one's
	}
	return all, nil
}

// sentinels are what an address says of them: the master, and how they let one in.
type sentinels struct{ master, user, password string }

// withoutSentinels takes out of the query what ParseURL does not know.
func withoutSentinels(address string) (rest string, named sentinels, err error) {
	parsed, err := url.Parse(address)
	if err != nil {
		return "", named, err
	}
	query := parsed.Query()
	named = sentinels{query.Get("master_name"), query.Get("sentinel_username"), query.Get("sentinel_password")}
	for _, name := range []string{"master_name", "sentinel_username", "sentinel_password"} {
		query.Del(name)
	}
	parsed.RawQuery = query.Encode()
	return parsed.String(), named, nil
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
