using System.Globalization;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Makes a load of steps of one length from rows, and notes or repairs what is in the way.</summary>
internal sealed class TraceRows(TraceOptions options, ProblemList problems)
{
    // Two times are the same step when they differ by less than this part of it: clocks jitter.
    private const double Slack = 0.25;

    // The years 1 to 9999, in seconds since 1970: what a date can be.
    private const double SecondsMin = -62_135_596_800;
    private const double SecondsMax = 253_402_300_799;

    private static readonly LoadTrace Nothing = new("trace", TimeSpan.FromSeconds(1), [0]);

    public LoadTrace Build(string name, List<TraceRow> rows, DateTimeOffset? epoch)
    {
        if (rows.Count == 0)
        {
            problems.AddError(ProblemCode.BadTrace, default, "", "has no row", "record at least one");
            return Nothing;
        }

        CheckTimes(rows);
        if (rows.Count == 0)
        {
            return Nothing;
        }

        Order(rows);
        Unite(rows);
        double step = options.Step?.TotalSeconds ?? StepOf(rows);
        ValueList<double> values = problems.HasErrors ? [0] : Fill(rows, step);
        return problems.HasErrors ? Nothing : Checked(TraceOf(name, rows, step, values, epoch), rows[^1].Spot);
    }

    /// <summary>Refuses times that no date can be, and takes them out: nothing repairs them.</summary>
    private void CheckTimes(List<TraceRow> rows)
    {
        foreach (TraceRow row in rows.Where(row => !IsDate(row)))
        {
            problems.AddError(ProblemCode.BadTrace, row.Spot, "time", $"{Text(row.Seconds)} s is before the year 1 or after the year 9999", "use seconds, or a date as in 2026-01-01T00:00:00Z");
        }

        rows.RemoveAll(row => !IsDate(row));
    }

    private static bool IsDate(TraceRow row) => row.Seconds is >= SecondsMin and <= SecondsMax;

    private LoadTrace TraceOf(string name, List<TraceRow> rows, double step, ValueList<double> values, DateTimeOffset? epoch)
    {
        TimeSpan length = TimeSpan.FromTicks(Math.Max(1, (long)Math.Min(long.MaxValue, Math.Round(step * TimeSpan.TicksPerSecond))));
        LoadTrace trace = new(name, length, values) { Repairs = problems.ToCounted(ProblemCode.BadTrace) };
        return epoch is { } start ? trace with { Start = start + TimeSpan.FromSeconds(rows[0].Seconds) } : trace;
    }

    private LoadTrace Checked(LoadTrace trace, TextSpot spot)
    {
        foreach (Problem problem in trace.Check())
        {
            problems.Add(problem with { Spot = spot });
        }

        return trace;
    }

    private void Order(List<TraceRow> rows)
    {
        for (int index = 1; index < rows.Count; index++)
        {
            if (rows[index].Seconds < rows[index - 1].Seconds)
            {
                Note(TraceRepair.Disorder, rows[index], "time", $"{Text(rows[index].Seconds)} stands behind {Text(rows[index - 1].Seconds)}", "put the rows in order");
            }
        }

        if (options.Repair.HasFlag(TraceRepair.Disorder))
        {
            TraceRow[] sorted = [.. rows.OrderBy(row => row.Seconds)];
            rows.Clear();
            rows.AddRange(sorted);
        }
    }

    private void Unite(List<TraceRow> rows)
    {
        int kept = 0;
        for (int index = 1; index < rows.Count; index++)
        {
            if (rows[index].Seconds == rows[kept].Seconds)
            {
                Note(TraceRepair.Duplicates, rows[index], "time", $"{Text(rows[index].Seconds)} is there twice", "keep one row for each time");
                rows[kept] = rows[index];
            }
            else
            {
                rows[++kept] = rows[index];
            }
        }

        rows.RemoveRange(kept + 1, rows.Count - kept - 1);
    }

    /// <summary>The most frequent distance; of equally frequent ones the smallest.</summary>
    private static double StepOf(List<TraceRow> rows) => rows.Count < 2 ? 1 : Enumerable.Range(1, rows.Count - 1)
        .Select(index => Math.Round(rows[index].Seconds - rows[index - 1].Seconds, 3)).Where(distance => distance > 0)
        .GroupBy(distance => distance).OrderByDescending(same => same.Count()).ThenBy(same => same.Key).Select(same => same.Key).DefaultIfEmpty(1).First();

    private ValueList<double> Fill(List<TraceRow> rows, double step)
    {
        double length = Math.Round((rows[^1].Seconds - rows[0].Seconds) / step) + 1;
        if (length > options.StepsMax)
        {
            problems.AddError(ProblemCode.SizeLimit, rows[^1].Spot, "time", $"{Text(length)} steps of {Text(step)} s", $"use at most {options.StepsMax} steps, or a longer one");
            return [0];
        }

        double[] values = new double[(int)length];
        double last = 0;
        int next = 0;
        foreach (TraceRow row in rows)
        {
            int at = Place(row, rows[0].Seconds, step, next);
            for (; next < at; next++)
            {
                values[next] = last;
            }

            last = ValueOf(row, last);
            if (at >= 0)
            {
                values[at] = last;
                next = at + 1;
            }
        }

        return new ValueList<double>(values);
    }

    /// <summary>The step of a row; notes when it is none, or steps before it are missing.</summary>
    private int Place(TraceRow row, double start, double step, int next)
    {
        double exact = (row.Seconds - start) / step;
        int at = (int)Math.Round(exact);
        if (at < next)
        {
            Note(TraceRepair.Duplicates, row, "time", $"{Text(row.Seconds)} is a second value of one step", "keep one row for each step");
            return at;
        }

        if (Math.Abs(exact - at) > Slack)
        {
            Note(TraceRepair.Gaps, row, "time", $"{Text(row.Seconds)} is between two steps of {Text(step)} s", "use steps of one length");
        }

        if (at > next)
        {
            Note(TraceRepair.Gaps, row, "time", $"{CountText.Of(at - next, "step")} of {Text(step)} s missing before {Text(row.Seconds)}", "record them");
        }

        return at;
    }

    private double ValueOf(TraceRow row, double last)
    {
        if (MetricReading.IsSane(row.Value))
        {
            return row.Value;
        }

        string bound = Text(MetricReading.ValueMax);
        string found = row.Found ?? (row.Value > MetricReading.ValueMax ? $"{Text(row.Value)} is above {bound}" : $"{Text(row.Value)} is no load");
        Note(TraceRepair.Values, row, "value", found, $"use a number from 0 to {bound}");
        return last;
    }

    private void Note(TraceRepair repair, TraceRow row, string field, string found, string advice)
    {
        if (options.Repair.HasFlag(repair))
        {
            problems.AddWarning(ProblemCode.BadTrace, row.Spot, field, found, "it was repaired");
        }
        else
        {
            problems.AddError(ProblemCode.BadTrace, row.Spot, field, found, $"{advice}, or ask for repair");
        }
    }

    private static string Text(double value) => value.ToString(Math.Abs(value) < MetricReading.ValueMax ? "0.######" : "0.###e0", CultureInfo.InvariantCulture);
}
