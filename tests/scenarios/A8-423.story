# A8: 423 is repeated with the Min-Expires asked for, at the same server; over 86,400 s it fails.
server a answers REGISTER 423 min-expires=7200
line 1 servers=a,b expires_s=60 jitter_percent=0 quarantine_s=0
start line 1
at 10s server a answers REGISTER 423 min-expires=86401
at 10s register line 1
show moves,attempts,sends,answers,world
until 20s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  answer        423                         attempt=1  min_expires=7200
    20  attempt 1     too brief                   why=expiry_too_brief  status=423
    20  send          REGISTER to a               attempt=2  expires=7200  why=expiry_too_brief
    40  answer        200                         attempt=2  expires=7200
    40  registration  REGISTERING -> REGISTERED   server=a  refresh=7119040  why=accepted
 10000  world         server a answers REGISTER 423 min-expires=86401
 10000  world         register line 1
 10000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 10000  send          REGISTER to a               attempt=3  why=first_candidate
 10020  answer        423                         attempt=3  min_expires=86401
 10020  attempt 3     failed                      why=rejected  status=423
 10020  registration  REGISTERING -> WAITING      next_try=62557  why=registration_rejected  status=423
