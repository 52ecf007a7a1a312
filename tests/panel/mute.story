# MUTE asks for silence, and the display shows what the call says.
0.0s call 1 incoming name "Bob"
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+1s key mute
expect mute 1 on
+0s call 1 up muted
expect row 1 ">1 Bob muted 0:01"
+1s key mute
expect mute 1 off
+0s call 1 up unmuted
expect row 1 ">1 Bob 0:02"
