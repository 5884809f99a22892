using Scalewright.Decisions.Policies;

namespace Scalewright.Experiments.Strategies;

/// <summary>Sizes operators from current metrics and, if observed, from the effect of earlier changes.</summary>
internal sealed class OperatorScalingRun(OperatorStrategy strategy) : IScalingRun
{
    // Same number as in StreamSizing.
    private const int MaxChanges = 16;

    private readonly Dictionary<string, ValueList<StreamObservation>> _histories = new(StringComparer.Ordinal);

    public bool IsCompleted => false;

    public ScalingChange? Decide(ScalingObservation view)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (view.Reading.Status != FlowStatus.Running)
        {
            return view.Reading.Status == FlowStatus.WaitingForSlots ? Replace(view) : null;
        }

        ValueList<StreamOperator> operators = Measure(view);
        ValueList<StreamDemand> demands = StreamGraph.Evaluate(strategy.Rules, operators);
        int[] desired =
        [
            .. demands.Select((demand, index) => demand.Proposal.IsRescale ? demand.Proposal.Parallelism : operators[index].Parallelism),
        ];
        int count = TaskManagerPlacement.CountFor(view, desired.Max());
        ValueList<TaskManager> managers = Resize(view, count);

        // There is no capacity for more slots.
        int slots = Math.Max(1, managers.Sum(manager => manager.Slots));
        int[] bounded = [.. desired.Select(instances => Math.Min(instances, slots))];
        if (managers == view.TaskManagers && bounded.Zip(operators).All(pair => pair.First == pair.Second.Parallelism))
        {
            return null;
        }

        Remember(operators, demands, bounded);
        ValueMap<int> parallelism = operators
            .Select((streamOperator, index) => KeyValuePair.Create(streamOperator.Name, bounded[index]))
            .ToValueMap();
        return new ScalingChange(managers, parallelism, Explain(view, demands, slots, managers));
    }

    /// <summary>Replaces lost task managers of a job that waits for slots.</summary>
    private ScalingChange? Replace(ScalingObservation view)
    {
        int desired = view.Job.Operators.Max(jobOperator => jobOperator.Parallelism);
        ValueList<TaskManager> managers = Resize(view, TaskManagerPlacement.CountFor(view, desired));
        string nodes = string.Join(' ', managers.Select(manager => manager.Node).Distinct(StringComparer.Ordinal));
        return managers.Count <= view.TaskManagers.Count
            ? null
            : new ScalingChange(
                managers,
                ValueMap.Empty<int>(),
                $"the job waits for slots, {Pluralizer.Format(managers.Count, "task manager")} on {nodes}"
            );
    }

    private ValueList<TaskManager> Resize(ScalingObservation view, int count) =>
        strategy.IsLatencyAware && view.LatencySelector is { } latencyOf
            ? ProximityPlacement.Resize(view, count, latencyOf)
            : TaskManagerPlacement.Resize(view, count);

    /// <summary>Remembers the capacity of an operator before a change, to estimate its scalability.</summary>
    private void Remember(ValueList<StreamOperator> operators, ValueList<StreamDemand> demands, int[] bounded)
    {
        for (int index = 0; index < bounded.Length; index++)
        {
            StreamOperator streamOperator = operators[index];
            if (strategy.Rules.IsObservedScalabilityEnabled && bounded[index] != streamOperator.Parallelism)
            {
                ValueList<StreamObservation> history = streamOperator.History.Add(
                    new StreamObservation(streamOperator.Parallelism, demands[index].TrueProcessingRate)
                );
                _histories[streamOperator.Name] = [.. history.TakeLast(MaxChanges)];
            }
        }
    }

    private ValueList<StreamOperator> Measure(ScalingObservation view) =>
        [
            .. view.Job.Operators.Select(jobOperator =>
            {
                OperatorReading reading = view.Reading.Operators.First(candidate => candidate.Name == jobOperator.Name);

                // The busiest instance limits the rate.
                double hottest = reading.BusyMs * reading.Shares.Max() * reading.Shares.Count;
                return new StreamOperator(jobOperator.Name, reading.Shares.Count)
                {
                    MaxParallelism = view.Job.GetMaxCount(jobOperator),
                    BusyTimeMsPerSecond = Math.Min(1000, hottest),
                    ProcessedRate = reading.RecordsPerSecond,
                    InputRate = reading.ArrivalsPerSecond,
                    Lag = reading.Lag,
                    History = _histories.GetValueOrDefault(jobOperator.Name) ?? [],
                    Inputs = [.. jobOperator.Inputs.Select(input => new StreamInput(input.From, input.Ratio))],
                };
            }),
        ];

    private static string Explain(ScalingObservation view, ValueList<StreamDemand> demands, int slots, ValueList<TaskManager> managers)
    {
        StreamDemand[] changes = [.. demands.Where(demand => demand.Proposal.IsRescale)];
        List<string> parts =
        [
            .. changes.Select(demand =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{demand.Name} needs {Pluralizer.Format(demand.Proposal.Parallelism, "instance")} for "
                        + $"{demand.TargetRate:0} records a second"
                )
            ),
        ];
        if (changes.Any(demand => demand.Proposal.Parallelism > slots))
        {
            parts.Add($"there is room for {Pluralizer.Format(slots, "slot")}");
        }

        string nodes = string.Join(' ', managers.Select(manager => manager.Node).Distinct(StringComparer.Ordinal));
        parts.Add(managers == view.TaskManagers ? "task managers stay" : $"{Pluralizer.Format(managers.Count, "task manager")} on {nodes}");
        return string.Join(", ", parts);
    }
}
