namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>The wait of one instance for one lifecycle hook.</summary>
/// <param name="Hook">Name of the hook.</param>
/// <param name="Token">Token that completes it: a UUID.</param>
/// <param name="Deadline">When the default result counts.</param>
/// <param name="LastDeadline">The latest deadline that heartbeats can lead to.</param>
/// <param name="DefaultResult">The result at the deadline.</param>
internal sealed record LifecycleAction(
    string Hook, string Token, DateTimeOffset Deadline, DateTimeOffset LastDeadline, string DefaultResult);
