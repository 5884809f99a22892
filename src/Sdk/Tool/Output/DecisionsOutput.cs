using System.ComponentModel;
using Scalewright.Decisions;

namespace Scalewright.Tool.Output;

/// <summary>Result of 'decisions'.</summary>
[Description("Result of 'decisions'.")]
internal sealed record DecisionsOutput(
    [property: Description("Decisions, oldest first; with --at, one of each domain.")] IReadOnlyList<DecisionOutput> Decisions
);

[Description("Stored decision of an engine.")]
internal sealed record DecisionOutput(
    [property: Description("Time of the cycle by the clock of the provider, in UTC.")] DateTime Time,
    [property: Description("Name of the domain.")] string Domain,
    [property: Description("Number of the cycle in its run of the engine.")] long Cycle,
    [property: Description("Type name of the sizing policy.")] string Policy,
    [property: Description("Size before the decision.")] int From,
    [property: Description("Desired size.")] int To,
    [property: Description("'no change', 'applied', 'partially applied', 'timed out' or 'failed'.")] string Outcome,
    [property: Description("Cause of the last correction, for example 'ScaleOutCooldown'; 'None' without one.")] string Cause,
    [property: Description("Reason in a clause.")] string ShortReason,
    [property: Description("Formula, inputs and corrections in one sentence.")] string Reason,
    [property: Description("Formula, inputs and corrections as a tree.")] ExplanationOutput Explanation,
    [property: Description("Observed domain; null if the cycle failed before.")] DecisionStateOutput? Observed,
    [property: Description("Readings of all metrics.")] IReadOnlyList<DecisionMetricOutput> Metrics,
    [property: Description("Problems and events of the cycle.")] IReadOnlyList<string> Messages
)
{
    public static DecisionOutput Create(DecisionRecord record) =>
        new(
            record.Timestamp.UtcDateTime,
            record.Domain,
            record.Cycle,
            record.Policy,
            record.From,
            record.To,
            DecisionRecordText.Format(record.Outcome),
            record.Cause.ToString(),
            record.ShortReason,
            record.Reason,
            ExplanationOutput.From(record.Explanation),
            record.HasObservation ? DecisionStateOutput.From(record) : null,
            [.. record.Metrics.Select(metric => DecisionMetricOutput.From(metric, record.Timestamp))],
            [.. record.Messages]
        );
}

[Description("One number of a decision and the numbers from which it was computed.")]
internal sealed record ExplanationOutput(
    [property: Description("Name of the number.")] string Name,
    [property: Description("The number; null if it is not finite.")] double? Value,
    [property: Description("Numbers from which it was computed.")] IReadOnlyList<ExplanationOutput> Parts
)
{
    public static ExplanationOutput From(Explanation number) =>
        new(number.Name, double.IsFinite(number.Value) ? number.Value : null, [.. number.Parts.Select(From)]);
}

[Description("Observed state of a domain.")]
internal sealed record DecisionStateOutput(
    [property: Description("Desired size, from which the policy started.")] int Desired,
    [property: Description("Number of ready nodes.")] int Ready,
    [property: Description("Number of requested nodes that were not ready.")] int InFlight,
    [property: Description("Number of nodes for which the clouds had capacity.")] int Placed,
    [property: Description("Missing and failed nodes that were replaced.")] IReadOnlyList<string> Replaced,
    [property: Description("Clouds, in the order of the domain.")] IReadOnlyList<DecisionCloudOutput> Clouds
)
{
    public static DecisionStateOutput From(DecisionRecord record) =>
        new(
            record.DesiredCount,
            record.ReadyCount,
            record.InFlightCount,
            record.PlacedCount,
            [.. record.ReplacedNodes],
            [
                .. record.Clouds.Select(cloud => new DecisionCloudOutput(
                    cloud.Name,
                    cloud.HealthyCount,
                    cloud.MaxNodes < 0 ? null : cloud.MaxNodes,
                    cloud.IsUnavailable
                )),
            ]
        );
}

[Description("Observed cloud of a domain.")]
internal sealed record DecisionCloudOutput(
    [property: Description("Name of the cloud; empty for any.")] string Name,
    [property: Description("Number of nodes that ran or were starting.")] int Nodes,
    [property: Description("Maximum number of nodes; null without a limit.")] int? MaxNodes,
    [property: Description("True if nodes could not be created there.")] bool IsUnavailable
);

[Description("Reading of a metric.")]
internal sealed record DecisionMetricOutput(
    [property: Description("Name of the metric.")] string Name,
    [property: Description("'fresh', 'stale', 'failed' or 'missing'.")] string State,
    [property: Description("Value; null if it is not finite.")] double? Value,
    [property: Description("Time between measurement and decision in seconds; null if unknown.")] double? AgeSeconds
)
{
    public static DecisionMetricOutput From(MetricReading metric, DateTimeOffset time)
    {
        double? value = double.IsFinite(metric.Value) ? metric.Value : null;
        double? age = metric.Timestamp == default ? null : (time - metric.Timestamp).TotalSeconds;
        return new DecisionMetricOutput(metric.Name, JsonNames.Get(metric.State), value, age);
    }
}
