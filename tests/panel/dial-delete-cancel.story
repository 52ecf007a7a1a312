# DELETE takes the last digit back, CANCEL all of them; without digits there is dial tone again.
0.0s hook up
+1s digits 12
+1s key delete
expect row 1 "1"
expect tone none
+1s key delete
expect row 1 ""
expect tone dial
+1s digits 99
+1s key cancel
expect tone dial
+10s digits 12
+1s hook down
+1s digits 34
+1s key delete
expect row 1 "3"
+1s key cancel
expect row 1 ""
