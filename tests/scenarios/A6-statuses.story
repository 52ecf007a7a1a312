# A6: failover statuses are a setting: codes and classes; a class never means 401, 407, 423 or 3xx.
# Here 404 and 5xx move on, and 423 is followed although 4xx is not listed for it.
server a answers REGISTER 404
server b answers REGISTER 599
server c answers REGISTER 423 min-expires=4000
line 1 servers=a,b,c register_failover_statuses=404,5xx jitter_percent=0 quarantine_s=0
start line 1
show attempts,sends,answers
until 1s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  answer        404                         attempt=1
    20  attempt 1     failed                      why=failover_status  status=404
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  answer        599                         attempt=2
    40  attempt 2     failed                      why=failover_status  status=599
    40  send          REGISTER to c               attempt=3  why=next_candidate
    60  answer        423                         attempt=3  min_expires=4000
    60  attempt 3     too brief                   why=expiry_too_brief  status=423
    60  send          REGISTER to c               attempt=4  expires=4000  why=expiry_too_brief
    80  answer        200                         attempt=4  expires=4000
