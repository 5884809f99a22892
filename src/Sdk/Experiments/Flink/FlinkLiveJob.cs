using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Services;
using Scalewright.Experiments.Strategies;

namespace Scalewright.Experiments.Flink;

/// <summary>Job of a real run on an existing Flink cluster, which is observed and rescaled by its REST API.</summary>
internal sealed class FlinkLiveJob : IRunJob
{
    private readonly FlinkClient _client;
    private readonly FlinkProgram _program;
    private readonly FlinkRunOptions _options;
    private readonly FaultScheduleRunner _faults;
    private readonly ChaosSession? _chaos;
    private readonly FlinkReader _reader;
    private FlinkJobState? _state;
    private int _restarts;
    private string? _failure;

    public FlinkLiveJob(
        Experiment experiment,
        FlinkClient client,
        FlinkProgram program,
        FlinkRunOptions options,
        FaultScheduleRunner faults,
        ChaosSession? chaos
    )
    {
        _client = client;
        _program = program;
        _options = options;
        _faults = faults;
        _chaos = chaos;
        _reader = new FlinkReader(client, experiment.Job);
        Job = experiment.Job;
        Nodes = NodeClass.ExpandMachines(experiment.Nodes);
        Managers = TaskManagerPlacement.First(experiment, Nodes);
    }

    public StreamJob Job { get; private set; }

    public ValueList<StreamNode> Nodes { get; }

    public ValueList<TaskManager> Managers { get; private set; }

    public ValueList<KeyValuePair<SeriesKey, double>> OtherSeries { get; private set; } = [];

    public string StateName => _state is { } state ? FlinkProgram.GetName(state) : "unknown";

    private TimeProvider Clock => _options.Cluster.Clock;

