# A call that was placed past the panel is the user's as well: on the speaker if on-hook.
0.0s call 1 trying out unasked line 2 number 1234
expect speaker on
expect row 1 ">2 1234 calling"
+1s call 1 ringing
expect tone ringback
+1s call 1 up
expect audio to 1
+1s call 2 trying out unasked line 1
expect hold 1
expect audio to nobody
+0s call 1 held
+1s hook up
+1s hook down
expect hangup 2
expect bell on
