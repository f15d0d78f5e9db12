// Command sabotage breaks one promise of the program at a time and checks that the test
// which is said to keep it fails, by its own assertion. A test that still passes proves
// nothing; a promise whose patch no longer applies has moved and needs a new one.
//
// The source tree is not touched: patched files are laid over it with go's -overlay.
//
//	go run ./internal/sabotage [-part 1/3] [name...]
//
// Without names all patches run, or that part of them: with 2/3 every third one beginning
// with the second, so that three runs have had them all.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	part := flag.String("part", "1/1", "the part of the patches that runs")
	flag.Parse()
	if err := sabotage(ctx, *part, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "sabotage:", err)
		os.Exit(1)
	}
}

func sabotage(ctx context.Context, part string, names []string) error {
	if err := wellFormed(patches()); err != nil {
		return err
	}
	chosen, err := choose(patches(), names)
	if err != nil {
		return err
	}
	if chosen, err = share(chosen, part); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "sabotage-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a temporary folder that stays hurts nobody
	came, err := whole(ctx, chosen)
	if err != nil {
		return err
	}
	var failed []string
	for _, p := range chosen {
		overlay, err := p.overlay(dir)
		if err == nil {
			err = p.proves(ctx, came[p.pkg], overlay)
		}
		if err != nil {
			failed = append(failed, p.name)
			fmt.Printf("NOT CAUGHT  %-34s %v\n", p.name, err)
			continue
		}
		fmt.Printf("caught      %-34s by %s %s\n", p.name, filepath.Base(p.pkg), p.test)
	}
	fmt.Printf("%d passed, %d failed\n", len(chosen)-len(failed), len(failed))
	if len(failed) > 0 {
		return fmt.Errorf("promises that no test keeps: %s", strings.Join(failed, ", "))
	}
	return nil
}

// wellFormed holds the list to its own rules: names are unique, and no test serves more
// than two patches.
func wellFormed(all []patch) error {
	seen := map[string]int{}
	for _, p := range all {
		if seen["name "+p.name]++; seen["name "+p.name] > 1 {
			return fmt.Errorf("two patches are called %s", p.name)
		}
		test := "test " + p.pkg + " " + p.test
		if seen[test]++; seen[test] > 2 {
			return fmt.Errorf("%s serves more than two patches", p.test)
		}
	}
	return nil
}

func choose(all []patch, names []string) ([]patch, error) {
	if len(names) == 0 {
		return all, nil
	}
	chosen := slices.DeleteFunc(slices.Clone(all), func(p patch) bool { return !slices.Contains(names, p.name) })
	if len(chosen) != len(names) {
		return nil, fmt.Errorf("no such patch among %s", strings.Join(names, ", "))
	}
	return chosen, nil
}

// share gives a part of the patches, such as "2/3"; neighbours in the list, which break one
// package, go to different parts.
func share(all []patch, part string) ([]patch, error) {
	var which, parts int
	if n, err := fmt.Sscanf(part, "%d/%d", &which, &parts); n != 2 || err != nil || which < 1 || which > parts {
		return nil, fmt.Errorf("part %q is none: 2/3 is the second of three", part)
	}
	var chosen []patch
	for i := which - 1; i < len(all); i += parts {
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}
