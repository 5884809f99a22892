using Scalewright.Decisions;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Loads;
using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Services;
using Scalewright.Experiments.Strategies;
using Scalewright.Experiments.Streams;

namespace Scalewright.Experiments.Flink;

/// <summary>A run on Flink from its job's start to its end: sampling goes on while the job is scaled.</summary>
internal sealed class FlinkPhase
{
    private readonly Experiment _experiment;
    private readonly FlinkClient _client;
    private readonly FlinkProgram _program;
    private readonly FlinkRunOptions _options;
    private readonly IRunRecorder _recorder;
    private readonly IProgress<RunProgress>? _progress;
    private readonly Sampler _sampler;
    private readonly EndWatch _end;
    private readonly FlinkReader _reader;
    private readonly IScalingCourse? _course;
    private readonly List<FlowReading> _readings = [];
    private readonly ValueList<StreamNode> _nodes;
    private ValueList<TaskManager> _managers;
    private StreamJob _job;
    private FlinkJobState? _state;
    private long _begun;
    private TimeSpan _sampleAt;
    private TimeSpan _decideAt;
    private bool _hasBegun;
    private bool _isChanging;
    private int _restarts;
    private string? _why;
    private string _lastTrouble = "";

    public FlinkPhase(Experiment experiment, FlinkClient client, FlinkProgram program, FlinkRunOptions options, IRunRecorder recorder, IProgress<RunProgress>? progress)
    {
        (_experiment, _client, _program, _options, _recorder, _progress) = (experiment, client, program, options, recorder, progress);
        (_sampler, _end, _reader, _course, _job) = (new Sampler(experiment, recorder, [.. options.Metrics.Select(source => source.Name)]), new EndWatch(experiment), new FlinkReader(client, experiment.Job), experiment.Scaling?.Begin(), experiment.Job);
        _nodes = [.. experiment.Nodes.SelectMany(nodes => nodes.Names.Select(name => new StreamNode(name, nodes.Cores) { Kind = nodes.Kind, MemoryMiB = nodes.MemoryMiB }))];
        _managers = [.. Enumerable.Range(1, experiment.TaskManagers).Select(number => experiment.Template with { Name = $"taskmanager-{number}", Node = _nodes[(number - 1) % _nodes.Count].Name })];
    }

    private TimeProvider Clock => _options.Cluster.Clock;

    private TimeSpan At => _hasBegun ? Clock.GetElapsedTime(_begun) : TimeSpan.Zero;

    public async Task<RunResult> RunAsync(CancellationToken cancellationToken)
    {
        FlinkOverview overview = await _client.OverviewAsync(cancellationToken);
        await PlaceAsync(_managers, cancellationToken);
        FlinkJob started = await _program.StartAsync(_job, PauseAsync, cancellationToken);
        if (FlinkReader.Missing(_job, started) is { Count: > 0 } missing)
        {
            return new RunResult(RunOutcome.Failed, $"no vertex of the job has {string.Join(", ", missing.Select(name => $"'{name}'"))}; it has {string.Join(", ", started.Vertices.Select(vertex => $"'{Printable.Escape(vertex.Name)}'"))}");
        }

        Adopt(started);
        (_begun, _hasBegun) = (Clock.GetTimestamp(), true);
        (_sampleAt, _decideAt) = (_experiment.Interval, _experiment.ScalingInterval);
        Mark("load", $"{string.Join(", ", _experiment.Loads.Select(load => $"{load.Name} to {load.Topic}"))}; job {started.Id} on Flink {Printable.Escape(overview.Version)}");
        await LoadAsync(cancellationToken);
        while (At < _experiment.Duration && _why is null)
        {
            await PauseAsync(cancellationToken);
            if (_state is FlinkJobState.Failed or FlinkJobState.Canceled or FlinkJobState.Finished)
            {
                return new RunResult(RunOutcome.Failed, $"the job is {FlinkProgram.Word(_state.Value)} after {At.TotalSeconds:0} s; look at its exceptions in Flink");
            }

            if (At >= _decideAt && _why is null)
            {
                _decideAt += _experiment.ScalingInterval;
                await DecideAsync(cancellationToken);
            }
        }

        if (_why is not null)
        {
            Mark("stop", _why);
        }

        return _sampler.HasMeasured
            ? new RunResult(RunOutcome.Completed)
            : new RunResult(RunOutcome.Failed, $"nothing was measured: no record was processed after the warm-up of {_experiment.WarmUp}; the job was {(_state is { } state ? FlinkProgram.Word(state) : "unknown")} at the end{(_lastTrouble.Length > 0 ? $": {_lastTrouble}" : "")}");
    }

