package deploy

import (
	"context"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/specs-go/v1"
)

// unasked stands for the registry: what the images that are built from say of themselves is not needed.
type unasked struct{}

func (unasked) ResolveImageConfig(_ context.Context, name string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	return name, digest.FromString(name), []byte(`{"os": "linux", "architecture": "amd64", "config": {"Env": ["PATH=/usr/local/go/bin:/usr/local/bin:/usr/bin:/bin"]}}`), nil
}

// options has the file read for a target on a machine of another architecture, if need be.
func options(arch string) dockerfile2llb.ConvertOpt {
	target := v1.Platform{OS: "linux", Architecture: arch}
	return dockerfile2llb.ConvertOpt{MetaResolver: unasked{}, TargetPlatform: &target, Config: dockerui.Config{
		BuildPlatforms: []v1.Platform{{OS: "linux", Architecture: "amd64"}}, TargetPlatforms: []v1.Platform{target},
		LinterConfig: &linter.Config{ExperimentalAll: true},
	}}
}

func TestBuildKitFindsNothingToSayAboutTheContainerfile(t *testing.T) {
	how := options("amd64")
	how.AllStages = true
	how.Warn = func(rule, _, _, said string, at []parser.Range) { t.Errorf("%v: %s: %s", at, rule, said) }
	if _, err := dockerfile2llb.Dockerfile2LLB(t.Context(), []byte(read(t, "Containerfile")), how); err != nil {
		t.Error(err)
	}
}

func TestTheImageOfEachArchitectureRunsTheBinaryAsNobodyAndAsksItHowItIs(t *testing.T) {
	for _, arch := range []string{"amd64", "arm64"} {
		built, err := dockerfile2llb.Dockerfile2LLB(t.Context(), []byte(read(t, "Containerfile")), options(arch))
		if err != nil {
			t.Fatalf("%s: %v", arch, err)
		}
		is := built.Image.Config
		if built.Image.Architecture != arch || is.User != "65532:65532" || !slices.Equal(is.Entrypoint, []string{"/porchlight"}) || is.StopSignal != "SIGTERM" {
			t.Errorf("%s: an image for %s that runs %q as %q until %s", arch, built.Image.Architecture, is.Entrypoint, is.User, is.StopSignal)
		}
		if is.Healthcheck == nil || !slices.Equal(is.Healthcheck.Test, []string{"CMD", "/porchlight", "ready"}) {
			t.Errorf("%s: its health is asked by %+v", arch, is.Healthcheck)
		}
		_, kept := is.Volumes["/data"]
		if !kept || is.WorkingDir != "/data" || !slices.Contains(is.Env, "DATABASE=/data/porchlight.db") || !slices.Contains(is.Env, "ADDR=0.0.0.0:3000") {
			t.Errorf("%s: volumes %v, in %s, with %q", arch, is.Volumes, is.WorkingDir, is.Env)
		}
		made, err := built.State.Marshal(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		steps := ""
		for _, step := range made.Def {
			steps += string(step)
		}
		if !strings.Contains(steps, "TARGETARCH="+arch) {
			t.Errorf("%s: no step is told for which architecture it compiles", arch)
		}
	}
}

// killed is after how long a container that does not stop is killed, unless its runtime is told otherwise.
const killed = 10 * time.Second

func TestAContainerHasClosedItsConnectionsBeforeItIsKilled(t *testing.T) {
	built, err := dockerfile2llb.Dockerfile2LLB(t.Context(), []byte(read(t, "Containerfile")), options("amd64"))
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(built.Image.Config.Env, func(s string) bool { return strings.HasPrefix(s, "DRAIN=") })
	if at < 0 {
		t.Fatalf("the environment %q has no DRAIN", built.Image.Config.Env)
	}
	drain, err := time.ParseDuration(strings.TrimPrefix(built.Image.Config.Env[at], "DRAIN="))
	if err != nil || drain >= killed {
		t.Errorf("DRAIN is %s: %v", drain, err)
	}
}

// A file of the commit that is not there would make it a changed one to Go, and the version with it.
func TestEveryFileOfTheCommitGetsIntoTheBuildAndNothingThatGitIgnores(t *testing.T) {
	patterns, err := ignorefile.ReadAll(strings.NewReader(read(t, "Containerfile.dockerignore")))
	if err != nil {
		t.Fatal(err)
	}
	ignored, err := patternmatcher.New(patterns)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("git", "-C", "..", "ls-files").Output()
	if err != nil {
		t.Fatal(err)
	}
	for file := range strings.Lines(string(out)) {
		if hidden, err := ignored.MatchesOrParentMatches(strings.TrimSpace(file)); hidden || err != nil {
			t.Errorf("%s is left out: %v", file, err)
		}
	}
	for _, file := range []string{"bin/porchlight", "static/node_modules/htmx.org/dist/htmx.min.js", ".audit/node_modules/axe-core/axe.js", "data/porchlight.db", "data/porchlight.db-wal", ".deploy/site.env"} {
		if hidden, err := ignored.MatchesOrParentMatches(file); !hidden || err != nil {
			t.Errorf("%s would be sent along: %v", file, err)
		}
	}
}
