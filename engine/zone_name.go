package engine

import "slices"

// renamedZones are zones of the tz database that have got new names, while
// browsers and systems go on to report the old ones: those whose canonical names
// differ between Unicode's CLDR ("iana" in common/bcp47/timezone.xml) and IANA.
var renamedZones = [][2]string{
	{"Africa/Asmara", "Africa/Asmera"},
	{"America/Argentina/Buenos_Aires", "America/Buenos_Aires"},
	{"America/Argentina/Catamarca", "America/Catamarca"},
	{"America/Argentina/Cordoba", "America/Cordoba"},
	{"America/Argentina/Jujuy", "America/Jujuy"},
	{"America/Argentina/Mendoza", "America/Mendoza"},
	{"America/Atikokan", "America/Coral_Harbour"},
	{"America/Indiana/Indianapolis", "America/Indianapolis"},
	{"America/Kentucky/Louisville", "America/Louisville"},
	{"America/Nuuk", "America/Godthab"},
	{"Asia/Ho_Chi_Minh", "Asia/Saigon"},
	{"Asia/Kathmandu", "Asia/Katmandu"},
	{"Asia/Kolkata", "Asia/Calcutta"},
	{"Asia/Yangon", "Asia/Rangoon"},
	{"Atlantic/Faroe", "Atlantic/Faeroe"},
	{"Europe/Kyiv", "Europe/Kiev"},
	{"Pacific/Chuuk", "Pacific/Truk"},
	{"Pacific/Kanton", "Pacific/Enderbury"},
	{"Pacific/Pohnpei", "Pacific/Ponape"},
	{"UTC", "Etc/UTC"},
}

// zoneNames are the names of the same zone: this one, and its older or newer.
func zoneNames(name string) []string {
	for _, names := range renamedZones {
		if slices.Contains(names[:], name) {
			return names[:]
		}
	}
	return []string{name}
}
