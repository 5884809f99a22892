namespace Scalewright.Decisions.Backtesting;

/// <summary>Converts rows to a load with steps of equal length, and reports or repairs problems.</summary>
/// <param name="column">Name of the column with the values; empty without one.</param>
/// <param name="isDated">True if the input has dates, which messages then repeat; false for numbers.</param>
internal sealed class TraceBuilder(TraceOptions options, ProblemList problems, string column, bool isDated)
{
    private const string TimeField = "time";

    // Range of dates: the years 1 to 9999, in seconds since 1970.
    private const double MinSeconds = -62_135_596_800;
    private const double MaxSeconds = 253_402_300_799;

    private static readonly string MaxValue = Text(MetricReading.MaxValue);

    private static readonly LoadTrace Nothing = new("trace", TimeSpan.FromSeconds(1), [0]);

    private string ValueField => column.Length > 0 ? TextEscaping.Escape(column) : "value";

    public LoadTrace Build(string name, List<TraceRow> rows, DateTimeOffset? epoch)
    {
        if (rows.Count == 0)
        {
            problems.AddError(ProblemCode.InvalidTrace, default, "", "has no row", "record at least one");
            return Nothing;
        }

        CheckTimes(rows);
        if (rows.Count == 0)
        {
            return Nothing;
        }

        // Each check assumes that earlier problems are fixed, so that all are reported together.
        CheckValues(rows);
        Order(rows);
        Unite(rows);
        if (!problems.HasErrors && IsWithoutValue(rows))
        {
            return Nothing;
        }

        StepGrid steps = options.Step is { } step ? StepGrid.Create(rows, step.TotalSeconds) : StepGrid.Create(rows);
        double length = steps.FirstMisfit < 0 ? steps.Length : options.Step?.TotalSeconds ?? StepGrid.GetMedian(rows);
        ValueList<double> values = Fits(rows, length) ? GetValues(rows, steps, length) : [0];
        return problems.HasErrors ? Nothing : Checked(CreateTrace(name, rows, length, values, epoch), rows[^1].Position);
    }

    /// <summary>Rejects and removes times that are not valid dates, which cannot be repaired.</summary>
    private void CheckTimes(List<TraceRow> rows)
    {
        int kept = 0;
        bool followsUnread = false;
        for (int index = 0; index < rows.Count; index++)
        {
            TraceRow row = rows[index];
            if (IsDate(row))
            {
                rows[kept++] = row with { FollowsUnread = row.FollowsUnread || followsUnread };
            }
            else
            {
                problems.AddError(
                    ProblemCode.InvalidTrace,
                    row.TimePosition,
                    TimeField,
                    $"{Text(row.Seconds)} s is before the year 1 or after the year 9999",
                    "use seconds, or a date as in 2026-01-01T00:00:00Z"
                );
            }

            followsUnread = !IsDate(row);
        }

        rows.RemoveRange(kept, rows.Count - kept);
    }

    private static bool IsDate(TraceRow row) => row.Seconds is >= MinSeconds and <= MaxSeconds;

    private static LoadTrace CreateTrace(string name, List<TraceRow> rows, double step, ValueList<double> values, DateTimeOffset? epoch)
    {
        TimeSpan length = TimeSpan.FromTicks(Math.Max(1, (long)Math.Min(long.MaxValue, Math.Round(step * TimeSpan.TicksPerSecond))));
        LoadTrace trace = new(name, length, values);
        return epoch is { } start ? trace with { Start = start + TimeSpan.FromSeconds(rows[0].Seconds) } : trace;
    }

    private LoadTrace Checked(LoadTrace trace, TextPosition position)
    {
        foreach (Problem problem in trace.Check())
        {
            problems.Add(problem with { Position = position });
        }

        return trace;
    }

    private void CheckValues(List<TraceRow> rows)
    {
        if (options.Repair.HasFlag(TraceRepair.Values) && IsWithoutValue(rows))
        {
            return;
        }

        foreach (TraceRow row in rows.Where(row => !MetricReading.IsValid(row.Value)))
        {
            Report(TraceRepair.Values, row, field: ValueField, found: Describe(row), advice: $"use a number from 0 to {MaxValue}");
        }
    }

    /// <summary>Rejects rows without any valid value, from which no repair can make a load.</summary>
    private bool IsWithoutValue(List<TraceRow> rows)
    {
        if (rows.Exists(row => MetricReading.IsValid(row.Value)))
        {
            return false;
        }

        problems.AddError(
            ProblemCode.InvalidTrace,
            rows[0].Position,
            ValueField,
            $"no value is a load; in the first row, {Describe(rows[0])}",
            $"use numbers from 0 to {MaxValue}"
        );
        return true;
    }

    private static string Describe(TraceRow row) =>
        row.Found ?? (row.Value > MetricReading.MaxValue ? $"{Text(row.Value)} is above {MaxValue}" : $"{Text(row.Value)} is not a load");

    private void Order(List<TraceRow> rows)
    {
        for (int index = 1; index < rows.Count; index++)
        {
            if (rows[index].Seconds < rows[index - 1].Seconds)
            {
                Report(
                    TraceRepair.OutOfOrder,
                    rows[index],
                    field: TimeField,
                    found: $"{Time(rows[index])} is earlier than {Time(rows[index - 1])} in the row before",
                    advice: "put the rows in order"
                );
            }
        }

        // The sort is stable, because the last of several rows with equal times is used.
        TraceRow[] sorted = [.. rows.OrderBy(row => row.Seconds)];
        rows.Clear();
        rows.AddRange(sorted);
    }

