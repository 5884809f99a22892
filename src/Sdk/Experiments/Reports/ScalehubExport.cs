using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Reports;

/// <summary>
/// Exports an experiment in Scalehub's format: <c>DATE/N/exp_log.json</c>, <c>export/METRIC_export.csv|json</c> as
/// exported by VictoriaMetrics, <c>final_df.csv</c> and <c>mean_stderr.csv</c>. Several runs are in
/// <c>DATE/multi_run_N/I</c>. Several points are in <c>DATE/res_exp_NODE_N/TM/I</c>, with the kinds of machines and the
/// name of the point. <c>final_df.csv</c> has a header of three lines, and a row for each 5 seconds with measurements,
/// starting at 0. Dates are from the wall clock for real runs, and from the simulated clock otherwise.
/// </summary>
public static class ScalehubExport
{
    private const int BucketSeconds = 5;
    private static readonly DateTimeOffset SimulationStart = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Scalehub drops the last 30 seconds of each interval without a change.
    private static readonly TimeSpan EndSkipped = TimeSpan.FromSeconds(30);

    /// <summary>Writes the files.</summary>
    /// <param name="data">The measurements.</param>
    /// <param name="folder">The folder; created if it does not exist.</param>
    /// <param name="number">Number in the file names, from 1.</param>
    /// <returns>Folders of the runs.</returns>
    public static ValueList<string> Write(ExperimentData data, string folder, int number = 1)
    {
        ArgumentNullException.ThrowIfNull(data);
        DateTimeOffset first = data.Points.SelectMany(point => point.Completed).Select(GetStart).DefaultIfEmpty(SimulationStart).Min();
        string date = Path.Combine(folder, first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        string node = data.Node.Length > 0 ? data.Node : "node";
        List<string> written = [];
        foreach (PointData point in data.Points)
        {
            RunHistory[] runs = [.. point.Completed];
            string runName = runs.Length > 1 ? $"multi_run_{Text(number)}" : Text(number);
            runName = data.Points.Count > 1 ? Path.Combine($"res_exp_{node}_{Text(number)}", point.Name) : runName;
            foreach (RunHistory run in runs)
            {
                string runFolder =
                    runs.Length > 1 || data.Points.Count > 1 ? Path.Combine(date, runName, Text(run.Number)) : Path.Combine(date, runName);
                WriteRun(data.For(point), run, runFolder);
                written.Add(runFolder);
            }

            if (runs.Length > 1)
            {
                WriteLines(Path.Combine(date, runName, "final_df.csv"), Across(data.For(point), runs));
            }
        }

        return written.ToValueList();
    }

    private static void WriteRun(ExperimentData data, RunHistory run, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "export"));
        WriteLog(data, run, Path.Combine(folder, "exp_log.json"));
        DateTimeOffset start = GetStart(run);
        foreach (
            IGrouping<string, KeyValuePair<SeriesKey, SeriesData>> metric in run
                .Series.Where(entry => IsExported(entry.Key))
                .Select(WithoutMissingValues)
                .GroupBy(entry => GetName(entry.Key.Metric), StringComparer.Ordinal)
        )
        {
            WriteLines(
                Path.Combine(folder, "export", $"{metric.Key}_export.csv"),
                metric.SelectMany(entry => FormatCsv(entry.Key, entry.Value, start))
            );
            WriteLines(
                Path.Combine(folder, "export", $"{metric.Key}_export.json"),
                metric.Select(entry => FormatJson(entry.Key, entry.Value, start))
            );
        }

