"""The peer of the effects benchmark: a statsmodels loop. Reads aim,week,y,columns...,campaign; prints the seconds it took.

Once per aim, and once per place of the campaign's six weeks before week 130, it fits SARIMAX (1,0,0) and a local level with regression.
"""
import csv
import sys
import time
import warnings

import numpy as np
from statsmodels.tsa.statespace.sarimax import SARIMAX
from statsmodels.tsa.statespace.structural import UnobservedComponents

warnings.simplefilter("ignore")
STARTS, LENGTH = 130, 6


def fit(y, x):
    SARIMAX(y, exog=np.column_stack([np.ones(len(y)), x]), order=(1, 0, 0)).fit(disp=0)
    UnobservedComponents(y, "llevel", exog=x).fit(disp=0)


aims = {}
with open(sys.argv[1]) as file:
    for row in csv.reader(file):
        aims.setdefault(row[0], []).append([float(cell) for cell in row[1:]])
began = time.perf_counter()
for rows in aims.values():
    table = np.array(rows)
    week, y, x = table[:, 0], table[:, 1], table[:, 2:]
    fit(y, x)
    before = week < STARTS
    for start in range(STARTS - LENGTH + 1):
        moved = ((week >= start) & (week < start + LENGTH)).astype(float)
        fit(y[before], np.column_stack([x[before, :-1], moved[before]]))
print(time.perf_counter() - began)
