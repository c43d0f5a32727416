package deploy

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	security "k8s.io/pod-security-admission/api"
	rules "k8s.io/pod-security-admission/policy"
)

const (
	longestStart = 10 * time.Minute // a migration of a large database is part of it
	slowestTurn  = 10 * time.Second // until a node that says it is not ready gets no more visitors
	keptFor      = 75 * time.Second // a connection without requests, by a node
)

// faults says what is wrong with a manifest.
func faults(t *testing.T, manifest string) []string {
	t.Helper()
	c, err := decode(manifest)
	if err != nil {
		return []string{err.Error()}
	}
	return slices.Concat(c.open(), scored(t, manifest), c.hasty(), c.strayed(t), c.misled(t))
}

// open says what a pod may do that it need not, by the rules that the cluster itself goes by.
func (c *cluster) open() (found []string) {
	checks, err := rules.NewEvaluator(rules.DefaultChecks(), nil)
	if err != nil {
		return []string{err.Error()}
	}
	pod := c.nodes.Spec.Template
	restricted := security.LevelVersion{Level: security.LevelRestricted, Version: security.LatestVersion()}
	for _, check := range checks.EvaluatePod(restricted, &pod.ObjectMeta, &pod.Spec) {
		if !check.Allowed {
			found = append(found, fmt.Sprintf("restricted: %s (%s)", check.ForbiddenReason, check.ForbiddenDetail))
		}
	}
	if c.namespace.Labels[security.EnforceLevelLabel] != string(security.LevelRestricted) {
		found = append(found, "the namespace takes pods that are not restricted")
	}
	if mounted := pod.Spec.AutomountServiceAccountToken; mounted == nil || *mounted {
		found = append(found, "the token of the cluster is there for whoever gets into the program")
	}
	both := []networking.PolicyType{networking.PolicyTypeIngress, networking.PolicyTypeEgress}
	if !slices.Equal(c.network.Spec.PolicyTypes, both) {
		found = append(found, fmt.Sprintf("no network policy: of %v, it is about %v", both, c.network.Spec.PolicyTypes))
	}
	return found
}

// unscored are the checks of kube-score that the manifest goes against: a version is never built twice, so that it need not be pulled again while
// the registry may be away; and pods are kept apart by the spread that Kubernetes has had for it since.
const unscored = "container-image-pull-policy,deployment-has-host-podantiaffinity"

var verdict = regexp.MustCompile(`(?m)^ +(\[(?:CRITICAL|WARNING)\] .*)$`)

// scored is what kube-score says. It asks for no limit of processor time, which would hold back a start and passwords.
func scored(t *testing.T, manifest string) (found []string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "manifest.yaml")
	if err := os.WriteFile(file, []byte(manifest), 0o600); err != nil {
		t.Fatal(err)
	}
	ask := exec.Command("../bin/kube-score", "score", "--exit-one-on-warning", "--ignore-container-cpu-limit", "--color=never", "--ignore-test="+unscored,
		"--enable-optional-test=container-seccomp-profile,container-ports-check", file)
	out, err := ask.CombinedOutput()
	for _, said := range verdict.FindAllStringSubmatch(string(out), -1) {
		found = append(found, "kube-score: "+said[1])
	}
	if err != nil && len(found) == 0 {
		t.Fatalf("kube-score: %v\n%s", err, out)
	}
	return found
}

// hasty says for what too little time is left.
func (c *cluster) hasty() (found []string) {
	spec, pod := c.nodes.Spec, c.nodes.Spec.Template.Spec
	node := pod.Containers[0]
	if rolling := spec.Strategy.RollingUpdate; rolling == nil || rolling.MaxUnavailable.IntValue() != 0 || rolling.MaxSurge.IntValue() < 1 {
		found = append(found, "a node is taken away before another is there")
	}
	start := patience(node.StartupProbe)
	if start < longestStart {
		found = append(found, fmt.Sprintf("the startup has %s, and may take %s", start, longestStart))
	}
	if time.Duration(*spec.ProgressDeadlineSeconds)*time.Second <= start {
		found = append(found, "a rollout is given up while a node may still be starting")
	}
	if turn := patience(node.ReadinessProbe); turn > slowestTurn {
		found = append(found, fmt.Sprintf("a node that is not ready gets visitors for %s", turn))
	}
	drain, _ := time.ParseDuration(c.config.Data["DRAIN"]) // what the program says to it stands elsewhere
	takes := drain + time.Duration(node.Lifecycle.PreStop.Sleep.Seconds)*time.Second
	if has := time.Duration(*pod.TerminationGracePeriodSeconds) * time.Second; has < takes*3/2 {
		found = append(found, fmt.Sprintf("a node has %s to go, and takes %s", has, takes))
	}
	if kept := c.transport.Spec.ForwardingTimeouts.IdleConnTimeout.Duration; kept == 0 || kept >= keptFor {
		found = append(found, fmt.Sprintf("Traefik keeps connections for %s, and a node closes them after %s", kept, keptFor))
	}
	return found
}

