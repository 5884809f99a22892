namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Launch of instances into a group or its warm pool.</summary>
/// <param name="Count">Number of instances.</param>
/// <param name="Cause">Cause, as the end of a sentence: "to fill the warm pool by 2".</param>
/// <param name="Warmup">Warm-up time once in service.</param>
internal sealed record InstanceLaunch(string Cloud, int Count, string Cause, TimeSpan Warmup)
{
    /// <summary>State of the new instances. Default pending.</summary>
    public InstanceState FirstState { get; init; } = InstanceState.Pending;
}
