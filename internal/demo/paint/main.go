// Package main makes the pictures of the demo anew, in the folder that is named: each
// is a function from a point to a colour, and nobody else's.
package main

import (
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./internal/demo/paint internal/demo/data")
		os.Exit(2)
	}
	for name, p := range map[string]painting{"sea": sea, "lanterns": lanterns, "lotus": lotus, "brocade": brocade, "terraces": terraces} {
		if err := paint(p, filepath.Join(os.Args[1], name+".jpg")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// painting gives the colour of a point, x from 0 to 1.5 and y from 0 to 1, from the upper
// left corner.
type painting func(x, y float64) rgb

type rgb struct{ r, g, b float64 } // 0 to 1

func hex(code uint32) rgb {
	return rgb{float64(code>>16&255) / 255, float64(code>>8&255) / 255, float64(code&255) / 255}
}

// mix goes from a at 0 to b at 1.
func mix(a, b rgb, t float64) rgb {
	t = min(1, max(0, t))
	return rgb{a.r + (b.r-a.r)*t, a.g + (b.g-a.g)*t, a.b + (b.b-a.b)*t}
}

// soft is 1 inside of an edge, 0 outside, and a little of both at it.
func soft(distance, width float64) float64 { return min(1, max(0, 0.5-distance/width)) }

func ellipse(x, y, cx, cy, rx, ry, turn float64) float64 {
	sin, cos := math.Sincos(turn)
	dx, dy := x-cx, y-cy
	u, v := (dx*cos+dy*sin)/rx, (dy*cos-dx*sin)/ry
	return math.Hypot(u, v) - 1
}

// sea: the sun over the port, and boats.
func sea(x, y float64) rgb {
	c := mix(hex(0xf7b267), hex(0xfbe8c8), y*1.9)
	sun := math.Hypot(x-1.05, y-0.36)
	c = mix(c, hex(0xfff3d6), 0.8*math.Exp(-sun*sun*22))
	c = mix(c, hex(0xf25c54), soft(sun-0.11, 0.004))
	for i := range 6 {
		n := float64(i)
		crest := 0.5 + 0.085*n + 0.016*math.Sin(x*(11-n)+n*1.7) + 0.008*math.Sin(x*23+n*4)
		if boat := 0.22 + 0.46*n; i == 0 || i == 2 {
			c = mix(c, hex(0x3d2c2e), soft(math.Max(math.Abs(x-boat)-0.06+0.5*math.Max(0, y-crest+0.03), math.Abs(y-crest+0.012)-0.018), 0.004))
			c = mix(c, hex(0xa8201a), soft(math.Max(math.Abs(x-boat+0.01)-0.42*(y-crest+0.16), math.Max(y-crest+0.035, crest-0.16-y)), 0.004))
		}
		c = mix(c, mix(hex(0x2a9d8f), hex(0x12355b), n/5), soft(crest-y, 0.004))
	}
	return c
}

// lanterns: a festival night.
func lanterns(x, y float64) rgb {
	c := mix(hex(0x1b1b3a), hex(0x693668), y*1.2)
	for i := range 9 {
		n := float64(i)
		cx, cy, size := 0.1+0.165*n, 0.28+0.2*math.Sin(n*2.4), 0.055+0.018*math.Sin(n*1.3)
		glow := math.Hypot(x-cx, y-cy)
		warm := mix(hex(0xff6f3c), hex(0xffd166), 0.5+0.5*math.Sin(n*2))
		c = mix(c, warm, 0.55*math.Exp(-glow*glow*60))
		c = mix(c, hex(0x2b1a2f), soft(math.Max(math.Abs(x-cx)-0.0012, y-cy), 0.002))
		body := ellipse(x, y, cx, cy, size, size*1.25, 0)
		ribs := 0.12 * math.Cos((x-cx)/size*9)
		c = mix(c, mix(warm, hex(0xfff1c9), 0.25-(y-cy)*3+ribs), soft(body*size, 0.004))
		c = mix(c, hex(0x8d2b0b), soft(math.Max(math.Abs(x-cx)-size*0.4, math.Abs(math.Abs(y-cy)-size*1.22)-0.008), 0.003))
		c = mix(c, hex(0xffd166), soft(math.Max(math.Abs(x-cx)-0.003, math.Abs(y-cy-size*1.7)-size*0.4), 0.002))
	}
	hill := 0.86 + 0.04*math.Sin(x*5) + 0.02*math.Sin(x*13)
	return mix(c, hex(0x120e26), soft(hill-y, 0.004))
}

// lotus: the flower of the delta.
func lotus(x, y float64) rgb {
	c := mix(hex(0x0b5d4c), hex(0x07362f), math.Hypot(x-0.75, y-0.5))
	for i := range 7 {
		n := float64(i)
		leaf := ellipse(x, y, 0.1+0.22*n, 0.9+0.05*math.Sin(n*3), 0.17, 0.06, 0)
		c = mix(c, mix(hex(0x2f8f5b), hex(0x176b45), 0.5+0.5*math.Sin(n*5)), soft(leaf*0.1, 0.004))
	}
	for layer := range 3 {
		l := float64(layer)
		for i := range 7 {
			angle := (float64(i)-3)*(0.42-0.06*l) + 0.06*l
			sin, cos := math.Sincos(angle)
			long := 0.2 - 0.03*l
			cx, cy := 0.75+sin*long, 0.72-cos*long
			petal := ellipse(x, y, cx, cy, 0.062, long, angle)
			tip := math.Hypot(x-0.75, y-0.72) / 0.42
			c = mix(c, mix(hex(0xfff0f3), hex(0xd6336c), tip+0.1*l-0.15), soft(petal*0.06, 0.004))
			c = mix(c, hex(0xb0245a), 0.5*soft(math.Abs(petal*0.06)-0.0012, 0.002))
		}
	}
	return mix(c, hex(0xffd166), soft(ellipse(x, y, 0.75, 0.715, 0.06, 0.028, 0)*0.03, 0.004))
}

// brocade: cloth, as it is woven and sold.
func brocade(x, y float64) rgb {
	u, v := x*4, y*4
	fx, fy := math.Abs(u-math.Floor(u)-0.5), math.Abs(v-math.Floor(v)-0.5)
	d := fx + fy
	palette := []rgb{hex(0x9d0208), hex(0xe85d04), hex(0xfaa307), hex(0x370617), hex(0xf1faee), hex(0x1d3557)}
	ring := int(d * 10)
	return palette[(ring+2*int(math.Floor(u)+math.Floor(v)))%len(palette)]
}

// terraces: fields, between rice and gold.
func terraces(x, y float64) rgb {
	c := mix(hex(0xbfd7ea), hex(0xfdf0d5), y*2.4)
	near, far := (x-0.45)*3.2, (x-1.1)*3
	mountain := 0.3 - 0.13*math.Exp(-near*near) - 0.09*math.Exp(-far*far)
	c = mix(c, hex(0x6b8fa3), soft(mountain-y, 0.004))
	for i := range 11 {
		n := float64(i)
		edge := 0.33 + 0.062*n + 0.03*math.Sin(x*3.1+n*0.55) + 0.012*math.Sin(x*7.3-n*0.8)
		field := mix(hex(0x6a994e), hex(0xe9c46a), 0.5+0.5*math.Sin(n*1.9+x*1.4))
		c = mix(c, hex(0x386641), soft(edge-0.006-y, 0.003))
		c = mix(c, field, soft(edge-y, 0.003))
	}
	return c
}

// paint writes a painting as a JPEG file, smoothed by four samples for each pixel.
func paint(p painting, path string) error {
	const width, height = 1200, 800
	canvas := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			var sum rgb
			for _, at := range [][2]float64{{0.25, 0.25}, {0.75, 0.25}, {0.25, 0.75}, {0.75, 0.75}} {
				c := p((float64(x)+at[0])/height, (float64(y)+at[1])/height)
				sum.r, sum.g, sum.b = sum.r+c.r, sum.g+c.g, sum.b+c.b
			}
			level := func(v float64) uint8 { return uint8(min(255, max(0, v*255/4+0.5))) }
			canvas.SetRGBA(x, y, color.RGBA{level(sum.r), level(sum.g), level(sum.b), 255})
		}
	}
	file, err := os.Create(path) //nolint:gosec // the caller names it
	if err != nil {
		return err
	}
	if err := jpeg.Encode(file, canvas, &jpeg.Options{Quality: 82}); err != nil {
		return err
	}
	return file.Close()
}
