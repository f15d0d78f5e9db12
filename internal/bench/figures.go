package main

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// figures are the values of one measure over the rounds.
type figures []float64

func (f figures) median() float64 { return f.at(0.5) }

// at returns the value below which the part p of all values lies, between two values where
// p falls between them; NaN without values.
func (f figures) at(p float64) float64 {
	if len(f) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(f))
	place := p * float64(len(sorted)-1)
	below := int(place)
	above := min(below+1, len(sorted)-1)
	return sorted[below] + (place-float64(below))*(sorted[above]-sorted[below])
}

// show returns the median and the range with decimals.
func (f figures) show(decimals int) string {
	return fmt.Sprintf("%.*f (%.*f – %.*f)", decimals, f.median(), decimals, f.at(0), decimals, f.at(1))
}

// over divides round by round, because what disturbs one round disturbs both sides of it.
func (f figures) over(base figures) figures {
	ratios := make(figures, 0, len(f))
	for i := range min(len(f), len(base)) {
		ratios = append(ratios, f[i]/base[i])
	}
	return ratios
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func microseconds(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
