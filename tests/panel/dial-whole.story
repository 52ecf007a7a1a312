# A number that can be no other is sent with its last digit; the first digit ends dial tone.
plan (1xxx|[2-9]xxxxxx|0x.T)
0.0s hook up
expect tone dial
+1s digit 1
expect tone none
expect row 1 "1"
+1s digits 23
expect nothing
+1s digit 4
expect dial line 1 "1234"
+0s call 7 trying number 1234
expect row 1 ">1 1234 calling"
