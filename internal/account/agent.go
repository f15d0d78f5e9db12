package account

import "strings"

// Agent makes short words of a browser's User-Agent, such as "Firefox, Windows", by which
// people recognise their sessions. No more of it is kept. It is "" for what it does not
// know; browsers name each other, so the order counts.
func Agent(userAgent string) string {
	var words []string
	for _, list := range [][][2]string{
		{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"coc_coc_browser", "Cốc Cốc"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
			{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}, {"Go-http-client", "Go"}, {"python", "Python"}},
		{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}},
	} {
		for _, known := range list {
			if strings.Contains(userAgent, known[0]) {
				words = append(words, known[1])
				break
			}
		}
	}
	return strings.Join(words, ", ")
}
