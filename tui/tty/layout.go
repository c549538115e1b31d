package tty

import (
	"strings"
	"sync"
	"unicode"

	tea "charm.land/bubbletea/v2"
)

// OnlyModifies tells whether a key is one of those that only change what others mean,
// such as Shift. Terminals tell of them that report all keys.
func OnlyModifies(k tea.KeyPressMsg) bool {
	return k.Code >= tea.KeyCapsLock && k.Code <= tea.KeyNumLock || k.Code >= tea.KeyLeftShift && k.Code <= tea.KeyIsoLevel5Shift
}

// Latin is a key of any layout as the key of a Latin one at the same place: on a Russian
// layout Ctrl+С is Ctrl+C. A terminal with the keyboard protocol of kitty tells the
// place; for others there is a table of layouts. Keys with letters of their own that are
// text stay as they are.
func Latin(k tea.KeyPressMsg, text bool) tea.KeyPressMsg {
	base := k.BaseCode
	typed := k.Mod&^(tea.ModShift|tea.ModCapsLock|tea.ModNumLock) == 0
	if !typed {
		k.BaseCode = 0 // or Ctrl+C would be Ctrl+I with Dvorak
	}
	if k.Code <= unicode.MaxASCII || k.Code > unicode.MaxRune || unicode.Is(unicode.Latin, k.Code) || typed && text {
		return k
	}
	if base == 0 {
		base = places()[unicode.ToLower(k.Code)]
	}
	if base == 0 || base > unicode.MaxASCII {
		return k
	}
	k.Code, k.BaseCode, k.ShiftedCode = base, 0, 0
	if typed && k.Text != "" {
		shift := k.Mod.Contains(tea.ModShift) || unicode.IsUpper(firstRune(k.Text))
		k.Text = string(base)
		if shift {
			k.Text = strings.ToUpper(k.Text)
		}
	}
	return k
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// places are the keys of the US layout at whose place a letter is. Where layouts differ,
// the first counts.
//
//nolint:gochecknoglobals // made once, when somebody types such a letter
var places = sync.OnceValue(func() map[rune]rune {
	const us = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
	all := map[rune]rune{}
	for _, layout := range []string{
		"йцукенгшщзхъфывапролджэячсмитьбю", // Russian
		"йцукенгшщзхїфівапролджєячсмитьбю", // Ukrainian
		"йцукенгшўзх'фывапролджэячсмітьбю", // Belarusian
		";ςερτυθιοπ[]ασδφγηξκλ΄'ζχψωβνμ,.", // Greek
		"/'קראטוןםפ][שדגכעיחלךף,זסבהנמצתץ", // Hebrew
		"ضصثقفغعهخحجدشسيبلاتنمكطئءؤرلىةوز", // Arabic
		"љњертзуиопшђасдфгхјклчћѕџцвбнм,.", // Serbian
		"љњертѕуиопшѓасдфгхјклчќзџцвбнм,.", // Macedonian
		"ясертъуиопшщасдфгхйклчэзжцвбнмю.", // Bulgarian, phonetic
		",уеишщксдзц;ьяаожгтнвмчюйъэфхпрл", // Bulgarian, BDS
		"ქწერტყუიოპ[]ასდფგჰჯკლ;'ზხცვბნმ,.", // Georgian
		"ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ[]ㅁㄴㅇㄹㅎㅗㅓㅏㅣ;'ㅋㅌㅊㅍㅠㅜㅡ,.", // Korean
		"ๆไำพะัีรนยบลฟหกดเ้่าสวงผปแอิืทมใ", // Thai
	} {
		keys := []rune(us)
		for i, letter := range []rune(layout) {
			if _, taken := all[letter]; !taken && i < len(keys) && letter > unicode.MaxASCII {
				all[letter] = keys[i]
			}
		}
	}
	return all
})
