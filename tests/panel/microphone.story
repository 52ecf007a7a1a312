# The microphone is on while a call talks, and at no other time.
plan xxxx
0.0s hook up
expect tone dial
expect microphone off
+1s digits 1234
expect dial line 1 "1234"
+0s call 1 trying
+1s call 1 ringing
expect tone ringback
expect microphone off
+1s call 1 up
expect audio to 1
expect microphone on
+1s key hold
expect hold 1
expect audio to nobody
expect microphone off
