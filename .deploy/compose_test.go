package deploy

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

// form is a way to run the site with Docker: the files that are read, what a person writes into .env, and the nodes that come of it.
type form struct {
	files []string
	env   map[string]string
	nodes []string
}

var (
	twoNodes = form{
		files: []string{"compose.yaml"},
		env:   map[string]string{"DOMAIN": "example.com"},
		nodes: []string{"one", "two"},
	}
	threeNodes = form{
		files: []string{"compose.yaml", "compose-ha.yaml"},
		env:   map[string]string{"DOMAIN": "example.com", "DATABASE_PASSWORD": "0123456789abcdef"},
		nodes: []string{"one", "three", "two"},
	}
	forms = map[string]form{"two nodes": twoNodes, "three nodes": threeNodes}
)

// load reads the files as Docker Compose does, after changes: pairs of what stands in them and of what would stand there.
func (f form) load(t *testing.T, changes ...string) (*types.Project, error) {
	t.Helper()
	details := types.ConfigDetails{WorkingDir: ".", Environment: maps.Clone(f.env)} // it is added to
	changed := len(changes) == 0
	for _, name := range f.files {
		text := read(t, name)
		other := strings.NewReplacer(changes...).Replace(text)
		changed = changed || other != text
		details.ConfigFiles = append(details.ConfigFiles, types.ConfigFile{Filename: name, Content: []byte(other)})
	}
	if !changed {
		t.Fatalf("%q does not stand in %q", changes[0], f.files)
	}
	return loader.LoadWithContext(t.Context(), details, func(o *loader.Options) { o.SetProjectName("porchlight", false) })
}

func (f form) mustLoad(t *testing.T) *types.Project {
	t.Helper()
	project, err := f.load(t)
	if err != nil {
		t.Fatal(err)
	}
	return project
}

func TestComposeAsksForWhatNobodyElseKnowsAndForNothingElse(t *testing.T) {
	asked := map[string]string{
		"DOMAIN":            "say in .env under which name visitors come, such as DOMAIN=example.com",
		"DATABASE_PASSWORD": "say in .env with which password the nodes come to PostgreSQL, such as what openssl rand -hex 24 prints",
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			form.mustLoad(t)
			for missing := range form.env {
				less := form
				less.env = maps.Clone(form.env)
				delete(less.env, missing)
				if _, err := less.load(t); err == nil || !strings.Contains(err.Error(), asked[missing]) {
					t.Errorf("without %s it says %v", missing, err)
				}
			}
		})
	}
}

func TestEveryContainerIsClosedBoundedAndWatched(t *testing.T) {
	each(t, func(t *testing.T, _ form, project *types.Project) []string { return closed(project) })
}

func TestOnlyCaddyIsReachedAndOnlyTheNodesReachRedis(t *testing.T) {
	each(t, func(t *testing.T, f form, project *types.Project) []string { return f.reached(project) })
}

func TestNobodyGetsAnAddressThatIsGivenToAnother(t *testing.T) {
	each(t, func(t *testing.T, _ form, project *types.Project) []string { return taken(project) })
}

func TestTheNodesAreWhatCaddyEachOtherAndTheProgramTakeThemFor(t *testing.T) {
	each(t, func(t *testing.T, f form, project *types.Project) []string { return f.apart(t, project) })
}

// each has what is shipped looked at for faults, in all its forms.
func each(t *testing.T, look func(*testing.T, form, *types.Project) []string) {
	t.Helper()
	for name, f := range forms {
		t.Run(name, func(t *testing.T) {
			for _, fault := range look(t, f, f.mustLoad(t)) {
				t.Error(fault)
			}
		})
	}
}

func TestWhatWouldBeWrongWithComposeIsFound(t *testing.T) {
	for fault, c := range map[string]struct {
		form     form
		from, to string
	}{
		"caddy: its root is not read-only":                      {twoNodes, "read_only: true", "read_only: false"},
		"redis: it has capabilities that it does not need":      {twoNodes, "cap_drop: [ALL]", "cap_drop: []"},
		"one: its memory has no bound":                          {twoNodes, "limits: { memory: 512m,", "limits: {"},
		"postgres: its processes have no bound":                 {threeNodes, ", pids: 256", ""},
		"postgres: its log has no bound":                        {threeNodes, `logging: { driver: local, options: { max-size: 10m, max-file: "5" } }`, ""},
		"postgres: postgres:15-bookworm is no exact version":    {threeNodes, "15.20", "15"},
		"caddy: caddy:2.11-alpine is no exact version":          {twoNodes, "2.11.7", "2.11"},
		"redis-two is reached from outside":                     {threeNodes, `volumes: ["redis-two:/data"]`, `ports: ["6379:6379"]`},
		"postgres is in [edge inside], not in [inside]":         {threeNodes, "networks: [inside]", "networks: [edge, inside]"},
		"inside leads out of the machine":                       {twoNodes, "internal: true", "internal: false"},
		"172.31.250.2 of caddy may be taken by who has none":    {twoNodes, ", ip_range: 172.31.250.128/25", ""},
		"172.31.251.11 of redis may be taken by who has none":   {threeNodes, "ip_range: 172.31.251.128/25", "ip_range: 172.31.251.0/25"},
		"one and two differ":                                    {twoNodes, "two: *node", "two: { <<: *node, environment: { ADDR: 0.0.0.0:3000 } }"},
		"one may take 20s to drain, and is killed after 30s":    {twoNodes, "DRAIN: 10s", "DRAIN: 20s"},
		"Caddy passes nothing on to three":                      {threeNodes, `"one:3000 two:3000 three:3000"`, `"one:3000 two:3000"`},
		"Caddy's address is not the one that the nodes believe": {twoNodes, "TRUSTED_PROXIES: 172.31.250.2", "TRUSTED_PROXIES: 172.31.250.3"},
		"the program knows no setting REDIS":                    {twoNodes, "REDIS_URL:", "REDIS:"},
		"the program says: --redis-url (REDIS_URL)":             {twoNodes, "redis://redis:6379", "http://redis:6379"},
	} {
		t.Run(fault, func(t *testing.T) {
			project, err := c.form.load(t, c.from, c.to)
			if err != nil {
				t.Fatal(err)
			}
			found := c.form.faults(t, project)
			if !slices.ContainsFunc(found, func(said string) bool { return strings.HasPrefix(said, fault) }) {
				t.Errorf("found is %q", found)
			}
		})
	}
}
