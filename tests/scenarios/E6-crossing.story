# E6, A11: the answer crosses the hang-up: 200 comes when the CANCEL has left. It is ACKed and BYEd.
server a rings then answers after=4s
server a delays 400ms
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 5300ms hang up line 1
show attempts,sends,answers,reports,calls,world
until 8s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
   400  answer        200                         attempt=1  expires=3600
   400  report        line REGISTERED             server=a  since=400  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1200  callee        rings                       via=a  call=1
  1400  answer        180                         attempt=2
  1400  order         Extend                      attempt=2  why=call_rings
  1400  report        call 1 RINGING              server=a  why=call_rings
  5200  callee        talks                       via=a  call=1
  5300  world         hang up line 1
  5300  order         Abandon                     attempt=2  why=call_given_up
  5300  report        request 1 withdrawn
  5300  report        call 1 OVER                 server=a  why=call_given_up
  5300  send          CANCEL to a                 of attempt=2
  5400  answer        200, late                   attempt=2
  5400  order         End                         attempt=2  why=late_call_ended
  5400  send          BYE to a                    of attempt=2
  5600  callee        talks no longer             via=a  call=1
  5800  answer        late call ended             attempt=2