    public string? FailureAt(TimeSpan at) =>
        _failure
        ?? _faults.Failure
        ?? (
            _state is FlinkJobState.Failed or FlinkJobState.Canceled or FlinkJobState.Finished
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"the job is {StateName} after {at.TotalSeconds:0} s; look at its exceptions in Flink"
                )
                : null
        );

    public async Task<string> StartAsync(RunLoop loop, CancellationToken cancellationToken)
    {
        FlinkOverview overview = await _client.GetOverviewAsync(cancellationToken);
        await ApplyTaskManagersAsync(loop, Managers, cancellationToken);
        await _faults.OpenAsync(loop, cancellationToken);
        FlinkJob started = await _program.StartAsync(Job, loop.PauseAsync, cancellationToken);
        if (FlinkReader.Missing(Job, started) is { Count: > 0 } missing)
        {
            _failure =
                $"no vertex of the job has {string.Join(", ", missing.Select(name => $"'{name}'"))}; it has "
                + $"{string.Join(", ", started.Vertices.Select(vertex => $"'{TextEscaping.Escape(vertex.Name)}'"))}";
            return "";
        }

        Adopt(loop, started);
        return $"job {started.Id} on Flink {TextEscaping.Escape(overview.Version)}";
    }

    public async Task LoadAsync(ValueMap<double> rates, CancellationToken cancellationToken)
    {
        _faults.Start(cancellationToken);
        if (_options.Environment is { } site)
        {
            await site.SetLoadAsync(rates, cancellationToken);
        }
    }

    public async Task<FlowReading> ReadAsync(RunLoop loop, TimeSpan at, CancellationToken cancellationToken)
    {
        ReportFaults(loop, at);
        OtherSeries = [];
        try
        {
            FlinkJob flinkJob = await _client.GetJobAsync(_program.Job, cancellationToken);
            RecordState(loop, flinkJob.State);
            if (flinkJob.State != FlinkJobState.Running)
            {
                return _reader.CreateUnknownReading(at, _restarts);
            }

            FlowReading reading = await _reader.ReadAsync(flinkJob, at, _restarts, cancellationToken);
            _failure = _reader.MissingMetric;
            OtherSeries =
            [
                .. _reader
                    .OtherSeries.Concat(await _reader.ReadTaskManagersAsync(cancellationToken))
                    .Where(entry => double.IsFinite(entry.Value)),
            ];
            return reading;
        }
        catch (HttpServiceException exception)
        {
            loop.ReportMissingSample(exception);
            return _reader.CreateUnknownReading(at, _restarts);
        }
    }

    public async Task ChangeAsync(RunLoop loop, ScalingChange change, CancellationToken cancellationToken)
    {
        // Task managers to be removed stay in use until the job no longer needs them.
        bool isMore = change.TaskManagers.Sum(manager => manager.Slots) >= Managers.Sum(manager => manager.Slots);
        if (isMore)
        {
            await ApplyTaskManagersAsync(loop, change.TaskManagers, cancellationToken);
        }

        StreamJob desired = LiveRunSetup.Bounded(
            Job.WithParallelism(change.Parallelism),
            (await _client.GetOverviewAsync(cancellationToken)).SlotsTotal,
            loop.Record
        );
        if (_options.Rescaling == FlinkRescaleMode.InPlace)
        {
            await RescaleAsync(loop, desired, cancellationToken);
        }
        else
        {
            await RestartAsync(loop, desired, cancellationToken);
        }

        if (!isMore)
        {
            await ApplyTaskManagersAsync(loop, change.TaskManagers, cancellationToken);
        }

        Managers = change.TaskManagers;
    }

    // The cleanup of the run cancels the job. Until then it is measured as before.
    public Task<bool> StopAsync(RunLoop loop, CancellationToken cancellationToken) => Task.FromResult(false);

    private void ReportFaults(RunLoop loop, TimeSpan at)
    {
        _faults.Report(loop, at);
        while (_chaos?.Notes.TryDequeue(out string? note) == true)
        {
            loop.Record("fault", note);
        }
    }

    private void RecordState(RunLoop loop, FlinkJobState state)
    {
        if (state == _state)
        {
            return;
        }

        _restarts += state == FlinkJobState.Restarting ? 1 : 0;
        if (state != FlinkJobState.Running)
        {
            _reader.ResetLag();
        }

        _state = state;
        loop.Record("job", FlinkProgram.GetName(state));
    }

    private async Task RescaleAsync(RunLoop loop, StreamJob desired, CancellationToken cancellationToken)
    {
        FlinkJob flinkJob = await _client.GetJobAsync(_program.Job, cancellationToken);
        ValueMap<int> counts = flinkJob
            .Vertices.Select(vertex =>
                KeyValuePair.Create(
                    vertex.Id,
                    desired
                        .Operators.Where(jobOperator => vertex.Contains(jobOperator.Name))
                        .Select(jobOperator => jobOperator.Parallelism)
                        .DefaultIfEmpty(vertex.Parallelism)
                        .Max()
                )
            )
            .ToValueMap();
        await _client.RescaleAsync(flinkJob.Id, counts, cancellationToken);
        Adopt(
            loop,
            await _program.WaitAsync(
                job => job.State == FlinkJobState.Running && job.Vertices.All(vertex => counts[vertex.Id] == vertex.Parallelism),
                _options.StartTimeout,
                "runs with the requested parallelism",
                loop.PauseAsync,
                cancellationToken
            )
        );
    }

    private async Task RestartAsync(RunLoop loop, StreamJob desired, CancellationToken cancellationToken)
    {
        if (await _program.StopAsync(loop.PauseAsync, cancellationToken) is { Length: > 0 } failure)
        {
            loop.Record("savepoint", $"the savepoint failed, and the job continues unchanged: {failure}");
            return;
        }

        loop.Record("savepoint", _program.Savepoint);
        _reader.ResetLag();
        _restarts++;
        try
        {
            Adopt(loop, await _program.StartAsync(desired, loop.PauseAsync, cancellationToken));
        }
        catch (HttpServiceException exception) when (!cancellationToken.IsCancellationRequested)
        {
            loop.Record("job", $"it does not start with other instances, and is started as it was: {exception.Message}");
            await _program.CancelAsync(_program.Job, loop.PauseAsync, cancellationToken);
            Adopt(loop, await _program.StartAsync(Job, loop.PauseAsync, cancellationToken));
        }
    }

    /// <summary>Adopts the actual parallelism, even if it differs from the requested one.</summary>
    private void Adopt(RunLoop loop, FlinkJob flinkJob)
    {
        Job = Job.WithParallelism(
            Job.Operators.Select(jobOperator =>
                    KeyValuePair.Create(jobOperator.Name, flinkJob.Vertices.First(vertex => vertex.Contains(jobOperator.Name)).Parallelism)
                )
                .ToValueMap()
        );
        RecordState(loop, flinkJob.State);
    }

    private async Task ApplyTaskManagersAsync(RunLoop loop, ValueList<TaskManager> managers, CancellationToken cancellationToken)
    {
        if (_options.Environment is not { } site)
        {
            return;
        }

        await site.SetTaskManagersAsync(managers, cancellationToken);
        int slots = managers.Sum(manager => manager.Slots);
        long startTimestamp = Clock.GetTimestamp();
        for (
            FlinkOverview overview = await _client.GetOverviewAsync(cancellationToken);
            overview.SlotsTotal < slots;
            overview = await _client.GetOverviewAsync(cancellationToken)
        )
        {
            if (Clock.GetElapsedTime(startTimestamp) >= _options.StartTimeout)
            {
                throw new HttpServiceException(
                    "flink",
                    new Problem(
                        ProblemCode.TimedOut,
                        $"{Pluralizer.Format(overview.SlotsTotal, "slot")} of {slots} are there after {_options.StartTimeout}",
                        "look at the task managers, or wait longer"
                    )
                    {
                        Source = "task managers",
                    }
                );
            }

            await loop.PauseAsync(cancellationToken);
        }

        if (_chaos is not null)
        {
            await _chaos.RefreshAsync(cancellationToken);
        }
    }
}

