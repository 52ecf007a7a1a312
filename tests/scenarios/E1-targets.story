# E1, D2, D4: among the working server's targets a call starts where its failback mode says: at the first one of y
# (new_requests), at the working one of x (registration).
name x.example A a,b ttl=3600
name y.example A c,d ttl=3600
server a is silent
server c is silent
line 1 servers=x.example jitter_percent=0 quarantine_s=0 x.example.failback_mode=registration
line 2 servers=y.example jitter_percent=0 quarantine_s=0 y.example.failback_mode=new_requests
start line 1
start line 2
at 10s call line 1
at 10s call line 2
show attempts,sends,reports,calls,world
until 20s
----
     0  line 1  report        line REGISTERING            since=0  why=started
     0  line 2  report        line REGISTERING            since=0  why=started
    20  line 1  send          REGISTER to a               attempt=1  why=name_answered
    20  line 2  send          REGISTER to c               attempt=1  why=name_answered
   520  line 1  resend        REGISTER to a               attempt=1
   520  line 2  resend        REGISTER to c               attempt=1
  1520  line 1  resend        REGISTER to a               attempt=1
  1520  line 2  resend        REGISTER to c               attempt=1
  3520  line 1  resend        REGISTER to a               attempt=1
  3520  line 2  resend        REGISTER to c               attempt=1
  7520  line 1  attempt 1     failed                      why=silence
  7520  line 1  send          REGISTER to b               attempt=2  why=next_candidate
  7520  line 2  attempt 1     failed                      why=silence
  7520  line 2  send          REGISTER to d               attempt=2  why=next_candidate
  7540  line 1  report        line REGISTERED             server=x.example  at=b  since=7540  why=silence  cause=silence
  7540  line 2  report        line REGISTERED             server=y.example  at=d  since=7540  why=silence  cause=silence
 10000          world         call line 1
 10000  line 1  report        call 1 CALLING              why=call_wanted
 10000  line 1  send          INVITE to b                 attempt=3  request=1  why=call_wanted
 10000          world         call line 2
 10000  line 2  report        call 1 CALLING              why=call_wanted
 10000  line 2  send          INVITE to c                 attempt=3  request=1  why=new_request_first
 10010  line 1  callee        rings                       via=b  call=1
 10020  line 1  order         Extend                      attempt=3  why=call_rings
 10020  line 1  report        call 1 RINGING              server=x.example  why=call_rings
 10500  line 2  resend        INVITE to c                 attempt=3
 11500  line 2  resend        INVITE to c                 attempt=3
 12010  line 1  callee        talks                       via=b  call=1
 12020  line 1  report        request 1 accepted          server=x.example
 12020  line 1  report        call 1 TALKING              server=x.example  why=call_answered
 13500  line 2  resend        INVITE to c                 attempt=3
 17500  line 2  attempt 3     failed                      why=silence
 17500  line 2  send          INVITE to d                 attempt=4  request=1  why=next_candidate
 17510  line 2  callee        rings                       via=d  call=1
 17520  line 2  order         Extend                      attempt=4  why=call_rings
 17520  line 2  report        call 1 RINGING              server=y.example  why=call_rings
 19510  line 2  callee        talks                       via=d  call=1
 19520  line 2  report        request 1 accepted          server=y.example
 19520  line 2  report        call 1 TALKING              server=y.example  why=call_answered
