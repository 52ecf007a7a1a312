# CANCEL takes a dial back: dial tone at the ear, on-hook on the speaker.
plan xxxx
0.0s hook up
+1s digits 1234
expect dial line 1 "1234"
+0s key cancel
expect tone dial
+0.1s call 1 trying
expect hangup 1
+1s hook down
+1s key redial
expect dial line 1 "1234"
+0s key cancel
expect off-hook no
+0.1s call 2 trying
expect hangup 2
