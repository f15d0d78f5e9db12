package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// vocabulary is what the stories of the bench are made of; they compress about as well as
// real ones do.
const vocabulary = `Nam Định tỉnh doanh nghiệp hợp tác kinh tế văn hóa xã hội cộng đồng người dân thanh niên sinh viên
hội thảo triển lãm giao lưu lễ hội di sản làng nghề xuất khẩu dệt may thủy sản nông nghiệp công nghiệp đầu tư thương mại
du lịch giáo dục y tế môi trường biển đảo an ninh hòa bình hữu nghị quốc tế khu vực thành viên chính sách chương trình
kế hoạch tuyên truyền thông tin báo chí đại biểu lãnh đạo sở ngành huyện xã thành phố trung tâm đại học nghiên cứu khoa học
công nghệ chuyển đổi số thuế quan ưu đãi xuất xứ hàng hóa thị trường cơ hội thách thức giải pháp phát triển bền vững
tổ chức tham dự khai mạc bế mạc ký kết trao đổi kinh nghiệm nâng cao nhận thức hiểu biết lợi ích thiết thực năm tháng`

// prose writes the n-th story; the same n gives the same words.
type prose struct {
	words  []string
	random *rand.Rand
}

func newProse(n int) *prose {
	return &prose{strings.Fields(vocabulary), rand.New(rand.NewPCG(uint64(n), 2023))} //nolint:gosec // no secret
}

func (p *prose) sentence(words int) string {
	said := make([]string, words)
	for i := range said {
		said[i] = p.words[p.random.IntN(len(p.words))]
	}
	said[0] = strings.ToTitle(said[0])
	return strings.Join(said, " ")
}

// written is a story's text.
type written struct{ title, lead, body string }

// write makes a title of 12 words, a lead of 40 and a body of eight paragraphs.
func (p *prose) write(n int) written {
	w := written{title: fmt.Sprintf("%s %d", p.sentence(11), n), lead: p.sentence(40) + "."}
	var body strings.Builder
	for range 8 {
		fmt.Fprintf(&body, "<p>%s. %s, %d%%.</p>", p.sentence(24), p.sentence(30), p.random.IntN(100))
	}
	w.body = body.String()
	return w
}
