package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"porchlight/app/search"
)

func TestWhatReadersTypeFindsWhatTheyMean(t *testing.T) {
	const topics, cards, decisions = "/data-realtime/topics/", "/data-realtime/technologies/", "/data-realtime/decisions/"
	x := theSite(t)
	for query, first := range map[string]string{
		"redis":                         topics + "redis",
		"Redis":                         topics + "redis",
		"lost update":                   topics + "postgresql#isolation",
		"lost updates":                  topics + "postgresql#isolation",
		"how do I avoid a lost update?": topics + "postgresql#isolation",
		"isolaton":                      topics + "postgresql#isolation",
		"write skew":                    topics + "postgresql#isolation",
		"lock_timeout":                  topics + "postgresql#migrations",
		"pgbouncer":                     topics + "postgresql#pooling",
		"FOR UPDATE SKIP LOCKED":        topics + "mysql#gaps",
		"gap locks":                     topics + "mysql#gaps",
		"rate limit":                    decisions + "realtime#question-state",
		"redis rate limiter":            topics + "redis#limiter",
		"failover":                      topics + "redis#failover",
		"socket.io":                     topics + "socket-io",
		"socketio":                      topics + "socket-io",
		"socket io":                     topics + "socket-io",
		"socketio rooms":                cards + "socket-io#technology-socket-io",
		"postgres":                      topics + "postgresql",
		"postgres bloat":                topics + "postgresql#vacuum",
		"mongo transactions":            topics + "mongodb#transactions",
		"connection state recovery":     topics + "socket-io#recovery",
	} {
		a := find(t, x, query)
		if len(a.Results) == 0 {
			t.Errorf("%q finds nothing", query)
			continue
		}
		page := a.Results[0]
		if page.Address != first && (len(page.Below) == 0 || page.Below[0].Address != first) {
			t.Errorf("%q finds %q, want %q first", query, addresses(a), first)
		}
	}
}

func TestASlipInAWordFindsTheSectionsOnIt(t *testing.T) {
	a := find(t, theSite(t), "deadlok")
	if len(a.Results) == 0 {
		t.Fatal("nothing is found")
	}
	for _, r := range a.Results {
		shown := text(r.Extract)
		for _, h := range r.Below {
			shown += text(h.Extract)
		}
		if !strings.Contains(strings.ToLower(shown), "[deadlock") {
			t.Errorf("%s is found for %q", r.Address, shown)
		}
	}
}

func TestATitleIsWorthMoreThanAHeadingThanTheTextThanCode(t *testing.T) {
	x := garden(t,
		[2]string{"Trees", "```text\nclover\n```\n\nThe rest is about something else."},
		[2]string{"Shrubs", "There is clover here. The rest is about something else."},
		[2]string{"Herbs", "## Clover {#clover}\n\nThe rest is about something else."},
		[2]string{"Clover", "The rest is about something else."})
	want := []string{topicAt(3), topicAt(2) + "#clover", topicAt(1), topicAt(0)}
	if got := addresses(find(t, x, "clover")); !slices.Equal(got, want) {
		t.Errorf("found are %q, want %q", got, want)
	}
}

func TestAllWordsMustBeThereAndWhereNowhereTheyAreMostOfThem(t *testing.T) {
	x := garden(t, [2]string{"Trees", "An oak and a birch."}, [2]string{"Shrubs", "An oak and a hazel."}, [2]string{"Herbs", "An oak, alone."})
	a := find(t, x, "oak birch")
	if got := addresses(a); !slices.Equal(got, []string{topicAt(0)}) || a.Partly || a.Total != 1 {
		t.Errorf("both words: %q, partly %v", got, a.Partly)
	}
	a = find(t, x, "oak hazel zebra")
	if got := addresses(a); !slices.Equal(got, []string{topicAt(1)}) || !a.Partly {
		t.Errorf("two of three words: %q, partly %v", got, a.Partly)
	}
}

func TestWordsOfASectionAndOfItsPageBelongTogether(t *testing.T) {
	x := garden(t, [2]string{"Roses", "## Pruning {#pruning}\n\nIn March."}, [2]string{"Apples", "## Pruning {#pruning}\n\nIn winter."})
	if got := addresses(find(t, x, "apples pruning")); !slices.Equal(got, []string{topicAt(1) + "#pruning"}) {
		t.Errorf("found are %q", got)
	}
}

func TestARareWordWeighsMoreThanACommonOne(t *testing.T) {
	x := garden(t,
		[2]string{"A", "Water and water and lime."}, [2]string{"B", "Water and lime and lime."}, [2]string{"C", "Water."}, [2]string{"D", "Water."}, [2]string{"E", "Water."})
	if got := addresses(find(t, x, "water lime")); len(got) != 2 || got[0] != topicAt(1) {
		t.Errorf("found are %q, want %s first", got, topicAt(1))
	}
}

