# The key of an idle line holds the call and gives dial tone there.
plan xxxx
0.0s call 1 incoming
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+5s line-key 2
expect hold 1
expect audio to nobody
expect tone dial
expect row 0 "2 Workshop on primary"
+0s call 1 held
+1s digits 1234
expect dial line 2 "1234"
