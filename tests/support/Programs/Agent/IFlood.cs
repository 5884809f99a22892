using Scalewright.Agents.Services;

namespace TestPrograms;

/// <summary>Says more than anyone can hear.</summary>
[AgentService("flood")]
internal partial interface IFlood
{
    /// <summary>Says so many lines as fast as it can: <c>event 1</c>, <c>event 2</c> and so on.</summary>
    Task SayAsync(int lines, CancellationToken cancellationToken);
}
