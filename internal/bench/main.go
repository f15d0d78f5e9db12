// Command bench prints how fast lantoa is, as ratios to something else that ran in the
// same call, since absolute times say more about the machine than about the program.
//
//	go run ./internal/bench            everything, some eight minutes
//	go run ./internal/bench -only feeds,start,uploads,streams,rendering,rights,writing,deliveries,punctuality,claims
//	go run ./internal/bench -counts    queries, commits and bytes; 1 when a bound is passed
//
// Times are printed and never judged. What may be judged anywhere is counted: see
// counts_test.go, which `make test` runs too.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// patience bounds a whole run.
const patience = 12 * time.Minute

// everyPart names the parts in the order in which they run.
const everyPart = "feeds,start,uploads,streams,rendering,rights,writing,deliveries,punctuality,claims"

// stories is how many published stories the measured server has.
const stories = 10_000

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run carries out one call; its error is what made a part fail, never a slow figure.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	only := flags.String("only", everyPart, "parts to run")
	count := flags.Bool("counts", false, "judge queries, commits and bytes instead")
	rounds := flags.Int("rounds", 5, "rounds of each comparison, 1 to 50")
	bare := flags.String("bare", "", "internal: be the bare handler of the answers in this file")
	listen := flags.String("listen", "127.0.0.1:0", "internal: address of the bare handler")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("%q is not understood; see -help", flags.Arg(0))
	case *rounds < 1 || *rounds > 50:
		return fmt.Errorf("-rounds %d: want 1 to 50", *rounds)
	case *bare != "":
		return serveBare(ctx, *bare, *listen)
	case *count:
		return counts(ctx, out)
	}
	names := strings.Split(*only, ",")
	if alone() && slices.ContainsFunc(names, func(name string) bool { return slices.Contains([]string{"deliveries", "punctuality", "writing"}, name) }) {
		self, err := os.Executable()
		if err != nil {
			return err
		}
		return besidePostgres(ctx, out, append([]string{self}, args...)...)
	}
	return measure(ctx, names, &bench{out: out, rounds: *rounds})
}

// bench is one run: where it prints and what its parts share.
type bench struct {
	out     io.Writer
	rounds  int
	work    string // folder of this run, removed at its end
	binary  string // the built lantoa
	dataset string // data folder with the stories
}

func (b *bench) printf(format string, values ...any) {
	_, _ = fmt.Fprintf(b.out, format+"\n", values...)
}

// part is one comparison.
type part struct {
	name string
	run  func(ctx context.Context) error
}

// measure runs the named parts; one that fails does not keep the others from running.
func measure(ctx context.Context, names []string, b *bench) (err error) {
	parts := []part{{"feeds", b.feeds}, {"start", b.start}, {"uploads", b.uploads}, {"streams", b.streams}, {"rendering", b.rendering}, {"rights", b.rights}, {"writing", b.writing}, {"deliveries", b.deliveries}, {"punctuality", b.punctuality}, {"claims", b.claims}}
	for _, name := range names {
		if !slices.ContainsFunc(parts, func(p part) bool { return p.name == name }) {
			return fmt.Errorf("there is no part %q; there are %s", name, everyPart)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if b.work, err = os.MkdirTemp("", "lantoa-bench-*"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.work)) }()
	b.printf("%s %s/%s, %d CPUs, %s, %d rounds; median (least – greatest)", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), cpuModel(), b.rounds)
	if err := b.prepare(ctx); err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	var failed []error
	for _, one := range parts {
		if !slices.Contains(names, one.name) {
			continue
		}
		from := time.Now()
		b.printf("\n%s", one.name)
		if err := one.run(ctx); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", one.name, err))
		}
		b.printf("  (took %.0f s)", time.Since(from).Seconds())
	}
	return errors.Join(failed...)
}