internal sealed class FlinkReader(FlinkClient client, StreamJob job)
{
    private const string RecordsOut = "numRecordsOutPerSecond";

    // FLIP-33: number of records that a source has not read yet. Flink puts the name of the operator before it.
    private const string Pending = "pendingRecords";

    private static readonly ValueList<string> OperatorMetrics = [MetricSampler.RecordsIn, MetricSampler.Busy, MetricSampler.Backpressured];
    private static readonly ValueList<string> SourceMetrics = [.. OperatorMetrics, RecordsOut];
    private readonly Dictionary<string, ValueList<string>> _names = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<SeriesKey, double>> _otherSeries = [];
    private double? _lag;
    private TimeSpan _at;

    /// <summary>Error if Flink does not report a metric of a reading; otherwise null.</summary>
    public string? MissingMetric { get; private set; }

    /// <summary>Series of the instances in the last reading that are not part of it.</summary>
    public IReadOnlyList<KeyValuePair<SeriesKey, double>> OtherSeries => _otherSeries;

    /// <summary>Returns the operators of the experiment that are in no vertex.</summary>
    public static ValueList<string> Missing(StreamJob job, FlinkJob flinkJob) =>
        [.. job.Operators.Select(jobOperator => jobOperator.Name).Where(name => !flinkJob.Vertices.Any(vertex => vertex.Contains(name)))];

    /// <summary>Discards the last lag, because a difference across a restart is meaningless.</summary>
    public void ResetLag() => _lag = null;

    public async Task<FlowReading> ReadAsync(FlinkJob flinkJob, TimeSpan at, int restarts, CancellationToken cancellationToken)
    {
        _otherSeries.Clear();
        List<OperatorReading> operators = [];
        foreach (JobOperator jobOperator in job.Operators)
        {
            operators.Add(await ReadAsync(flinkJob, jobOperator, cancellationToken));
        }

        OperatorReading[] sources = [.. operators.Where((_, index) => job.Operators[index].Topic is not null)];
        double throughput = sources.Sum(source => source.RecordsPerSecond);
        double lag = sources.Sum(source => source.Lag);
        double growth = _lag is { } before && at > _at ? (lag - before) / (at - _at).TotalSeconds : 0;
        (_lag, _at) = (lag, at);
        double arrivals = Math.Max(0, throughput + growth);
        double latency = throughput > 0 ? lag / throughput : double.NaN;
        return new FlowReading(at, FlowStatus.Running)
        {
            Operators =
            [
                .. operators.Select(
                    (reading, index) =>
                        job.Operators[index].Topic is null ? reading : reading with { ArrivalsPerSecond = ArrivalsOf(reading) }
                ),
            ],
            ArrivalsPerSecond = arrivals,
            Throughput = throughput,
            Lag = lag,
            LatencySeconds = latency,
            CheckpointSeconds = (await client.GetLastCheckpointMillisecondsAsync(flinkJob.Id, cancellationToken) ?? 0) / 1000,
            RestartCount = restarts,
        };

        double ArrivalsOf(OperatorReading source) =>
            throughput > 0 ? arrivals * source.RecordsPerSecond / throughput : arrivals / sources.Length;
    }

    /// <summary>Returns the metrics of all registered task managers.</summary>
    public async Task<IEnumerable<KeyValuePair<SeriesKey, double>>> ReadTaskManagersAsync(CancellationToken cancellationToken)
    {
        ValueList<FlinkTaskManager> managers = await client.ListTaskManagersAsync(cancellationToken);
        ValueList<double>?[] read = await Task.WhenAll(
            managers.Select(manager => client.GetTaskManagerMetricsAsync(manager.Id, MetricSampler.TaskManagerNames, cancellationToken))
        );
        return managers
            .Zip(read)
            .SelectMany(pair =>
                MetricSampler.TaskManagerNames.Zip(pair.Second ?? [], (name, value) =>
                    KeyValuePair.Create(new SeriesKey(name, pair.First.Id, 0), value)
                )
            );
    }

    public FlowReading CreateUnknownReading(TimeSpan at, int restarts) => FlowReadings.Unknown(job, at, restarts);

