package catalog_test

import (
	"slices"
	"strings"
	"testing"

	"porchlight/app/catalog"
	"porchlight/content"
)

func TestTheNearestPlacesToAnAddressThatIsNone(t *testing.T) {
	c, err := catalog.Load(content.Files, nil)
	if err != nil {
		t.Fatal(err)
	}
	const eco = "/data-realtime"
	for asked, want := range map[string][]string{
		eco + "/topics/postgres":           {eco + "/topics/postgresql", eco + "/technologies/postgresql"},
		eco + "/technologies/postgre":      {eco + "/technologies/postgresql", eco + "/topics/postgresql"},
		eco + "/topics/redsi":              {eco + "/topics/redis", eco + "/technologies/redis"}, // two neighbours swapped are one slip
		eco + "/topics/radas":              nil,                                                  // two letters of five are not the word any more
		eco + "/topics/reddis":             {eco + "/topics/redis", eco + "/technologies/redis"},
		eco + "/redis":                     {eco + "/topics/redis", eco + "/technologies/redis"},
		"/topics/socketio":                 {eco + "/topics/socket-io", eco + "/technologies/socket-io"},
		eco + "/topics/MongoDB.html":       {eco + "/topics/mongodb", eco + "/technologies/mongodb"},
		"/Data-Realtime":                   {eco},
		"/data-real-time":                  {eco},
		eco + "/decisions/realtime-events": {eco + "/decisions/realtime"},
		eco + "/decisions/x":               nil,
		"/wp-login.php":                    nil,
		"/":                                nil,
		"":                                 nil,
		"/" + strings.Repeat("redis/", 99): nil,
	} {
		var near []string
		for _, card := range c.Nearest(asked, 3) {
			near = append(near, card.Place)
		}
		if !slices.Equal(near, want) {
			t.Errorf("near %s are %q, want %q", asked, near, want)
		}
	}
	if near := c.Nearest(eco+"/topics/redis", 1); len(near) != 1 {
		t.Errorf("%d are offered where one is asked for", len(near))
	}
}

func TestWhatIsFarLongerThanAnyPlaceIsNotCompared(t *testing.T) {
	c, err := catalog.Load(content.Files, nil)
	if err != nil {
		t.Fatal(err)
	}
	for what, address := range map[string]string{"a long segment": "/data-realtime/topics/" + strings.Repeat("a", 170), "none": "/"} {
		if comparisons := testing.AllocsPerRun(10, func() { c.Nearest(address, 3) }); comparisons > 4 {
			t.Errorf("%s takes %v allocations among %d places", what, comparisons, len(c.Places()))
		}
	}
}
