using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Strategies;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments.Processes;

/// <summary>The job of a run on real machines: a broker on one node, and instances on the others.</summary>
internal sealed partial class ProcessJob : IRunJob, IAsyncDisposable
{
    private readonly Experiment _experiment;
    private readonly Cluster _cluster;
    private readonly ProcessRunOptions _options;
    private readonly JobPlans _plans;
    private readonly CounterReader _reader;
    private readonly ValueList<StreamNode> _machines;
    private readonly List<ProcessNode> _nodes = [];
    private readonly Dictionary<string, ValueList<string>> _placed = new(StringComparer.Ordinal);
    private ValueList<TaskManager> _desiredManagers;
    private StreamJob _desiredJob;
    private IStreamBroker? _broker;
    private BrokerEndpoint? _endpoint;
    private int _restarts;
    private bool _isWhole = true;
    private bool _isStopped;
    private string? _failure;

    public ProcessJob(Experiment experiment, Cluster cluster, ProcessRunOptions options, JobPlans plans)
    {
        _experiment = experiment;
        _cluster = cluster;
        _options = options;
        _plans = plans;
        _reader = new CounterReader(experiment.Job);
        Job = experiment.Job;
        _desiredJob = experiment.Job;
        _machines = NodeClass.ExpandMachines(experiment.Nodes);
        _desiredManagers = TaskManagerPlacement.First(experiment, _machines);
        _faults = new FaultScheduleRunner(experiment, async token => await NodeFaultSession.OpenAsync(cluster, token));
    }

    public StreamJob Job { get; private set; }

    public ValueList<StreamNode> Nodes => [.. _machines.Where(machine => _nodes.Any(node => node.Name == machine.Name && node.IsUp))];

    public ValueList<TaskManager> Managers =>
        [.. _desiredManagers.Where(manager => _nodes.Any(node => node.Name == manager.Node && node.IsUp))];

    public string StateName => Managers.Count > 0 ? "running" : "waiting for slots";

    private IStreamBroker Broker => _broker ?? throw new InvalidOperationException("The job was not started.");

    private TimeProvider Clock => _cluster.Provider.Clock;

    /// <summary>Returns the latencies; null if neither a strategy nor a link of the experiment needs them.</summary>
    public MachineLatencies? Latencies(long seed) =>
        _experiment.Scaling is not null || _experiment.Links.Count > 0 ? new MachineLatencies(_nodes, Clock, seed) : null;

    public string? FailureAt(TimeSpan at) => _failure ?? _faults.Failure;

    public async Task<string> StartAsync(RunLoop loop, CancellationToken cancellationToken)
    {
        _broker = await _cluster
            .Nodes.First(node => node.Name == ProcessRun.BrokerNodeName)
            .GetServiceAsync<IStreamBroker>(cancellationToken);
        _endpoint = await _broker.StartAsync(_plans.Broker, cancellationToken);
        foreach (Node node in _cluster.Nodes.Where(node => node.Name != ProcessRun.BrokerNodeName))
        {
            IStreamWorker worker = await node.GetServiceAsync<IStreamWorker>(cancellationToken);
            _nodes.Add(new ProcessNode(node, worker, new BrokerConnectivity(worker, _endpoint, Job.HeartbeatTimeout, Clock)));
        }

        await _faults.OpenAsync(loop, cancellationToken);
        await Task.WhenAll(_nodes.Select(node => node.Worker.OpenAsync(_endpoint, cancellationToken)));
        Job = LiveRunSetup.Bounded(_desiredJob, Slots, loop.Record);
        await PlaceAsync(loop, Job.Operators, cancellationToken);
        return $"{Pluralizer.Format(Job.Operators.Sum(jobOperator => jobOperator.Parallelism), "instance")} on "
            + $"{Pluralizer.Format(_nodes.Count, "machine")}, records from {_endpoint}";
    }

    public async Task LoadAsync(ValueMap<double> rates, CancellationToken cancellationToken)
    {
        if (_isStopped)
        {
            return;
        }

        _faults.Start(cancellationToken);
        try
        {
            await Broker.LoadAsync(rates, cancellationToken);
        }
        catch (AgentException exception)
        {
            _failure = Lost(exception);
        }
    }

