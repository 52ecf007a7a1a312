# On-hook ends a busy tone; so does CANCEL, and dial tone comes.
plan xxxx
0.0s hook up
+1s digits 1234
expect dial line 1 "1234"
+0s call 1 trying
+2s call 1 gone 486
expect tone busy
expect row 1 "busy"
+1s key cancel
expect tone dial
+1s digits 1234
expect dial line 1 "1234"
+0s call 2 trying
+1s call 2 gone 486
expect tone busy
+1s hook down
expect tone none
expect row 1 ""
