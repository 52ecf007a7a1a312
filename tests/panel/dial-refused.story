# A dial that the line refuses at once is over with a tone and the reason.
plan xxxx
0.0s hook up
+1s digits 1234
expect dial line 1 "1234"
+0s call 1 gone 503 "no server answers"
expect tone congestion
expect row 1 "no server answers"
+1s hook down
expect tone none
