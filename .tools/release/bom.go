package main

import (
	"bytes"
	"debug/buildinfo"
	"encoding/hex"
	"os"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/google/uuid"
)

// writeBOM writes what is inside a binary beside it, as CycloneDX 1.6, which is ECMA-424. Nothing in it is of the moment: its time is
// the commit's, and its number follows from the binary.
func writeBOM(file string, c content) error {
	hash, err := sum(file)
	if err != nil {
		return err
	}
	self := cdx.Component{
		BOMRef: "porchlight", Type: cdx.ComponentTypeApplication, Name: "porchlight", Version: version(c.info),
		Hashes:   &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(hash)}},
		Pedigree: &cdx.Pedigree{Commits: &[]cdx.Commit{{UID: stamped(c.info, "vcs.revision")}}},
	}
	bom := cdx.NewBOM()
	bom.SerialNumber = uuid.NewSHA1(uuid.NameSpaceOID, hash).URN()
	bom.Metadata = &cdx.Metadata{Component: &self, Timestamp: stamped(c.info, "vcs.time")}
	var components []cdx.Component
	for _, p := range c.parts {
		described, err := component(p)
		if err != nil {
			return err
		}
		components = append(components, described)
	}
	bom.Components, bom.Dependencies = &components, dependencies(self.BOMRef, c.parts)
	var out bytes.Buffer
	if err := cdx.NewBOMEncoder(&out, cdx.BOMFileFormatJSON).SetPretty(true).EncodeVersion(bom, cdx.SpecVersion1_6); err != nil {
		return err
	}
	if err := validate(out.Bytes()); err != nil {
		return err
	}
	return os.WriteFile(file+".cdx.json", out.Bytes(), 0o644)
}

func component(p part) (cdx.Component, error) {
	terms, err := p.permitted()
	if err != nil {
		return cdx.Component{}, err
	}
	described := cdx.Component{BOMRef: p.purl, Type: cdx.ComponentTypeLibrary, Name: p.name, Version: p.version, PackageURL: p.purl, CPE: p.cpe, Licenses: &cdx.Licenses{}}
	for _, term := range terms {
		choice := cdx.LicenseChoice{License: &cdx.License{ID: term}}
		if strings.Contains(term, " ") { // an expression
			choice = cdx.LicenseChoice{Expression: term}
		}
		*described.Licenses = append(*described.Licenses, choice)
	}
	if algorithm, ok := algorithms[len(p.hash)]; ok {
		described.Hashes = &[]cdx.Hash{{Algorithm: algorithm, Value: p.hash}}
	}
	return described, nil
}

// algorithms are known by how many hexadecimal digits their hashes have.
var algorithms = map[int]cdx.HashAlgorithm{64: cdx.HashAlgoSHA256, 128: cdx.HashAlgoSHA512}

// dependencies say what brings what: the program all of it, but for what comes within another part.
func dependencies(self string, parts []part) *[]cdx.Dependency {
	direct := []string{}
	var all []cdx.Dependency
	for _, p := range parts {
		if p.within == "" {
			direct = append(direct, p.purl)
			continue
		}
		all = append(all, cdx.Dependency{Ref: p.within, Dependencies: &[]string{p.purl}})
	}
	all = append([]cdx.Dependency{{Ref: self, Dependencies: &direct}}, all...)
	return &all
}

// version is what the program says of itself: the tag on its commit, else the commit.
func version(info *buildinfo.BuildInfo) string {
	commit := stamped(info, "vcs.revision")
	commit = commit[:min(12, len(commit))]
	if commit != "" && strings.Contains(info.Main.Version, commit) {
		return commit
	}
	return info.Main.Version
}

// stamped is what Go noted of the build.
func stamped(info *buildinfo.BuildInfo, key string) string {
	for _, s := range info.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}
