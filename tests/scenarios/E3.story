# E3: `only_signal_with_registered`, with register_on_enable and one of the modes 1 to 3: requests go only to a target with a
# binding, the first one too. The line is at b; its failback moment has passed (D6), and the call starts at a: behind a
# REGISTER.
name x.example A a,b ttl=3600
server a is silent
line 1 servers=x.example jitter_percent=0 quarantine_s=0 x.example.failback_mode=duration x.example.failback_timeout_s=60 x.example.register_on_enable=on x.example.only_signal_with_registered=on
start line 1
at 30s server a is back
at 66s server a answers REGISTER 200 after=3s
at 68s call line 1
show moves,attempts,sends,answers,reports,calls,world
until 76s
----
     0  registration  OFF -> REGISTERING          why=started
     0  report        line REGISTERING            since=0  why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
   520  resend        REGISTER to a               attempt=1
  1520  resend        REGISTER to a               attempt=1
  3520  resend        REGISTER to a               attempt=1
  7520  attempt 1     failed                      why=silence
  7520  send          REGISTER to b               attempt=2  why=next_candidate
  7540  answer        200                         attempt=2  expires=3600
  7540  registration  REGISTERING -> REGISTERED   server=x.example  at=b  refresh=3516540  why=accepted  cause=silence
  7540  target_failback  FIRST -> AWAY               server=x.example  back=67540  why=duration_runs
  7540  report        line REGISTERED             server=x.example  at=b  since=7540  why=silence  cause=silence
 30000  world         server a is back
 66000  world         server a answers REGISTER 200 after=3s
 67540  target_failback  AWAY -> TRYING              server=x.example  why=duration_over
 67540  registration  REGISTERED -> REGISTERING   server=x.example  why=duration_over
 67540  send          REGISTER to a               attempt=3  why=duration_over
 68000  world         call line 1
 68000  report        call 1 CALLING              why=call_wanted
 68040  resend        REGISTER to a               attempt=3
 69040  resend        REGISTER to a               attempt=3
 70560  answer        200                         attempt=3  expires=3600
 70560  registration  REGISTERING -> REGISTERED   server=x.example  at=a  refresh=3579560  why=accepted
 70560  target_failback  TRYING -> FIRST             server=x.example  why=failback_not_needed
 70560  send          INVITE to a                 attempt=4  request=1  why=registered_first
 70560  report        line REGISTERED             server=x.example  at=a  since=70560  why=accepted
 70570  callee        rings                       via=a  call=1
 70580  answer        180                         attempt=4
 70580  order         Extend                      attempt=4  why=call_rings
 70580  report        call 1 RINGING              server=x.example  why=call_rings
 72570  callee        talks                       via=a  call=1
 72580  answer        200                         attempt=4
 72580  report        request 1 accepted          server=x.example
 72580  report        call 1 TALKING              server=x.example  why=call_answered
