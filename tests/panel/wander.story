# From each situation to the next: what a user does who cannot make up his mind.
plan xxxx
0.0s call 1 incoming
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+1s key hold
expect hold 1
expect audio to nobody
+0s call 1 held
+1s digit 1
expect tone none
+1s line-key 2
+1s key cancel
expect tone dial
+1s key redial
expect tone dial
+1s digits 1234
expect dial line 2 "1234"
+0s key cancel
expect tone none
+0.1s call 2 trying
expect hangup 2
+1s key redial
expect dial line 2 "1234"
+0s call 3 gone 480
expect tone congestion
+30s
expect tone none
+1s line 2 off
+1s key redial
expect tone congestion
expect row 1 "this line is off"
+1s key hold
expect resume 1
+0s call 1 up
expect audio to 1
+1s line-key 2
expect hold 1
expect audio to nobody
expect tone congestion
+0s call 1 held
+1s line 2 primary
+1s digits 1234
expect dial line 2 "1234"
+1s line-key 2
+1s key hold
+1s key cancel
+1s key hold
expect resume 1
+0s call 1 up
expect audio to 1
+1s key hold
expect hold 1
expect audio to nobody
+0s call 1 held
+1s digit 1
+1s digits 000
expect dial line 1 "1000"
