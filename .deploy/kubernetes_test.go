package deploy

import (
	"slices"
	"strings"
	"testing"
)

func TestNothingIsWrongWithWhatKubernetesRuns(t *testing.T) {
	for _, fault := range faults(t, read(t, "kubernetes.yaml")) {
		t.Error(fault)
	}
}

func TestWhatWouldBeWrongWithTheManifestIsFound(t *testing.T) {
	for fault, change := range map[string][2]string{
		`strict decoding error: unknown field "spec.template.spec.containers[0].readynessProbe"`: {"readinessProbe:", "readynessProbe:"},
		`error unmarshaling JSON: while decoding JSON: json: unknown field "headres"`:            {"  headers:\n", "  headres:\n"},

		"restricted: allowPrivilegeEscalation != false": {"allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true"},
		"restricted: unrestricted capabilities":         {"capabilities: { drop: [ALL] }", "capabilities: { drop: [NET_RAW] }"},
		"restricted: runAsNonRoot != true":              {"runAsNonRoot: true", "runAsNonRoot: false"},
		"restricted: seccompProfile":                    {"seccompProfile: { type: RuntimeDefault }", "seccompProfile: { type: Unconfined }"},
		"the namespace takes pods that are not":         {"pod-security.kubernetes.io/enforce: restricted", "pod-security.kubernetes.io/enforce: baseline"},
		"the token of the cluster is there":             {"automountServiceAccountToken: false", "automountServiceAccountToken: true"},

		"kube-score: [CRITICAL] Container Security Context ReadOnlyRootFilesystem": {"readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false"},
		"kube-score: [CRITICAL] Container Image Tag":                               {"/porchlight:1.0.0", "/porchlight:latest"},
		"kube-score: [CRITICAL] Container Resources":                               {"limits: { memory: 512Mi, ", "limits: { "},
		"kube-score: [CRITICAL] Deployment has PodDisruptionBudget":                {"AlwaysAllow\n  selector: { matchLabels: { app.kubernetes.io/name: porchlight } }", "AlwaysAllow\n  selector: { matchLabels: { app.kubernetes.io/name: porch } }"},
		"kube-score: [CRITICAL] Ingress targets Service":                           {"backend: { service: { name: porchlight,", "backend: { service: { name: porch,"},
		"kube-score: [CRITICAL] Service Targets Pod":                               {"\n  selector: { app.kubernetes.io/name: porchlight }", "\n  selector: { app.kubernetes.io/name: porch }"},

		"a node is taken away before another is there":             {"maxUnavailable: 0", "maxUnavailable: 1"},
		"no network policy: ":                                      {"policyTypes: [Ingress, Egress]", "policyTypes: [Egress]"},
		"the startup has ":                                         {"failureThreshold: 300", "failureThreshold: 30"},
		"a rollout is given up while a node may still be starting": {"progressDeadlineSeconds: 900", "progressDeadlineSeconds: 600"},
		"a node that is not ready gets visitors for ":              {"failureThreshold: 3\n", "failureThreshold: 30\n"},
		"a node has 20s to go, and takes 15s":                      {"terminationGracePeriodSeconds: 45", "terminationGracePeriodSeconds: 20"},
		"the probe of the port web has no such port":               {"path: /livez, port: http", "path: /livez, port: web"},
		"the site answers to no /healthz":                          {"path: /livez", "path: /healthz"},
		"Traefik keeps connections for 1m30s":                      {"idleConnTimeout: 30s", "idleConnTimeout: 90s"},
		"visitors say X-Request-Id":                                {"      X-Request-Id: \"\"\n", ""},
		"the Ingress goes through no porchlight-visitors":          {"router.middlewares: porchlight-visitors@", "router.middlewares: visitors@"},
		"the service goes over no porchlight-nodes":                {"service.serverstransport: porchlight-nodes@", "service.serverstransport: nodes@"},
		"the origin is https://example.org, and the Ingress has":   {"BASE_URL: https://example.com", "BASE_URL: https://example.org"},
		"a pod starts without DATABASE":                            {"name: DATABASE,", "name: DATABASE_URL,"},
		"the program knows no setting LOG_FORM":                    {"LOG_FORMAT: json", "LOG_FORM: json"},
		"the program says: --drain (DRAIN)":                        {"DRAIN: 10s", "DRAIN: soon"},
	} {
		t.Run(fault, func(t *testing.T) {
			shipped := read(t, "kubernetes.yaml")
			if strings.Count(shipped, change[0]) != 1 {
				t.Fatalf("%q does not stand there once", change[0])
			}
			found := faults(t, strings.Replace(shipped, change[0], change[1], 1))
			if !slices.ContainsFunc(found, func(said string) bool { return strings.HasPrefix(said, fault) }) {
				t.Errorf("found is %q", found)
			}
		})
	}
}
