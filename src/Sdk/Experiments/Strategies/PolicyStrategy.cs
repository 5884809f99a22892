using Scalewright.Decisions;

namespace Scalewright.Experiments.Strategies;

/// <summary>
/// Task managers by any sizing policy. It sees the metrics <c>lag</c> (records), <c>load</c> and <c>throughput</c> (records a second), <c>busy</c>
/// (part of the time that the task is busy, 0 to 1), <c>latency</c> (seconds) and, where it is measured, <c>network_latency</c> (seconds from one task manager to
/// another, on average); a node of the domain is a task manager.
/// </summary>
/// <param name="Policy">The policy.</param>
public sealed record PolicyStrategy(ISizingPolicy Policy) : IScalingStrategy
{
    /// <inheritdoc/>
    public IScalingCourse Begin() => new PolicyCourse(Policy);

    /// <inheritdoc/>
    public ValueList<Problem> Check() => Policy.Check();
}