    private void Unite(List<TraceRow> rows)
    {
        int kept = 0;
        for (int index = 1; index < rows.Count; index++)
        {
            if (rows[index].Seconds == rows[kept].Seconds)
            {
                Report(
                    TraceRepair.Duplicates,
                    rows[index],
                    field: TimeField,
                    found: $"{Time(rows[index])} is there twice",
                    advice: "keep one row for each time"
                );
                rows[kept] = rows[index];
            }
            else
            {
                rows[++kept] = rows[index];
            }
        }

        rows.RemoveRange(kept + 1, rows.Count - kept - 1);
    }

    private bool Fits(List<TraceRow> rows, double length)
    {
        double count = CountSteps(rows, length);
        if (count <= options.MaxSteps)
        {
            return true;
        }

        problems.AddError(
            ProblemCode.SizeLimit,
            rows[^1].TimePosition,
            TimeField,
            $"{Text(count)} steps of {Text(length)} s",
            $"use at most {options.MaxSteps} steps, or a longer one"
        );
        return false;
    }

    private static double CountSteps(List<TraceRow> rows, double length) => Math.Round((rows[^1].Seconds - rows[0].Seconds) / length) + 1;

    private ValueList<double> GetValues(List<TraceRow> rows, StepGrid steps, double length) =>
        steps.FirstMisfit < 0 ? Fill(rows, steps) : Resample(rows, steps, length);

    private ValueList<double> Fill(List<TraceRow> rows, StepGrid steps)
    {
        double[] values = new double[(int)steps.StepNumbers.Max() + 1];
        double last = 0;
        long next = 0;
        int misfit = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            bool isMisfit = misfit < steps.Misfits.Length && steps.Misfits[misfit] == row;
            misfit += isMisfit ? 1 : 0;
            long at = steps.StepNumbers[row];
            Judge(rows[row], at - next, isMisfit, steps.Length);
            for (; next < at; next++)
            {
                values[next] = last;
            }

            last = GetValue(rows[row], last);
            values[at] = last;
            next = at + 1;
        }

        return ValueList.Wrap(values);
    }

    /// <summary>Reports a row that is not on its own step, or that follows missing steps.</summary>
    private void Judge(TraceRow row, long missing, bool isMisfit, double length)
    {
        if (row.FollowsUnread)
        {
            return;
        }

        if (isMisfit && missing < 0)
        {
            Report(
                TraceRepair.Duplicates,
                row,
                field: TimeField,
                found: $"{Time(row)} is a second value of one step",
                advice: "keep one row for each step"
            );
        }
        else if (isMisfit)
        {
            Report(
                TraceRepair.Gaps,
                row,
                field: TimeField,
                found: $"{Time(row)} is between two steps of {Text(length)} s",
                advice: "use steps of one length"
            );
        }

        if (missing > 0)
        {
            Report(
                TraceRepair.Gaps,
                row,
                field: TimeField,
                found: $"{Pluralizer.Format(missing, "step")} of {Text(length)} s missing before {Time(row)}",
                advice: "record them"
            );
        }
    }

    /// <summary>Resamples the rows: each step gets the latest value at its start. Reports this once.</summary>
    private ValueList<double> Resample(List<TraceRow> rows, StepGrid steps, double length)
    {
        TraceRow first = rows[steps.FirstMisfit];
        string found = steps.Drifts
            ? $"times drift away from their mean distance of {Text(steps.Length)} s: they follow no step"
            : $"times follow no step of {Text(steps.Length)} s: {steps.Misfits.Union(steps.Gaps).Count()} of "
                + $"{Pluralizer.Format(rows.Count, "row")} are not one step after the previous row, the first at "
                + $"{Time(first)}";
        Report(
            TraceRepair.Gaps,
            first,
            field: TimeField,
            found: found,
            advice: "use steps of one length, or name theirs in TraceOptions.Step",
            repaired: $"they were resampled to steps of {Text(length)} s"
        );
        double[] values = new double[(int)Math.Floor((rows[^1].Seconds - rows[0].Seconds) / length) + 1];
        (int next, double last) = (0, 0);
        for (int step = 0; step < values.Length; step++)
        {
            for (; next < rows.Count && rows[next].Seconds - rows[0].Seconds <= step * length; next++)
            {
                last = GetValue(rows[next], last);
            }

            values[step] = last;
        }

        return ValueList.Wrap(values);
    }

    private static double GetValue(TraceRow row, double last) => MetricReading.IsValid(row.Value) ? row.Value : last;

    private void Report(TraceRepair repair, TraceRow row, string field, string found, string advice, string repaired = "it was repaired")
    {
        TextPosition position = field == TimeField ? row.TimePosition : row.Position;
        if (options.Repair.HasFlag(repair))
        {
            problems.AddWarning(ProblemCode.InvalidTrace, position, field, found, repaired);
        }
        else
        {
            problems.AddError(
                ProblemCode.InvalidTrace,
                position,
                field,
                found,
                $"{advice}, or set TraceOptions.Repair to TraceRepair.{repair}"
            );
        }
    }

    private string Time(TraceRow row) =>
        isDated
            ? DateTimeOffset.UnixEpoch.AddSeconds(row.Seconds).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)
            : Text(row.Seconds);

    // Uses plain notation if the digits fit; a step can be as short as 100 ns.
    private static string Text(double value) =>
        value.ToString(
            Math.Abs(value) < MetricReading.MaxValue && (value == 0 || Math.Abs(value) >= 1e-6) ? "0.######" : "0.###e0",
            CultureInfo.InvariantCulture
        );
}