    public async Task<FlowReading> ReadAsync(RunLoop loop, TimeSpan at, CancellationToken cancellationToken)
    {
        try
        {
            _faults.Report(loop, at);

            if (!_isStopped)
            {
                await PollMachinesAsync(loop, cancellationToken);
            }

            BrokerCounters stats = await Broker.ReadAsync(cancellationToken);
            if (stats.Operators.Count > 0)
            {
                return _reader.Read(stats, at, Managers.Count > 0 ? FlowStatus.Running : FlowStatus.WaitingForSlots, _restarts);
            }

            _failure = "the agent of the broker node was restarted, and its queued records are lost";
        }
        catch (Exception exception) when (exception is AgentException or ClusterException)
        {
            loop.ReportMissingSample((ScalewrightException)exception);
        }

        return _reader.Unknown(at, _restarts);
    }

    public async Task ChangeAsync(RunLoop loop, ScalingChange change, CancellationToken cancellationToken)
    {
        _desiredManagers = change.TaskManagers;
        StreamJob before = Job;
        _desiredJob = Job.WithParallelism(change.Parallelism);
        Job = LiveRunSetup.Bounded(_desiredJob, Slots, loop.Record);
        try
        {
            await PlaceAsync(loop, Moved(before), cancellationToken);
        }
        catch (AgentException exception)
        {
            _failure = Lost(exception);
        }
    }

    public async Task<bool> StopAsync(RunLoop loop, CancellationToken cancellationToken)
    {
        _isStopped = true;
        await _faults.EndAsync();
        _faults.Report(loop, loop.At);
        await CompareAsync(loop, await Broker.CloseAsync(cancellationToken), cancellationToken);
        return true;
    }

    public ValueTask DisposeAsync() => _faults.DisposeAsync();

    private static string Lost(AgentException lost) => $"the broker node is lost: {lost.Message}";

    private int Slots => Managers.Sum(manager => manager.Slots);

    private static Dictionary<string, int> Counts(IEnumerable<JobOperator> items) =>
        items.ToDictionary(jobOperator => jobOperator.Name, jobOperator => jobOperator.Parallelism, StringComparer.Ordinal);

    /// <summary>Returns the operators whose number of instances or machines changed.</summary>
    private JobOperator[] Moved(StreamJob before) =>
        [
            .. Job.Operators.Where(jobOperator =>
                jobOperator.Parallelism != before.Operators[before.IndexOf(jobOperator.Name)].Parallelism
                || !_placed.TryGetValue(jobOperator.Name, out ValueList<string>? placed)
                || placed != InstancePlacement.Get(jobOperator, Managers)
            ),
        ];

    /// <summary>Restarts operators on their current machines. Their records in progress are queued again.</summary>
    private async Task PlaceAsync(RunLoop loop, IReadOnlyList<JobOperator> items, CancellationToken cancellationToken)
    {
        if (items.Count == 0 || Slots == 0)
        {
            return;
        }

        long generation = await Broker.AssignAsync(Counts(items), cancellationToken);
        HashSet<string> names = [.. items.Select(jobOperator => jobOperator.Name)];
        Dictionary<string, List<InstancePlan>> plans = _nodes.ToDictionary(
            node => node.Name,
            _ => new List<InstancePlan>(),
            StringComparer.Ordinal
        );
        foreach (JobOperator jobOperator in items)
        {
            _placed[jobOperator.Name] = InstancePlacement.Get(jobOperator, Managers);
            for (int index = 0; index < jobOperator.Parallelism; index++)
            {
                plans[_placed[jobOperator.Name][index]].Add(_plans.Create(jobOperator, index, generation));
            }
        }

        foreach (ProcessNode node in _nodes)
        {
            node.Desired =
            [
                .. node.Desired.Where(ticket => !names.Contains(ticket.Operator)),
                .. plans[node.Name].Select(plan => plan.Ticket),
            ];
            node.Requested = plans[node.Name].Count > 0 ? node.Desired : node.Requested;
            node.Poll = null;
        }

        await Task.WhenAll(
            _nodes
                .Where(node => node.IsUp)
                .Select(node => StartNodeAsync(loop, node, [.. names], generation, plans[node.Name], cancellationToken))
        );
    }

