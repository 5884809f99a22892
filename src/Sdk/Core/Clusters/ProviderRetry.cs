using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>Retries of queries after failures that a provider reports as transient.</summary>
internal static class ProviderRetry
{
    public static Retry Create(IProvider provider, RetryOptions options) => new(options, provider.Clock, provider.Random.NextDouble);

    public static Task<T> QueryAsync<T>(this Retry retry, Func<CancellationToken, Task<T>> query, CancellationToken cancellationToken) =>
        retry.CallAsync(query, Classify, onRetry: null, cancellationToken);

    private static RetryDecision Classify(Exception failure) =>
        failure is ProviderException { IsTransient: true, RetryAfter: var after } ? new RetryDecision(CanRetry: true, after) : default;
}
