package search_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"porchlight/app/search"
	"porchlight/app/testparts"
)

// costMost is what the dearest query may cost a processor at 1,000 pages, where whoever likes may ask it. What is measured is
// the least of several tries, in time of the processor: other work on the machine does not count.
const costMost = 15 * time.Millisecond

// underRace is how many times dearer the race detector makes a program at most (https://go.dev/doc/articles/race_detector).
const underRace = 20

func TestNoQueryIsDear(t *testing.T) {
	most := costMost
	if testparts.Race {
		most *= underRace
	}
	syllables := strings.Fields("la mo ri te su ka ven dor il ta pre con stra ly per qua ne bo chi fe gru hol jin")
	made := func(n int) string {
		k := len(syllables)
		return syllables[n%k] + syllables[n/k%k] + syllables[n/k/k%k]
	}
	topics := make([][2]string, 1000)
	for i := range topics {
		var text strings.Builder
		for n := range 600 {
			text.WriteString(made(i*7+n*n) + " ")
		}
		topics[i] = [2]string{made(11*i) + " " + made(11*i+5), fmt.Sprintf("%s\n\n## %s %s {#one}\n\n## %s %s {#two}\n", &text, made(11*i+1), made(11*i+2), made(11*i+3), made(11*i+4))}
	}
	x := garden(t, topics...)
	for what, query := range map[string]string{
		"letters that stand for eighteen":           strings.Repeat("\uFDFA", search.MostLetters),
		"words of them":                             strings.TrimSpace(strings.Repeat(strings.Repeat("\uFDFA", 7)+" ", 12)),
		"one long word":                             strings.Repeat("lamorite", search.MostLetters/8),
		"slips in what many words begin with":       "lamx lamq lamz conx conq prex preq strx strq perx perq venx vend",
		"slips in what stands nowhere":              "xlamorite xvendorix xstralyper xpreconxx xquanebo xchifegru xholjinx xterisux xkavenx",
		"a name of as many words as it has letters": strings.Repeat("a1", search.MostLetters/2),
	} {
		least := time.Hour
		for range 5 {
			before := cpu(t)
			find(t, x, query)
			least = min(least, cpu(t)-before)
		}
		if least > most {
			t.Errorf("%s: %v, at most %v", what, least, most)
		}
	}
}

// cpu is the time that processors have spent on this process.
func cpu(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func TestSignsThatGoWithLettersAreNoWordsAlone(t *testing.T) {
	x := theSite(t)
	for what, query := range map[string]string{"an accent": "\u0301", "several": strings.Repeat("\u0301", 5), "a letter that is one": "\u037A", "behind a word": "xyzzy \u0301"} {
		if a := find(t, x, query); a.Total > 0 {
			t.Errorf("%s finds %d pages", what, a.Total)
		}
	}
}
