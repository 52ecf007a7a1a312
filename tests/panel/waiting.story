# Call waiting: tone and lamp, no bell; the line key holds one call and answers the other.
0.0s call 1 incoming name "Bob"
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+5s call 2 incoming name "Carol"
expect tone call-waiting
expect bell off
expect lamp 1 fast
expect row 1 ">1 Bob 0:05"
expect row 2 " 1 Carol incoming"
+1s line-key 1
expect hold 1
expect answer 2
expect audio to nobody
expect tone none
+0.1s call 1 held
+0.1s call 2 up
expect audio to 2
expect row 1 ">1 Carol 0:00"
expect row 2 has "Bob on hold"