    private static async Task StartNodeAsync(
        RunLoop loop,
        ProcessNode node,
        IReadOnlyList<string> operators,
        long generation,
        List<InstancePlan> plans,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await node.Worker.StopAsync(operators, generation, cancellationToken);

            if (plans.Count > 0)
            {
                await node.Worker.StartAsync(plans, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is AgentException or ClusterException)
        {
            // The next poll detects missing instances.
            loop.ReportMissingSample((ScalewrightException)exception);
        }
    }
}

/// <summary>Configuration of an instance.</summary>
/// <param name="Cost">Mean processing time of a record.</param>
/// <param name="CostSpread">Coefficient of variation of that time.</param>
/// <param name="IsBurning">True to compute for that time, false to sleep.</param>
/// <param name="Outputs">Written records per read record, by receiving operator.</param>
internal sealed record InstancePlan(
    InstanceIdentity Ticket,
    TimeSpan Cost,
    double CostSpread,
    bool IsBurning,
    IReadOnlyDictionary<string, double> Outputs,
    long Seed
);

/// <summary>Converts cumulative counters of a broker to differences, which add up to the counters.</summary>
internal sealed class CounterReader(StreamJob job)
{
    private BrokerCounters? _last;
    private TimeSpan _at;

    public FlowReading Read(BrokerCounters stats, TimeSpan at, FlowStatus status, int restarts)
    {
        double seconds = Math.Max((at - _at).TotalSeconds, 1e-9);
        List<OperatorReading> operators = [];
        for (int index = 0; index < stats.Operators.Count; index++)
        {
            operators.Add(Read(stats.Operators[index], _last?.Operators[index], job.Operators[index].Topic is not null, seconds));
        }

        long done = stats.Completed - (_last?.Completed ?? 0);
        FlowReading reading = new(at, status)
        {
            Operators = operators.ToValueList(),
            ArrivalsPerSecond = (stats.Arrived - (_last?.Arrived ?? 0)) / seconds,
            Throughput = operators.Where((_, index) => job.Operators[index].Topic is not null).Sum(part => part.RecordsPerSecond),
            Lag = operators.Sum(part => part.Lag),
            LatencySeconds = done > 0 ? (stats.LatencySeconds - (_last?.LatencySeconds ?? 0)) / done : double.NaN,
            RestartCount = restarts,
        };
        (_last, _at) = (stats, at);
        return reading;
    }

    /// <summary>Returns the reading of a job that is unreachable. The next reading includes its progress.</summary>
    public FlowReading Unknown(TimeSpan at, int restarts) => FlowReadings.Unknown(job, at, restarts);

    private static OperatorReading Read(OperatorCounters stats, OperatorCounters? last, bool isSource, double seconds)
    {
        const double Milliseconds = 1000;
        int count = stats.DoneByInstance.Count;
        double[] done =
        [
            .. stats.DoneByInstance.Select(
                (records, index) => (double)(records - (last?.Generation == stats.Generation ? last.DoneByInstance[index] : 0))
            ),
        ];
        double sum = done.Sum();
        ValueList<double> shares = sum > 0 ? [.. done.Select(records => records / sum)] : [.. done.Select(_ => 1.0 / count)];
        return new OperatorReading(stats.Operator, shares)
        {
            RecordsPerSecond = (stats.Done - (last?.Done ?? 0)) / seconds,
            BusyMs = Math.Clamp((stats.BusySeconds - (last?.BusySeconds ?? 0)) / seconds / count * Milliseconds, 0, Milliseconds),
            BackpressuredMs = Math.Clamp((stats.HeldSeconds - (last?.HeldSeconds ?? 0)) / seconds / count * Milliseconds, 0, Milliseconds),
            Lag = isSource ? stats.Waiting : 0,
            ArrivalsPerSecond = (stats.Arrived - (last?.Arrived ?? 0)) / seconds,
        };
    }
}

/// <summary>Assigns instances to machines: one of each operator per slot, in the order of slots.</summary>
internal static class InstancePlacement
{
    /// <summary>Returns the machines of an operator's instances, by index.</summary>
    public static ValueList<string> Get(JobOperator jobOperator, ValueList<TaskManager> managers) =>
        [.. managers.SelectMany(manager => Enumerable.Repeat(manager.Node, manager.Slots)).Take(jobOperator.Parallelism)];
}
