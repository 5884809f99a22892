using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>Waits until resources whose removal was requested no longer exist.</summary>
internal static class RemovalWait
{
    private static readonly TimeSpan MinPollDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxPollDelay = TimeSpan.FromSeconds(5);

    /// <param name="owner">Owner whose resources are waited for; null: only those that were selected.</param>
    /// <exception cref="ProviderException">The provider cannot list its resources.</exception>
    public static async Task<ReapReport> RunAsync(
        ReapReport report,
        GuardedProvider provider,
        Owner? owner,
        ReapRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.RemovalTimeout <= TimeSpan.Zero)
        {
            return report;
        }

        HashSet<string> selected = report.Selected.Select(resource => resource.Id).ToHashSet(StringComparer.Ordinal);
        Retry retry = ProviderRetry.Create(provider, request.Retry);
        long start = provider.Clock.GetTimestamp();
        for (TimeSpan pause = MinPollDelay; ; pause = pause * 2 < MaxPollDelay ? pause * 2 : MaxPollDelay)
        {
            ValueList<Resource> observed = await retry.QueryAsync(token => provider.ObserveAsync(owner, token), cancellationToken);
            ValueList<Resource> remaining =
            [
                .. observed.Where(resource =>
                    resource is { State: ResourceState.Deleting, Waiting: not null }
                    && (owner is not null || selected.Contains(resource.Id))
                ),
            ];
            TimeSpan rest = request.RemovalTimeout - provider.Clock.GetElapsedTime(start);
            if (remaining.Count == 0 || rest <= TimeSpan.Zero)
            {
                return report with { Terminating = remaining };
            }

            request.OnTerminating?.Invoke(remaining.Count);
            await Task.Delay(pause < rest ? pause : rest, provider.Clock, cancellationToken);
        }
    }
}
