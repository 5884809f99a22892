using System.Globalization;
using Scalewright.Decisions.Policies;
using Scalewright.Experiments.Streams;

namespace Scalewright.Experiments.Strategies;

/// <summary>Sizes every operator by what it sees now and, where scalability is observed, by what earlier changes told of it.</summary>
internal sealed class OperatorCourse(OperatorStrategy strategy) : IScalingCourse
{
    // As many as StreamSizing goes by.
    private const int ChangesMax = 16;

    private readonly Dictionary<string, ValueList<StreamObservation>> _histories = new(StringComparer.Ordinal);

    public bool IsOver => false;

    public ScalingChange? Decide(ScalingView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (view.Reading.Status != FlowStatus.Running)
        {
            return null;
        }

        ValueList<StreamOperator> operators = Measure(view);
        ValueList<StreamDemand> demands = StreamGraph.Judge(strategy.Rules, operators);
        Remember(operators, demands);
        ValueMap<int> parallelism = demands
            .Select((demand, index) => KeyValuePair.Create(demand.Name, demand.Proposal.IsRescale ? demand.Proposal.Parallelism : view.Job.Operators[index].Parallelism))
            .ToValueMap();
        int slots = parallelism.Values.Max();
        int perManager = Math.Max(1, view.Template.Slots);
        int count = (slots + perManager - 1) / perManager;
        ValueList<TaskManager> managers = strategy.IsLatencyAware && view.LatencyOf is { } latencyOf
            ? NearPlacing.Resize(view, count, latencyOf)
            : Placing.Resize(view, count);
        bool isSame = managers == view.TaskManagers && demands.All(demand => !demand.Proposal.IsRescale);
        return isSame ? null : new ScalingChange(managers, parallelism, Explain(view, demands, managers));
    }

    /// <summary>What an operator could process before a change of it tells how it scales.</summary>
    private void Remember(ValueList<StreamOperator> operators, ValueList<StreamDemand> demands)
    {
        foreach ((StreamOperator item, StreamDemand demand) in operators.Zip(demands).Where(pair => strategy.Rules.ObservesScalability && pair.Second.Proposal.IsRescale))
        {
            ValueList<StreamObservation> history = item.History.Add(new StreamObservation(item.Parallelism, demand.TrueRate));
            _histories[item.Name] = [.. history.TakeLast(ChangesMax)];
        }
    }

    private ValueList<StreamOperator> Measure(ScalingView view) =>
    [
        .. view.Job.Operators.Select(item =>
        {
            OperatorReading reading = view.Reading.Operators.First(known => known.Name == item.Name);

            // The hottest instance is what bounds the rate.
            double hottest = reading.BusyMs * reading.Shares.Max() * reading.Shares.Count;
            return new StreamOperator(item.Name, item.Parallelism)
            {
                BusyMsPerSecond = Math.Min(1000, hottest),
                ProcessedRate = reading.RecordsPerSecond,
                InputRate = reading.ArrivalsPerSecond,
                Lag = reading.Lag,
                History = _histories.GetValueOrDefault(item.Name) ?? [],
                Inputs = [.. item.Inputs.Select(input => new StreamInput(input.From, input.Ratio))],
            };
        }),
    ];

    private static string Explain(ScalingView view, ValueList<StreamDemand> demands, ValueList<TaskManager> managers)
    {
        IEnumerable<string> changes = demands.Where(demand => demand.Proposal.IsRescale).Select(demand => string.Create(
            CultureInfo.InvariantCulture,
            $"{demand.Name} needs {demand.Proposal.Parallelism} instances for {demand.TargetRate:0} records a second"));
        string nodes = string.Join(' ', managers.Select(manager => manager.Node).Distinct(StringComparer.Ordinal));
        return string.Join(", ", changes.Append(managers == view.TaskManagers ? "task managers stay" : $"{CountText.Of(managers.Count, "task manager")} on {nodes}"));
    }
}
