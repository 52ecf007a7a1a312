# Who hangs up between a dial and its call's first report has that call hung up when it comes.
plan xxxx
0.0s hook up
+1s digits 1234
expect dial line 1 "1234"
+0s hook down
expect off-hook no
+0.1s call 1 trying
expect hangup 1
+0.1s call 1 ringing
+0.1s call 1 up
+0.1s call 1 gone 487
expect off-hook no
expect row 1 ""
