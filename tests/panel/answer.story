# A call rings: bell, fast lamp, who it is. Lifting answers it.
0.0s call 1 incoming line 2 name "Bob Smith" number "1001"
expect bell on
expect lamp 2 fast
expect lamp 1 off
expect tone none
expect row 1 " 2 Bob Smith 1001 incoming"
+3s hook up
expect answer 1
expect bell off
expect lamp 2 on
expect row 0 "2 Workshop on primary"
+0.1s call 1 up
expect audio to 1
expect row 1 ">2 Bob Smith 1001 0:00"
+2s hook down
expect hangup 1
expect audio to nobody
expect lamp 2 off
expect row 1 ""
