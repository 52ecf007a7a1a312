# A8: a 3xx is followed within the same server, five hops at most: a and c point at each other.
server a answers REGISTER 302 contact=c
server c answers REGISTER 302 contact=a
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 10s server c answers REGISTER 200
at 10s register line 1
show moves,attempts,sends,answers,world
until 20s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  answer        302                         attempt=1  contact=c
    20  attempt 1     redirected                  why=redirected  status=302
    20  send          REGISTER to c               attempt=2  why=redirected
    40  answer        302                         attempt=2  contact=a
    40  attempt 2     redirected                  why=redirected  status=302
    40  send          REGISTER to a               attempt=3  why=redirected
    60  answer        302                         attempt=3  contact=c
    60  attempt 3     redirected                  why=redirected  status=302
    60  send          REGISTER to c               attempt=4  why=redirected
    80  answer        302                         attempt=4  contact=a
    80  attempt 4     redirected                  why=redirected  status=302
    80  send          REGISTER to a               attempt=5  why=redirected
   100  answer        302                         attempt=5  contact=c
   100  attempt 5     redirected                  why=redirected  status=302
   100  send          REGISTER to c               attempt=6  why=redirected
   120  answer        302                         attempt=6  contact=a
   120  attempt 6     redirected                  why=redirected  status=302
   120  registration  REGISTERING -> WAITING      next_try=52657  why=registration_rejected  status=302
 10000  world         server c answers REGISTER 200
 10000  world         register line 1
 10000  registration  WAITING -> REGISTERING      why=user_wish
 10000  send          REGISTER to a               attempt=7  why=first_candidate
 10020  answer        302                         attempt=7  contact=c
 10020  attempt 7     redirected                  why=redirected  status=302
 10020  send          REGISTER to c               attempt=8  why=redirected
 10040  answer        200                         attempt=8  expires=3600
 10040  registration  REGISTERING -> REGISTERED   server=a  refresh=3529040  why=accepted
