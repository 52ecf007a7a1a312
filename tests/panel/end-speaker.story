# A busy tone on the speaker ends with the speaker.
plan xxxx
0.0s digits 1234
+1s key send
expect dial line 1 "1234"
+0s call 1 trying
+1s call 1 gone 486
expect tone busy
expect speaker on
+30s
expect tone none
expect speaker off
