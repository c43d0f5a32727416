package main

import (
	"fmt"
	"runtime"
)

// target is an architecture that binaries are made for.
type target struct {
	arch    string // as Go and Debian call it
	machine string // as compilers, musl and QEMU call it
}

var targets = []target{{"amd64", "x86_64"}, {"arm64", "aarch64"}}

func targetFor(arch string) (target, error) {
	for _, t := range targets {
		if t.arch == arch {
			return t, nil
		}
	}
	return target{}, fmt.Errorf("there is no release for %q: it is amd64 or arm64", arch)
}

// compiler is Debian's name for the C compiler, the same on a machine of that architecture and on others.
func (t target) compiler() string { return t.machine + "-linux-gnu-gcc" }

// runner is what runs the target's programs here: nothing, or QEMU.
func (t target) runner() []string {
	if t.arch == runtime.GOARCH {
		return nil
	}
	return []string{"qemu-" + t.machine + "-static"}
}
