BBBBBBB BBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB
BBBBB BBBBB gettext(u'No institution today') BBBBBBBB
BBBBB BBBBBBB
XXXXXXXXXXXXXX XXXXXXX gettext(u'No institution today') X XX
XXX gettext(u'Your account belongs to no institution today: its term has ended or has not begun. Ask the administrator of your institution.') SSSS SSSSSSS SSSSSSS SS SS SSSSSSSSSSS SSSSSS SSS SSSS SSS SSSSS SS SSS SSS SSSSSS SSS SSS SSSSSSSSSSSSS SS SSSS SSSSSSSSSSSSXXXX
BBBBBBBB