// patience is for how long a probe may fail.
func patience(p *core.Probe) time.Duration {
	return time.Duration(p.PeriodSeconds) * time.Second * time.Duration(p.FailureThreshold)
}

// strayed says what leads nowhere, or elsewhere than it is to.
func (c *cluster) strayed(t *testing.T) (found []string) {
	t.Helper()
	node, ports := c.nodes.Spec.Template.Spec.Containers[0], map[string]int32{}
	for _, port := range node.Ports {
		ports[port.Name] = port.ContainerPort
	}
	routes := read(t, "../app/web/routes.go")
	for _, probe := range []*core.Probe{node.StartupProbe, node.ReadinessProbe, node.LivenessProbe} {
		if ports[probe.HTTPGet.Port.String()] == 0 {
			found = append(found, "the probe of the port "+probe.HTTPGet.Port.String()+" has no such port")
		}
		if !strings.Contains(routes, `"`+probe.HTTPGet.Path+`"`) {
			found = append(found, "the site answers to no "+probe.HTTPGet.Path)
		}
	}
	settings := c.config.Data
	for setting, port := range map[string]string{"ADDR": "http", "METRICS_ADDR": "metrics"} {
		if want := fmt.Sprintf("0.0.0.0:%d", ports[port]); settings[setting] != want {
			found = append(found, fmt.Sprintf("%s is %s, and the port is %s", setting, settings[setting], want))
		}
	}
	if host := c.ingress.Spec.Rules[0].Host; settings["BASE_URL"] != "https://"+host || !slices.Contains(c.ingress.Spec.TLS[0].Hosts, host) {
		found = append(found, fmt.Sprintf("the origin is %s, and the Ingress has %s and %v", settings["BASE_URL"], host, c.ingress.Spec.TLS[0].Hosts))
	}
	for _, header := range []string{"Traceparent", "X-Request-Id"} {
		if value, set := c.visitors.Spec.Headers.CustomRequestHeaders[header]; !set || value != "" {
			found = append(found, "visitors say "+header)
		}
	}
	if name := c.visitors.Namespace + "-" + c.visitors.Name; c.ingress.Annotations["traefik.ingress.kubernetes.io/router.middlewares"] != name+"@kubernetescrd" {
		found = append(found, "the Ingress goes through no "+name)
	}
	if name := c.transport.Namespace + "-" + c.transport.Name; c.service.Annotations["traefik.ingress.kubernetes.io/service.serverstransport"] != name+"@kubernetescrd" {
		found = append(found, "the service goes over no "+name)
	}
	return found
}

// misled says which settings are not as the program wants them. What is secret stands in the words at the top of the manifest.
func (c *cluster) misled(t *testing.T) (found []string) {
	t.Helper()
	settings := maps.Clone(c.config.Data)
	for _, secret := range regexp.MustCompile(`--from-literal=([A-Z_]+)='([^']+)'`).FindAllStringSubmatch(read(t, "kubernetes.yaml"), -1) {
		settings[secret[1]] = secret[2]
		by := slices.IndexFunc(c.nodes.Spec.Template.Spec.Containers[0].Env, func(e core.EnvVar) bool { return e.Name == secret[1] })
		if by < 0 || c.nodes.Spec.Template.Spec.Containers[0].Env[by].ValueFrom.SecretKeyRef.Key != secret[1] {
			found = append(found, "a pod starts without "+secret[1])
		}
	}
	return append(found, refused(t, settings)...)
}
