package hours

import (
	"slices"
	"strings"
	"time"
)

// String says the hours of a week: "Monday to Friday, 9:00 to 18:00, Paris time". Days with the same hours stand together.
func (h Hours) String() string {
	if h.never() {
		return "At no fixed hours"
	}
	var groups []string
	told := [7]bool{}
	for i := range 7 {
		day := weekday(i)
		if told[day] || len(h.Week[day]) == 0 {
			continue
		}
		var same []int
		for j := i; j < 7; j++ {
			if slices.Equal(h.Week[weekday(j)], h.Week[day]) {
				same, told[weekday(j)] = append(same, j), true
			}
		}
		groups = append(groups, daysOf(same)+", "+spansOf(h.Week[day]))
	}
	if len(groups) == 1 && groups[0] == "Every day, all day" {
		return "At any hour"
	}
	return strings.Join(groups, "; ") + ", " + ZoneName(h.zone())
}

// weekday counts from Monday.
func weekday(i int) time.Weekday { return time.Weekday((i + 1) % 7) }

// daysOf names weekdays, counted from Monday and in order; three in a row or more are a range.
func daysOf(days []int) string {
	if len(days) == 7 {
		return "Every day"
	}
	var names []string
	for begin := 0; begin < len(days); {
		end := begin
		for end+1 < len(days) && days[end+1] == days[end]+1 {
			end++
		}
		if end-begin >= 2 {
			names = append(names, weekday(days[begin]).String()+" to "+weekday(days[end]).String())
			begin = end + 1
			continue
		}
		names = append(names, weekday(days[begin]).String())
		begin++
	}
	return and(names)
}

func spansOf(spans []Span) string {
	var texts []string
	for _, s := range spans {
		texts = append(texts, s.String())
	}
	return and(texts)
}

func and(texts []string) string {
	if last := len(texts) - 1; last > 0 {
		return strings.Join(texts[:last], ", ") + " and " + texts[last]
	}
	return texts[0]
}

// ZoneName names a zone of the tz database in words: "Paris time", "Buenos Aires time", "UTC".
func ZoneName(zone *time.Location) string {
	name := zone.String()
	at := strings.LastIndexByte(name, '/')
	switch {
	case name == "Etc/UTC":
		return "UTC"
	case strings.HasPrefix(name, "Etc/GMT"): // their signs are the other way round, and so are no name for people
		return "UTC" + time.Unix(0, 0).In(zone).Format("-07:00")
	case at < 0:
		return name
	}
	return strings.ReplaceAll(name[at+1:], "_", " ") + " time"
}
