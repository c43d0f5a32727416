package deploy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

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
