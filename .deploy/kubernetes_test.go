package deploy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// cluster is what the manifest makes of a cluster: one object of each kind.
type cluster struct {
	namespace  core.Namespace
	config     core.ConfigMap
	nodes      apps.Deployment
	disruption policy.PodDisruptionBudget
	service    core.Service
	ingress    networking.Ingress
	visitors   middleware
	transport  serversTransport
	network    networking.NetworkPolicy
}

// middleware and serversTransport are objects of Traefik's, as far as the manifest uses them:
// https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/.
type middleware struct {
	meta.TypeMeta
	meta.ObjectMeta `json:"metadata"`
	Spec            struct {
		Headers struct {
			CustomRequestHeaders map[string]string `json:"customRequestHeaders"`
		} `json:"headers"`
	} `json:"spec"`
}

type serversTransport struct {
	meta.TypeMeta
	meta.ObjectMeta `json:"metadata"`
	Spec            struct {
		ForwardingTimeouts struct {
			DialTimeout     meta.Duration `json:"dialTimeout"`
			IdleConnTimeout meta.Duration `json:"idleConnTimeout"`
		} `json:"forwardingTimeouts"`
	} `json:"spec"`
}

// decode reads a manifest as the cluster does that is told to take no field which it does not know.
func decode(manifest string) (*cluster, error) {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{core.AddToScheme, apps.AddToScheme, policy.AddToScheme, networking.AddToScheme} {
		if err := add(scheme); err != nil {
			return nil, err
		}
	}
	strict := json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme, scheme, json.SerializerOptions{Yaml: true, Strict: true})
	documents := utilyaml.NewDocumentDecoder(io.NopCloser(strings.NewReader(manifest)))
	defer documents.Close()
	all, document := &cluster{}, make([]byte, len(manifest))
	for {
		n, err := documents.Read(document)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		if err := all.take(strict, bytes.Clone(document[:n])); err != nil {
			return nil, err
		}
	}
}

func (c *cluster) take(strict runtime.Decoder, document []byte) error {
	var kind meta.TypeMeta
	if err := yaml.Unmarshal(document, &kind); err != nil {
		return err
	}
	if kind.APIVersion == "traefik.io/v1alpha1" {
		switch kind.Kind {
		case "Middleware":
			return yaml.UnmarshalStrict(document, &c.visitors)
		case "ServersTransport":
			return yaml.UnmarshalStrict(document, &c.transport)
		}
	}
	object, _, err := strict.Decode(document, nil, nil)
	if err != nil {
		return err
	}
	switch o := object.(type) {
	case *core.Namespace:
		c.namespace = *o
	case *core.ConfigMap:
		c.config = *o
	case *core.Service:
		c.service = *o
	case *apps.Deployment:
		c.nodes = *o
	case *policy.PodDisruptionBudget:
		c.disruption = *o
	case *networking.Ingress:
		c.ingress = *o
	case *networking.NetworkPolicy:
		c.network = *o
	default:
		return fmt.Errorf("nothing here looks at a %s", kind.Kind)
	}
	return nil
}

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
