package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// asvs is how many requirements of the levels 1 and 2 each section of the standard has in version 5.0.0. In every section they are the first.
var asvs = map[string]int{
	"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
	"4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
	"7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4,
	"10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
	"12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7,
	"16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}

// requirement is a row of asvs.md.
type requirement struct{ number, asks, state, how, shown string }

func requirements(t *testing.T) (all []requirement) {
	t.Helper()
	row := regexp.MustCompile(`(?m)^\| (\d+\.\d+\.\d+) \| ([^|]+) \| \*\*([^*]+)\.\*\* ?([^|]*) \| ?([^|]*?) ?\|$`)
	for _, cells := range row.FindAllStringSubmatch(string(read(t, "app/asvs.md")), -1) {
		all = append(all, requirement{cells[1], cells[2], cells[3], cells[4], cells[5]})
	}
	return all
}

func TestEveryRequirementOfTheStandardHasItsRow(t *testing.T) {
	var want, got []string
	for section, most := range asvs {
		for i := range most {
			want = append(want, fmt.Sprintf("%s.%d", section, i+1))
		}
	}
	for _, r := range requirements(t) {
		got = append(got, r.number)
	}
	slices.Sort(want)
	slices.Sort(got)
	if len(want) != 253 || !slices.Equal(want, got) {
		t.Errorf("of %d requirements, %d rows are there:\nwant %q\nhave %q", len(want), len(got), want, got)
	}
}

func TestTheSumOfTheTableIsRight(t *testing.T) {
	count := map[string]int{}
	for _, r := range requirements(t) {
		count[r.state]++
		if reason := len(r.how) > 4; !reason && r.shown == "" || r.state != "Met" && !reason {
			t.Errorf("%s: %q says neither how nor why", r.number, r.asks)
		}
		if r.state == "Met" && r.shown == "" {
			t.Errorf("%s: nothing shows that it is met", r.number)
		}
	}
	sum := fmt.Sprintf("**Of 253: %d met, %d in part, %d not met, %d do not apply.**", count["Met"], count["In part"], count["Not met"], count["Does not apply"])
	if !strings.Contains(string(read(t, "app/asvs.md")), sum) {
		t.Errorf("it is %s; the rows say %v", sum, count)
	}
}

func TestEverythingThatTheTableNamesExists(t *testing.T) {
	named := regexp.MustCompile("`([^`]+)`")
	for _, r := range requirements(t) {
		for _, match := range named.FindAllStringSubmatch(r.shown, -1) {
			file, test, isTest := strings.Cut(match[1], ": ")
			if _, err := fs.Stat(os.DirFS(".."), file); err != nil {
				t.Errorf("%s names %s: %v", r.number, file, err)
			} else if isTest && !strings.Contains(string(read(t, file)), "\nfunc "+test+"(") {
				t.Errorf("%s names %s, which %s does not have", r.number, test, file)
			}
		}
		if rest := strings.Trim(named.ReplaceAllString(r.shown, ""), ", "); rest != "" {
			t.Errorf("%s is shown by %q, which is neither a test nor a file", r.number, rest)
		}
	}
}

// program is all files that are compiled into the program.
func program(t *testing.T) (files []string) {
	t.Helper()
	for folder, all := range packages(t) {
		if house[folder] == nil {
			continue
		}
		for _, file := range all {
			if !strings.HasSuffix(file, "_test.go") {
				files = append(files, file)
			}
		}
	}
	return files
}

func TestTheProgramStartsNoOtherProgram(t *testing.T) {
	for _, file := range program(t) {
		if slices.Contains(importsOf(t, file), "os/exec") {
			t.Errorf("%s can start programs", file)
		}
	}
}

func TestNoRegularExpressionIsMadeOfInput(t *testing.T) {
	for _, file := range program(t) {
		parsed, err := parser.ParseFile(token.NewFileSet(), path.Join("..", file), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range parsed.Decls {
			function, is := declared.(*ast.FuncDecl)
			if !is || function.Body == nil {
				continue
			}
			ast.Inspect(function.Body, func(n ast.Node) bool {
				call, is := n.(*ast.SelectorExpr)
				if !is {
					return true
				}
				if from, is := call.X.(*ast.Ident); is && from.Name == "regexp" && strings.Contains(call.Sel.Name, "ompile") {
					t.Errorf("%s: %s compiles an expression while the program runs", file, function.Name.Name)
				}
				return true
			})
		}
	}
}

// chance is where numbers are drawn that somebody may guess: when to try again, and what synthetic visitors do.
var chance = []string{"app/simulate.go", "app/notify/outcome.go", "app/simulate/"}

func TestWhatMustNotBeGuessedComesFromCryptoRand(t *testing.T) {
	for _, file := range program(t) {
		harmless := slices.ContainsFunc(chance, func(prefix string) bool { return strings.HasPrefix(file, prefix) })
		for _, imported := range importsOf(t, file) {
			if strings.HasPrefix(imported, "math/rand") && !harmless {
				t.Errorf("%s draws from %s", file, imported)
			}
		}
	}
}

// cryptography is what "Keys" in asvs.md is made with.
var cryptography = []string{
	"crypto/rand", "crypto/sha256", "crypto/hmac", "crypto/subtle", "crypto/ecdh", "crypto/tls", "crypto/x509", "golang.org/x/crypto/argon2", "golang.org/x/crypto/x509roots/fallback",
}

func TestCryptographyIsWhatTheInventoryNames(t *testing.T) {
	for _, file := range program(t) {
		for _, imported := range importsOf(t, file) {
			if (strings.HasPrefix(imported, "crypto/") || strings.HasPrefix(imported, "golang.org/x/crypto/")) && !slices.Contains(cryptography, imported) {
				t.Errorf("%s uses %s, which the inventory does not have", file, imported)
			}
		}
	}
}
