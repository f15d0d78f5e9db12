package bare

import (
	"context"
	"syscall"
	"time"
)

// Took is what one act of a side took.
type Took struct {
	Passed    time.Duration
	Processor time.Duration // of this process, which suffers less from other programs and from the disk
}

// Turns has sides act so many times each, by turns, so that what disturbs one disturbs the others, and
// tells what each took for one act.
func Turns(ctx context.Context, times int, sides ...func(context.Context) error) ([]Took, error) {
	took := make([]Took, len(sides))
	for range times {
		for i, side := range sides {
			from, busy := time.Now(), processor()
			if err := side(ctx); err != nil {
				return nil, err
			}
			took[i].Passed += time.Since(from) / time.Duration(times)
			took[i].Processor += (processor() - busy) / time.Duration(times)
		}
	}
	return took, nil
}

// processor is what this process has used of it.
func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
