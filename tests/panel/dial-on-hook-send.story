# On-hook: digits first, then SEND, which turns the speaker on.
0.0s digits 1234
expect row 1 "1234"
expect off-hook no
+10s key send
expect dial line 1 "1234"
expect speaker on
expect off-hook yes
