package settings

import (
	"fmt"
	"slices"
	"strings"

	"porchlight/app/spelling"
)

// Unknown returns a sentence for each variable of the environment that looks as if it were to set something here and does not, sorted. No
// sentence has a value in it. environ is as os.Environ gives it.
func (l List) Unknown(environ []string) (sentences []string) {
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		if l.has(name) || value == "" || fromOrchestrator(name, value) {
			continue
		}
		if meant := l.meant(name, value); meant != "" {
			sentences = append(sentences, fmt.Sprintf("the environment variable %s sets nothing here: %s", name, meant))
		}
	}
	slices.Sort(sentences)
	return sentences
}

func (l List) has(name string) bool {
	return slices.ContainsFunc(l, func(s Setting) bool { return s.Env == name })
}

// meant says what a name that is none of ours was probably to be; nothing where it is somebody else's.
func (l List) meant(name, value string) string {
	own, prefixed := strings.CutPrefix(strings.ToUpper(name), "PORCHLIGHT_")
	if nearest := l.nearest(own); nearest != "" {
		return nearest + " is probably meant"
	}
	if hint := insteadOf(own, value); hint != "" {
		return hint
	}
	if prefixed {
		return "no setting begins with PORCHLIGHT_, and none is called " + own
	}
	if first, _, more := strings.Cut(own, "_"); more && slices.Contains(ours, first) {
		return "those that begin with " + first + "_ are " + l.beginning(first+"_")
	}
	return ""
}

// nearest is the setting that is written almost like that, or else nothing. The longer a name, the more slips are still a slip: one letter
// from four on, two from ten, three from fifteen.
func (l List) nearest(name string) (nearest string) {
	least := 4
	for _, s := range l {
		most := min(3, max(1, len(s.Env)/5))
		if len(s.Env) < 4 {
			most = 0
		}
		if more := len(name) - len(s.Env); max(more, -more) > most { // there are more slips than that
			continue
		}
		if slips := spelling.Distance(name, s.Env); slips <= most && slips < least {
			nearest, least = s.Env, slips
		}
	}
	return nearest
}

func (l List) beginning(prefix string) string {
	var names []string
	for _, s := range l {
		if strings.HasPrefix(s.Env, prefix) {
			names = append(names, s.Env)
		}
	}
	return strings.Join(names, ", ")
}

// fromOrchestrator reports whether Kubernetes, or Docker for a link, told of a service this way, whatever it is called.
func fromOrchestrator(name, value string) bool {
	return strings.HasSuffix(name, "_SERVICE_HOST") || strings.Contains(name, "_SERVICE_PORT") || strings.Contains(name, "_PORT_") ||
		strings.HasSuffix(name, "_PORT") && strings.Contains(value, "://")
}
