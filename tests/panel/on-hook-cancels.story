# On-hook before the answer cancels the call, and what comes later is no news.
plan xxxx
0.0s hook up
+1s digits 1234
expect dial line 1 "1234"
+0s call 1 trying
+1s call 1 ringing
expect tone ringback
+1s hook down
expect hangup 1
expect tone none
+0.1s call 1 ringing
+0.1s call 1 up
+0.1s call 1 ending
+0.1s call 1 gone 487
expect off-hook no
expect row 1 ""