    /// <summary>Lets a little time go by, in which samples are taken that are due.</summary>
    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        TimeSpan left = _hasBegun ? _sampleAt - At : _options.LookInterval;
        TimeSpan pause = left < _options.LookInterval ? left : _options.LookInterval;
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, Clock, cancellationToken);
        }

        if (_hasBegun && At >= _sampleAt)
        {
            await SampleAsync(cancellationToken);

            // What took longer than an interval left samples out.
            _sampleAt += _experiment.Interval * Math.Max(1, Math.Floor((At - _sampleAt) / _experiment.Interval));
        }
    }

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        TimeSpan at = At;
        FlowReading reading = await ReadAsync(at, cancellationToken);
        _readings.Add(reading);
        _sampler.Take(at, reading, _nodes.Count, _managers.Count, await MeasureAsync(cancellationToken));
        _progress?.Report(new RunProgress("load", at, _experiment.Duration));
        await LoadAsync(cancellationToken);
        _why ??= _isChanging ? null : _end.Look(at, reading, _course);
    }

    private async Task<FlowReading> ReadAsync(TimeSpan at, CancellationToken cancellationToken)
    {
        try
        {
            FlinkJob found = await _client.JobAsync(_program.Job, cancellationToken);
            Notice(found.State);
            return found.State == FlinkJobState.Running ? await _reader.ReadAsync(found, at, _restarts, cancellationToken) : _reader.Standing(at, _restarts);
        }
        catch (ServiceException trouble)
        {
            Tell(trouble);
            return _reader.Standing(at, _restarts);
        }
    }

    private async Task<double[]> MeasureAsync(CancellationToken cancellationToken)
    {
        double[] values = new double[_options.Metrics.Count];
        for (int index = 0; index < values.Length; index++)
        {
            try
            {
                MetricReading reading = await _options.Metrics[index].ReadAsync(new MetricRequest(Clock.GetUtcNow(), _experiment.Name, []), cancellationToken);
                values[index] = reading.State == MetricState.Fresh ? reading.Value : double.NaN;
            }
            catch (ScalewrightException trouble)
            {
                Tell(trouble);
                values[index] = double.NaN;
            }
        }

        return values;
    }

    /// <summary>How far machines are from each other; null when nobody knows.</summary>
    private async Task<Func<string, string, double>?> NearAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_options.Latencies is { } source)
            {
                await source.MeasureAsync([.. _nodes.Select(node => node.Name)], cancellationToken);
                return source.LatencyOf;
            }
        }
        catch (ScalewrightException trouble)
        {
            Tell(trouble);
        }

        return null;
    }

    /// <summary>A sample that is missing is better than a run that is: it says so once.</summary>
    private void Tell(ScalewrightException trouble)
    {
        if (_lastTrouble != trouble.Message)
        {
            _lastTrouble = trouble.Message;
            Mark("job", $"it cannot be read: {trouble.Message}");
        }
    }

    private void Notice(FlinkJobState state)
    {
        if (state == _state)
        {
            return;
        }

        _restarts += state == FlinkJobState.Restarting ? 1 : 0;
        if (state != FlinkJobState.Running)
        {
            _reader.Forget();
        }

        _state = state;
        Mark("job", FlinkProgram.Word(state));
    }

    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        if (_course is null || _readings.Count == 0)
        {
            return;
        }

        ScalingView view = new(Clock.GetUtcNow(), _job, _experiment.ScaledTask)
        {
            Nodes = _nodes,
            TaskManagers = _managers,
            Template = _experiment.Template,
            Reading = FlowReadings.Mean(_readings),
            LatencyOf = await NearAsync(cancellationToken),
        };
        _readings.Clear();
        if (_course.Decide(view) is not { } change)
        {
            return;
        }

        Mark("scale", change.Reason);
        _isChanging = true;
        await ChangeAsync(change, cancellationToken);
        _isChanging = false;
        _readings.Clear();
        _end.Changed(At);
        _decideAt = At + _experiment.ScalingInterval;
    }

    private async Task ChangeAsync(ScalingChange change, CancellationToken cancellationToken)
    {
        // Those that shall go are in use until the job needs no more of them.
        bool isMore = change.TaskManagers.Sum(manager => manager.Slots) >= _managers.Sum(manager => manager.Slots);
        if (isMore)
        {
            await PlaceAsync(change.TaskManagers, cancellationToken);
        }

        StreamJob wanted = Bounded(_job.WithParallelism(change.Parallelism), (await _client.OverviewAsync(cancellationToken)).Slots);
        if (_options.Rescaling == FlinkRescaling.InPlace)
        {
            await RescaleAsync(wanted, cancellationToken);
        }
        else
        {
            await RestartAsync(wanted, cancellationToken);
        }

        if (!isMore)
        {
            await PlaceAsync(change.TaskManagers, cancellationToken);
        }

        _managers = change.TaskManagers;
    }

    private async Task RescaleAsync(StreamJob wanted, CancellationToken cancellationToken)
    {
        FlinkJob found = await _client.JobAsync(_program.Job, cancellationToken);
        ValueMap<int> counts = found.Vertices.Select(vertex => KeyValuePair.Create(vertex.Id, wanted.Operators.Where(item => vertex.Holds(item.Name)).Select(item => item.Parallelism).DefaultIfEmpty(vertex.Parallelism).Max())).ToValueMap();
        await _client.RescaleAsync(found.Id, counts, cancellationToken);
        Adopt(await _program.WaitAsync(job => job.State == FlinkJobState.Running && job.Vertices.All(vertex => counts[vertex.Id] == vertex.Parallelism), _options.StartLimit, "runs with the instances that it was given", PauseAsync, cancellationToken));
    }

    private async Task RestartAsync(StreamJob wanted, CancellationToken cancellationToken)
    {
        if (await _program.StopAsync(PauseAsync, cancellationToken) is { Length: > 0 } failure)
        {
            Mark("savepoint", $"there is none, and the job goes on as it was: {failure}");
            return;
        }

        Mark("savepoint", _program.Savepoint);
        _reader.Forget();
        _restarts++;
        try
        {
            Adopt(await _program.StartAsync(wanted, PauseAsync, cancellationToken));
        }
        catch (ServiceException trouble) when (!cancellationToken.IsCancellationRequested)
        {
            Mark("job", $"it does not start with other instances, and is started as it was: {trouble.Message}");
            await _program.CancelAsync(_program.Job, PauseAsync, cancellationToken);
            Adopt(await _program.StartAsync(_job, PauseAsync, cancellationToken));
        }
    }

    /// <summary>What runs is what counts, whatever was asked for.</summary>
    private void Adopt(FlinkJob found)
    {
        _job = _job.WithParallelism(_job.Operators.Select(item => KeyValuePair.Create(item.Name, found.Vertices.First(vertex => vertex.Holds(item.Name)).Parallelism)).ToValueMap());
        Notice(found.State);
    }

    private StreamJob Bounded(StreamJob job, int slots)
    {
        int most = job.Operators.Max(item => item.Parallelism);
        if (slots < 1 || most <= slots)
        {
            return job;
        }

        Mark("scale", $"{CountText.Of(most, "instance")} have {CountText.Of(slots, "slot")}, so there are as many");
        return job.WithParallelism(job.Operators.Select(item => KeyValuePair.Create(item.Name, Math.Min(item.Parallelism, slots))).ToValueMap());
    }

    private async Task PlaceAsync(ValueList<TaskManager> managers, CancellationToken cancellationToken)
    {
        if (_options.Site is not { } site)
        {
            return;
        }

        await site.PlaceAsync(managers, cancellationToken);
        int slots = managers.Sum(manager => manager.Slots);
        long begun = Clock.GetTimestamp();
        for (FlinkOverview found = await _client.OverviewAsync(cancellationToken); found.Slots < slots; found = await _client.OverviewAsync(cancellationToken))
        {
            if (Clock.GetElapsedTime(begun) >= _options.StartLimit)
            {
                throw new ServiceException("flink", new Problem(ProblemCode.DeadlinePassed, $"{CountText.Of(found.Slots, "slot")} of {slots} are there after {_options.StartLimit}", "look at the task managers, or wait longer") { Source = "task managers" });
            }

            await PauseAsync(cancellationToken);
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_options.Site is { } site)
        {
            FlowReading? last = _readings.Count > 0 ? _readings[^1] : null;
            LoadFeedback feedback = new(last is { Lag: >= 0 } ? last.Lag : 0, 0);
            await site.LoadAsync(_experiment.Loads.Select(load => KeyValuePair.Create(load.Name, load.Shape.RateAt(At, feedback))).ToValueMap(), cancellationToken);
        }
    }

    private void Mark(string kind, string text) => _recorder.Mark(new HistoryMark(At, kind, text));
}