func TestTheWordThatIsBeingTypedMatchesLongerOnes(t *testing.T) {
	x := garden(t, [2]string{"Trees", "A magnolia, in spring."})
	for query, found := range map[string]bool{
		"ma": true, "mag": true, "spring magn": true, "magnolia spr": true,
		"mag spring": false, // finished, and too short to stand for a longer one
		"mag ":       false,
	} {
		if a := find(t, x, query); (a.Total > 0 && !a.Partly) != found {
			t.Errorf("%q: %d found, partly %v", query, a.Total, a.Partly)
		}
	}
}

func TestAnExactWordComesBeforeOtherFormsOfIt(t *testing.T) {
	x := garden(t, [2]string{"A", "They planted it."}, [2]string{"B", "To plant it."}, [2]string{"C", "They plantt it."}, [2]string{"D", "A plantation of it."})
	if got := addresses(find(t, x, "plant")); len(got) < 3 || got[0] != topicAt(1) || got[1] != topicAt(0) {
		t.Errorf("found are %q", got)
	}
}

func TestPluralsAndFormsOfVerbsFindEachOther(t *testing.T) {
	x := garden(t, [2]string{"A", "Caching one query locks a box."})
	for _, query := range []string{"queries", "caches", "cached", "cache", "locked", "locking", "lock", "boxes"} {
		if find(t, x, query+" ").Total != 1 {
			t.Errorf("%q is not found", query)
		}
	}
}

func TestSpellingsOfANameFindIt(t *testing.T) {
	x := garden(t, [2]string{"A", "Use Socket.IO, set lock_timeout to 250ms, call findMany at the café, on version 7.0.15."})
	for _, query := range []string{
		"socket.io", "socketio", "socket io", "SOCKET.IO", "socket.i", "lock_timeout", "locktimeout", "lock timeout", "250ms", "250 ms", "ms",
		"findMany", "findmany", "find many", "cafe", "CAFÉ", "7.0.15",
	} {
		if a := find(t, x, query); a.Total != 1 || a.Partly {
			t.Errorf("%q is not found", query)
		}
	}
}

func TestPassagesStandUnderTheirPageAndOnlyTheBestAreShown(t *testing.T) {
	var sections strings.Builder
	for i := range 5 {
		fmt.Fprintf(&sections, "## Part %d {#part-%d}\n\nMoss%s.\n\n", i, i, strings.Repeat(" and moss", i))
	}
	a := find(t, garden(t, [2]string{"Stones", sections.String()}), "moss")
	if a.Total != 1 || len(a.Results) != 1 || a.Results[0].Address != topicAt(0) || a.Results[0].Ecosystem != "Garden" || a.Results[0].Kind != "topic" {
		t.Fatalf("found is %+v", a.Results)
	}
	want := []string{topicAt(0) + "#part-4", topicAt(0) + "#part-3", topicAt(0) + "#part-2"}
	if got := addresses(a); !slices.Equal(got, want) {
		t.Errorf("shown are %q, want %q", got, want)
	}
}

func TestEveryKindOfPlaceIsFound(t *testing.T) {
	x := garden(t, [2]string{"Trees", "Oaks."})
	for query, want := range map[string]string{
		"greenhouse": "/", "garden peace": "/garden", "spade": "/garden/technologies/spade#technology-spade", "orientation": "/garden/decisions/bed#decision-bed",
		"sunlight": "/garden/decisions/bed#question-sun", "warmth": "/garden/decisions/bed#question-sun", "handle ash": "/garden/technologies/spade#technology-spade",
	} {
		if got := addresses(find(t, x, query)); !slices.Contains(got, want) {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
}

func TestAThousandPagesAreAllCountedAndTheBestShown(t *testing.T) {
	topics := make([][2]string, 1000)
	for i := range topics {
		topics[i] = [2]string{fmt.Sprintf("Plant %d", i), fmt.Sprintf("## Care {#care}\n\nWater it%s, number n%d.\n", strings.Repeat(" often", i%7), i)}
	}
	topics[617][1] += "\n## Quokka {#quokka}\n\nIt eats the plant.\n"
	x := garden(t, topics...)
	if a := find(t, x, "water"); a.Total != 1001 || len(a.Results) != search.MostShown { // a decision costs water too
		t.Errorf("%d are found, %d shown", a.Total, len(a.Results))
	}
	for _, query := range []string{"quokka", "quoka", "quok"} {
		if got := addresses(find(t, x, query)); !slices.Equal(got, []string{topicAt(617) + "#quokka"}) {
			t.Errorf("%q finds %q", query, got)
		}
	}
}