        WriteLines(Path.Combine(folder, "final_df.csv"), FormatFrame(run));
        WriteLines(Path.Combine(folder, "mean_stderr.csv"), FormatMeans(data, run));
    }

    /// <summary>Removes points without a value from Prometheus series, as an export from Prometheus does.</summary>
    private static KeyValuePair<SeriesKey, SeriesData> WithoutMissingValues(KeyValuePair<SeriesKey, SeriesData> entry) =>
        entry.Key.Instance < 0 ? KeyValuePair.Create(entry.Key, entry.Value.Finite()) : entry;

    /// <summary>Indicates whether a series has a name in Flink or is an additional metric.</summary>
    private static bool IsExported(SeriesKey series) =>
        series.Instance >= 0
        || (
            series.Task.Length == 0
            && !MetricSampler.OwnNames.Contains(series.Metric, StringComparer.Ordinal)
            && Path.GetFileName(series.Metric) == series.Metric
        );

    /// <summary>Returns the name that Flink's Prometheus reporter gives to a metric of Flink.</summary>
    private static string GetName(string metric) =>
        metric switch
        {
            MetricSampler.RecordsIn or MetricSampler.Busy or MetricSampler.Backpressured or MetricSampler.CheckpointDelay =>
                $"flink_taskmanager_job_task_{metric}",
            MetricSampler.LateRecords => $"flink_taskmanager_job_task_operator_{metric}",
            MetricSampler.Checkpoint => $"flink_jobmanager_job_{metric}",
            _ when IsTaskManagers(metric) => $"flink_taskmanager_{metric.Replace('.', '_')}",
            _ => metric,
        };

    private static bool IsTaskManagers(string metric) => metric.StartsWith(MetricSampler.TaskManagerPrefix, StringComparison.Ordinal);

    private static DateTimeOffset GetStart(RunHistory run) =>
        run.Events.FirstOrDefault(historyEvent => historyEvent.Kind == RunLoop.ClockEvent) is { } historyEvent
        && DateTimeOffset.TryParse(
            historyEvent.Text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset start
        )
            ? start.ToUniversalTime()
            : SimulationStart;

    private static void WriteLog(ExperimentData data, RunHistory run, string file)
    {
        double end = run.Find("throughput").Times is [.., var last] ? last : 0;
        using FileStream stream = new(file, FileMode.Create, FileAccess.Write);
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("run_number", run.Number);
        json.WriteStartObject("config");
        json.WriteString("experiment.name", data.Name);
        json.WriteString("experiment.task_name", data.Task);
        json.WriteNumber("experiment.output_skip_s", data.WarmUpPeriod.TotalSeconds);
        foreach ((string key, string value) in data.Config)
        {
            if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
            {
                json.WriteNumber(key, number);
            }
            else
            {
                json.WriteString(key, value);
            }
        }

        json.WriteEndObject();
        json.WriteStartObject("timestamps");
        json.WriteNumber("start", GetStart(run).ToUnixTimeSeconds());
        json.WriteNumber("end", GetStart(run).ToUnixTimeSeconds() + (long)end);
        json.WriteEndObject();
        json.WriteStartObject("quicklinks");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Format of /api/v1/export/csv?format=__name__,__timestamp__:unix_s,__value__
    private static IEnumerable<string> FormatCsv(SeriesKey series, SeriesData data, DateTimeOffset start)
    {
        for (int index = 0; index < data.Values.Length; index++)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{GetName(series.Metric)},{start.ToUnixTimeSeconds() + (long)data.Times[index]},{data.Values[index]}"
            );
        }
    }

    // Format of /api/v1/export: one line of JSON for each series.
    private static string FormatJson(SeriesKey series, SeriesData data, DateTimeOffset start) =>
        JsonLine.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("metric");
            json.WriteString("__name__", GetName(series.Metric));
            if (IsTaskManagers(series.Metric))
            {
                json.WriteString("tm_id", series.Task);
            }
            else if (series.Task.Length > 0)
            {
                json.WriteString("task_name", series.Task);
                json.WriteString("subtask_index", series.Instance.ToString(CultureInfo.InvariantCulture));
            }

            json.WriteEndObject();
            json.WriteStartArray("values");
            foreach (double value in data.Values)
            {
                json.WriteNumberValue(double.IsFinite(value) ? value : 0);
            }

            json.WriteEndArray();
            json.WriteStartArray("timestamps");
            foreach (double time in data.Times)
            {
                json.WriteNumberValue(start.ToUnixTimeMilliseconds() + (long)(time * 1000));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    /// <summary>Returns a column for each metric, task and subtask (header lines), and a row for each 5 s.</summary>
    private static IEnumerable<string> FormatFrame(RunHistory run)
    {
        KeyValuePair<SeriesKey, SeriesData>[] columns =
        [
            .. run
                .Series.Where(entry => IsExported(entry.Key))
                .OrderBy(entry => entry.Key.Metric, StringComparer.Ordinal)
                .ThenBy(entry => entry.Key.Task, StringComparer.Ordinal)
                .ThenBy(entry => entry.Key.Instance),
        ];
        SeriesData parallelism = run.Find("parallelism");
        int[] positions = new int[columns.Length];
        yield return string.Join(',', columns.Select(column => GetName(column.Key.Metric)).Prepend("").Append("Parallelism"));
        yield return string.Join(',', columns.Select(column => TidyExport.Cell(column.Key.Task)).Prepend("").Append(""));
        yield return string.Join(
            ',',
            columns.Select(column => column.Key.Instance < 0 ? "" : Text(column.Key.Instance)).Prepend("seconds").Append("")
        );
        for (int row = 0; row < parallelism.Times.Length; )
        {
            long bucket = GetBucket(parallelism.Times[row]);
            while (row + 1 < parallelism.Times.Length && GetBucket(parallelism.Times[row + 1]) == bucket)
            {
                row++;
            }

            long at = (bucket - GetBucket(parallelism.Times[0])) * BucketSeconds;
            yield return string.Join(
                ',',
                columns
                    .Select((column, index) => MeanIn(column.Value, bucket, ref positions[index]))
                    .Prepend(Text(at))
                    .Append(Text(parallelism.Values[row]))
            );
            row++;
        }
    }

    private static long GetBucket(double seconds) => (long)Math.Floor(seconds / BucketSeconds);

    private static string MeanIn(SeriesData data, long bucket, ref int position)
    {
        double sum = 0;
        int count = 0;
        for (; position < data.Times.Length && GetBucket(data.Times[position]) <= bucket; position++)
        {
            if (GetBucket(data.Times[position]) == bucket && double.IsFinite(data.Values[position]))
            {
                sum += data.Values[position];
                count++;
            }
        }

        return count == 0 ? "" : Text(sum / count);
    }

    private static IEnumerable<string> FormatMeans(ExperimentData data, RunHistory run)
    {
        yield return "Parallelism,Throughput,ThroughputStdErr,BusyTime,BusyTimeStdErr,BackpressureTime,BackpressureTimeStdErr";
        ExperimentData judged = data.CoolDownPeriod > TimeSpan.Zero ? data : data with { CoolDownPeriod = EndSkipped };
        foreach (
            IGrouping<int, RunSample> group in ExperimentSummary
                .GetRows(judged, run)
                .GroupBy(row => row.Parallelism)
                .OrderBy(group => group.Key)
        )
        {
            SampleStatistics throughput = SampleStatistics.FromValues([.. group.Select(row => row.Throughput)]);
            SampleStatistics busy = SampleStatistics.FromValues([.. group.Select(row => row.BusyMs)]);
            SampleStatistics held = SampleStatistics.FromValues([.. group.Select(row => row.BackpressuredMs)]);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{group.Key},{throughput.Mean},{throughput.PopulationStandardError},{busy.Mean},"
                    + $"{busy.PopulationStandardError},{held.Mean},{held.PopulationStandardError}"
            );
        }
    }

    /// <summary>Returns mean, standard deviation, minimum and maximum of the means of several runs.</summary>
    private static IEnumerable<string> Across(ExperimentData data, RunHistory[] runs)
    {
        yield return "Parallelism,Throughput_mean,Throughput_std,Throughput_min,Throughput_max";
        (int Parallelism, double Mean)[] means =
        [
            .. runs.SelectMany(run =>
                ExperimentSummary
                    .GetRows(data, run)
                    .GroupBy(row => row.Parallelism)
                    .Select(group => (group.Key, group.Average(row => row.Throughput)))
            ),
        ];
        foreach (
            IGrouping<int, (int Parallelism, double Mean)> group in means.GroupBy(entry => entry.Parallelism).OrderBy(group => group.Key)
        )
        {
            double[] values = [.. group.Select(entry => entry.Mean)];
            SampleStatistics statistics = SampleStatistics.FromValues(values);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{group.Key},{statistics.Mean},{(statistics.Count > 1 ? statistics.StandardDeviation : 0)},"
                    + $"{values.Min()},{values.Max()}"
            );
        }
    }

    private static void WriteLines(string file, IEnumerable<string> lines)
    {
        using StreamWriter writer = new(file, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        foreach (string line in lines)
        {
            writer.WriteLine(line);
        }
    }

    private static string Text(double value) => double.IsFinite(value) ? value.ToString(CultureInfo.InvariantCulture) : "";
}
