"""What a strategy map needs in a file of its own: light colours, as in headway.css, and marks."""

MARGIN = 24.0

STYLE = """
text { font: 12px Inter, "Helvetica Neue", Arial, sans-serif; fill: #1d1a17; }
.lane { stroke: #cbc7c1; stroke-dasharray: 1 3; }
.pn { fill: #4c4843; font-weight: 620; } .ps { fill: #645f59; font-size: 11px; }
.nd { fill: #fff; stroke: #837e77; } .nt { font-weight: 500; }
.ns { fill: #4c4843; font-weight: 620; }
.e { fill: none; stroke-width: 1.5; } .lbb, .sg { fill: #fff; stroke-width: 1.25; }
.sg { stroke-width: 1.75; } .bk { fill: #fff; } .hit { fill: none; }
.lb { font-size: 11px; font-weight: 600; }
.gl { fill: none; stroke-width: 1.5; stroke-linecap: round; }
.e-sup { stroke: #0e7a55; } .h-sup { fill: #0e7a55; } .l-sup { fill: #0b5a40; }
.e-con { stroke: #c0361b; stroke-width: 2; } .h-con { fill: #c0361b; } .l-con { fill: #9c2c16; }
.e-unt, .e-few { stroke: #767169; stroke-dasharray: 5 4; } .h-unt, .h-few { fill: #767169; }
.e-not { stroke: #767169; stroke-dasharray: 1.5 4; stroke-linecap: round; }
.h-not { fill: #767169; }
.l-unt, .l-not, .l-few { fill: #4c4843; } .sol, .gl, .sg { stroke-dasharray: none; }
.m-on { color: #0e7a55; } .m-watch { color: #b97a12; } .m-off { color: #c0361b; }
.m-unk { color: #767169; }
"""
SYMBOLS = (
    '<symbol id="m-on" viewBox="0 0 12 12"><circle cx="6" cy="6" r="5.25" fill="currentColor"/>'
    '</symbol><symbol id="m-watch" viewBox="0 0 12 12"><path d="M6 .6 11.8 11.2H.2z" '
    'fill="currentColor"/></symbol><symbol id="m-off" viewBox="0 0 12 12"><path '
    'd="M.8.8h10.4v10.4H.8zM3 5v2h6V5z" fill="currentColor" fill-rule="evenodd"/></symbol>'
    '<symbol id="m-unk" viewBox="0 0 12 12"><path d="M6 .9 11.1 6 6 11.1.9 6z" fill="none" '
    'stroke="currentColor" stroke-width="1.4"/></symbol>'
)
