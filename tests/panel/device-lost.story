# A device that is gone is said, and the call lives on.
0.0s call 1 incoming
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+1s device lost
expect row 5 "no audio device"
+1s keypad lost
expect row 5 "no audio device, no keypad"
+1s device back
expect row 5 "no keypad"
+1s keypad back
expect row 5 ""
+1s digit 1
expect dtmf 1 1 down
expect dtmf 1 1 up
+1s digit 2 down
expect dtmf 1 2 down
+1s keypad lost
expect dtmf 1 2 up
