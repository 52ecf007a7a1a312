# E2, C1b: that REGISTER joins the one under way: the line is registering at b already when the call comes there.
server a fails with icmp
server b answers REGISTER 200 after=2s
line 1 servers=a,b jitter_percent=0 quarantine_s=0 register_first=on
start line 1
at 500ms call line 1
show moves,attempts,sends,answers,reports,calls,world
until 6s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        icmp                        attempt=1
    20  attempt 1     failed                      why=icmp_unreachable
    20  send          REGISTER to b               attempt=2  why=next_candidate
   500  world         call line 1
   500  report        call 1 CALLING              why=call_wanted
   500  send          REGISTER to a               attempt=3  why=call_wanted
   520  answer        icmp                        attempt=3
   520  attempt 3     failed                      why=icmp_unreachable
   520  resend        REGISTER to b               attempt=2
  1520  resend        REGISTER to b               attempt=2
  2040  answer        200                         attempt=2  expires=3600
  2040  registration  REGISTERING -> REGISTERED   server=b  refresh=3521040  why=accepted  cause=icmp
  2040  failback      HOME -> AWAY                probe=122040  why=probe_waits
  2040  send          INVITE to b                 attempt=4  request=1  why=registered_first
  2040  report        line ON_BACKUP              server=b  since=2040  why=icmp_unreachable  cause=icmp
  2050  callee        rings                       via=b  call=1
  2060  answer        180                         attempt=4
  2060  order         Extend                      attempt=4  why=call_rings
  2060  report        call 1 RINGING              server=b  why=call_rings
  4050  callee        talks                       via=b  call=1
  4060  answer        200                         attempt=4
  4060  report        request 1 accepted          server=b
  4060  report        call 1 TALKING              server=b  why=call_answered
