package engine

import (
	"regexp"
	"strings"
)

// Source is where a page view came from, as the clause "source" has it.
type Source string

const (
	Direct   Source = "direct"
	Search   Source = "search"
	Social   Source = "social"
	Campaign Source = "campaign"
	Referral Source = "referral"
	Internal Source = "internal"
)

// sources are all there are.
var sources = []string{string(Direct), string(Search), string(Social), string(Campaign), string(Referral), string(Internal)}

// utmFields are what the clause "utm" asks for; their parameters begin with utm_.
var utmFields = []string{"source", "medium", "campaign", "term", "content"}

// Sources are the tables that tell a source, asked in this order: Mediums, UTM,
// ClickIDs, no referrer (direct), the page's own host (internal), SearchHosts,
// SocialHosts; what is left is a referral. They must not be changed.
var Sources = struct {
	Mediums  map[string]Source // by the value of utm_medium, in small letters
	UTM      []string          // parameters; one that is not empty makes a campaign
	ClickIDs map[string]Source // parameters that networks add to a click; a campaign's count first
	// SearchHosts and SocialHosts are a referrer's hosts: as they are without
	// "www."; with "." in front, also what is under them; "google.*" is google.com,
	// google.de, google.co.uk.
	SearchHosts, SocialHosts []string
}{
	Mediums: map[string]Source{"organic": Search, "social": Social, "social-media": Social, "referral": Referral},
	UTM:     []string{"utm_source", "utm_medium", "utm_campaign"},
	ClickIDs: map[string]Source{
		"gclid": Campaign, "gbraid": Campaign, "wbraid": Campaign, "dclid": Campaign, "msclkid": Campaign, "ttclid": Campaign, "twclid": Campaign,
		"li_fat_id": Campaign, "rdt_cid": Campaign, "epik": Campaign, "ScCid": Campaign, "yclid": Campaign, "fbclid": Social, "igsh": Social,
	},
	SearchHosts: []string{
		"google.*", "com.google.android.googlequicksearchbox", ".bing.com", ".duckduckgo.com", ".search.yahoo.com", "search.yahoo.co.jp", "yandex.*", "ya.ru",
		".baidu.com", ".ecosia.org", ".startpage.com", ".qwant.com", "search.brave.com", ".kagi.com", ".search.naver.com", "search.daum.net", "search.seznam.cz",
		".sogou.com", ".so.com", ".ask.com", "search.aol.com", "coccoc.com",
	},
	SocialHosts: []string{
		".facebook.com", ".instagram.com", ".threads.com", ".threads.net", ".twitter.com", ".x.com", "t.co", ".linkedin.com", "lnkd.in", "com.linkedin.android",
		".pinterest.com", "pinterest.*", "pin.it", ".reddit.com", "com.reddit.frontpage", ".tiktok.com", ".youtube.com", "youtu.be", ".snapchat.com",
		".whatsapp.com", "t.me", "org.telegram.messenger", ".vk.com", ".ok.ru", ".weibo.com", ".tumblr.com", ".quora.com", ".xing.com", ".bsky.app", ".mastodon.social",
	},
}

// HostPattern is a regular expression, for Go and JavaScript alike, of the hosts
// that a list of [Sources] means. The host has no "www." and no port.
func HostPattern(hosts []string) string {
	var exact, under []string
	for _, host := range hosts {
		rest, below := strings.CutPrefix(host, ".")
		name, anywhere := strings.CutSuffix(rest, ".*")
		pattern := strings.ReplaceAll(name, ".", `\.`)
		if anywhere {
			pattern += `\.(?:com?\.)?[a-z]{2,3}`
		}
		if below {
			under = append(under, pattern)
		} else {
			exact = append(exact, pattern)
		}
	}
	return "^(?:" + strings.Join(exact, "|") + "|(?:.*\\.)?(?:" + strings.Join(under, "|") + "))$"
}

var searchHost, socialHost = regexp.MustCompile(HostPattern(Sources.SearchHosts)), regexp.MustCompile(HostPattern(Sources.SocialHosts))

// source is the visit's source; "" where it cannot be known.
func (s *sight) source() Source {
	if s.url == "" {
		return ""
	}
	query := s.at.exact.query
	medium, _ := parameter(query, "utm_medium")
	if source, ok := Sources.Mediums[asciiLower(medium)]; ok {
		return source
	}
	for _, name := range Sources.UTM {
		if value, _ := parameter(query, name); value != "" {
			return Campaign
		}
	}
	clicked := Source("")
	for name, source := range Sources.ClickIDs {
		if _, has := parameter(query, name); has && clicked != Campaign {
			clicked = source
		}
	}
	if clicked != "" || s.facts.Referrer == nil {
		return clicked
	}
	return s.referrerSource(parseAddress(seen(*s.facts.Referrer)).simplified().host)
}

func (s *sight) referrerSource(host string) Source {
	own := s.at.simplified.host
	switch {
	case host == "":
		return Direct
	case own != "" && (host == own || strings.HasSuffix(host, "."+own) || strings.HasSuffix(own, "."+host)):
		return Internal
	case searchHost.MatchString(host):
		return Search
	case socialHost.MatchString(host):
		return Social
	}
	return Referral
}
