# A1, A4, A6. Case 46, Yealink: a failure is, over TCP, a connection or a sending that fails; over
# UDP an ICMP error, or silence for retry_counts; the last server has the RFC's 32 s.
server a at tcp:192.0.2.1
server a fails with refused
server b is unreachable
server c is silent
server d is silent
line 1 like yealink mode=successive servers=a,b,c,d
start line 1
show attempts,sends,reports
until 1min
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  attempt 1     failed                      why=connection_refused
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  attempt 2     failed                      why=icmp_unreachable
    40  send          REGISTER to c               attempt=3  why=next_candidate
   540  resend        REGISTER to c               attempt=3
  1540  resend        REGISTER to c               attempt=3
  3540  resend        REGISTER to c               attempt=3
  7540  attempt 3     failed                      why=silence
  7540  send          REGISTER to d               attempt=4  why=next_candidate
  8040  resend        REGISTER to d               attempt=4
  9040  resend        REGISTER to d               attempt=4
 11040  resend        REGISTER to d               attempt=4
 15040  order         Extend                      attempt=4  why=last_candidate
 15040  resend        REGISTER to d               attempt=4
 19040  resend        REGISTER to d               attempt=4
 23040  resend        REGISTER to d               attempt=4
 27040  resend        REGISTER to d               attempt=4
 31040  resend        REGISTER to d               attempt=4
 35040  resend        REGISTER to d               attempt=4
 39040  resend        REGISTER to d               attempt=4
 39540  attempt 4     failed                      why=silence
 39540  report        line FAILED                 since=39540  next_try=69540  why=silence  cause=silence
