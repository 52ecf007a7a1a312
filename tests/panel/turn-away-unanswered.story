# An unanswered call of one's own cannot be held: another line's key gives it up.
plan xxxx
0.0s hook up
+1s digits 1234
expect dial line 1 "1234"
+0s call 1 trying
+1s call 1 ringing
+1s line-key 2
expect hangup 1
expect tone dial
