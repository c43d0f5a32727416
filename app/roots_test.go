package main

import (
	"crypto/x509"
	"os"
	"os/exec"
	"testing"
)

// nowhere has no certificates.
const nowhere = "/nowhere"

func TestWhereTheSystemHasNoCertificatesTheProgramHasThem(t *testing.T) {
	if os.Getenv("SSL_CERT_FILE") != nowhere { // they are looked for once, at the start of a process
		again := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		again.Env = append(os.Environ(), "SSL_CERT_FILE="+nowhere, "SSL_CERT_DIR="+nowhere)
		if said, err := again.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, said)
		}
		return
	}
	if roots, err := x509.SystemCertPool(); err != nil || roots.Equal(x509.NewCertPool()) {
		t.Errorf("no authority is trusted, so no mail server, push service or webhook: %v", err)
	}
}