    private async Task<OperatorReading> ReadAsync(FlinkJob flinkJob, JobOperator jobOperator, CancellationToken cancellationToken)
    {
        FlinkVertex vertex = flinkJob.Vertices.First(candidate => candidate.Contains(jobOperator.Name));
        bool isSource = jobOperator.Topic is not null;
        ValueList<string> metricNames = await ListNamesAsync(flinkJob, vertex, cancellationToken);
        string? pending = isSource ? Find(metricNames, Pending) : null;
        ValueList<string> names = isSource ? SourceMetrics : OperatorMetrics;
        if (metricNames.Count > 0)
        {
            MissingMetric ??= FindMissing(vertex, names, metricNames, isSource && pending is null);
        }

        names = [.. names.Intersect(metricNames, StringComparer.Ordinal), .. pending is null ? [] : new[] { pending }];
        ValueMap<FlinkMetric> metrics = await client.GetMetricsAsync(flinkJob.Id, vertex.Id, names, cancellationToken);
        double lag = isSource ? double.NaN : 0;
        if (pending is not null)
        {
            lag = ZeroIfUnknown(Get(pending).Sum);
        }

        // Some Flink sources count only outgoing records.
        bool countsOut = isSource && !(Get(MetricSampler.RecordsIn).Sum > 0);
        string counted = countsOut ? RecordsOut : MetricSampler.RecordsIn;
        ValueList<double> rates = await client.GetSubtaskMetricAsync(
            flinkJob.Id,
            vertex.Id,
            counted,
            vertex.Parallelism,
            cancellationToken
        );
        await AddOthersAsync(flinkJob, vertex, jobOperator.Name, metricNames, cancellationToken);
        double sum = rates.Sum();
        ValueList<double> shares = sum > 0 ? [.. rates.Select(rate => rate / sum)] : [.. rates.Select(_ => 1.0 / rates.Count)];
        return new OperatorReading(jobOperator.Name, shares)
        {
            RecordsPerSecond = ZeroIfUnknown(Get(counted).Sum),
            BusyMs = Math.Clamp(ZeroIfUnknown(Get(MetricSampler.Busy).Avg), 0, 1000),
            BackpressuredMs = Math.Clamp(ZeroIfUnknown(Get(MetricSampler.Backpressured).Avg), 0, 1000),
            Lag = lag,
        };

        FlinkMetric Get(string name) => metrics.GetValueOrDefault(name, FlinkMetric.None);
    }

    /// <summary>Returns the names of the metrics of a vertex; empty if Flink has none yet.</summary>
    private async Task<ValueList<string>> ListNamesAsync(FlinkJob flinkJob, FlinkVertex vertex, CancellationToken cancellationToken)
    {
        if (!_names.TryGetValue(vertex.Id, out ValueList<string>? names))
        {
            names = await client.ListMetricsAsync(flinkJob.Id, vertex.Id, cancellationToken);

            // Metrics of the task appear with those of its operators.
            if (names.Contains(RecordsOut, StringComparer.Ordinal))
            {
                _names[vertex.Id] = names;
            }
        }

        return names;
    }

    /// <summary>Describes the first metric that a vertex lacks; null if it has all.</summary>
    private static string? FindMissing(FlinkVertex vertex, ValueList<string> names, ValueList<string> metricNames, bool lacksLag)
    {
        string? missing = names.FirstOrDefault(name => !metricNames.Contains(name, StringComparer.Ordinal));
        string problem = $"'{TextEscaping.Escape(vertex.Name)}' has no metric";
        if (missing is not null)
        {
            return $"{problem} '{missing}'; use Flink 1.15 or later, which reports it";
        }

        return lacksLag ? $"{problem} '{Pending}', so its lag is unknown; use a source that reports it (FLIP-33)" : null;
    }

    /// <summary>Flink puts the name of the operator before that of its metric.</summary>
    private static string? Find(ValueList<string> names, string metric) =>
        names.FirstOrDefault(name => name == metric || name.EndsWith($".{metric}", StringComparison.Ordinal));

    private async Task AddOthersAsync(
        FlinkJob flinkJob,
        FlinkVertex vertex,
        string task,
        ValueList<string> names,
        CancellationToken cancellationToken
    )
    {
        foreach (string metric in new[] { MetricSampler.CheckpointDelay, MetricSampler.LateRecords })
        {
            if (Find(names, metric) is { } name)
            {
                ValueList<double> values = await client.GetSubtaskMetricAsync(
                    flinkJob.Id,
                    vertex.Id,
                    name,
                    vertex.Parallelism,
                    cancellationToken
                );
                _otherSeries.AddRange(values.Select((value, index) => KeyValuePair.Create(new SeriesKey(metric, task, index), value)));
            }
        }
    }

    private static double ZeroIfUnknown(double value) => double.IsFinite(value) ? value : 0;
}
