namespace Scalewright;

/// <summary>
/// Queries that explain a failure or clean up after it. They often use the link that has just failed.
/// </summary>
public static class FailureQuery
{
    /// <summary>
    /// Maximum time by which a query delays the report of a lost connection, less than the default time of six seconds
    /// in which an SSH link is detected as lost.
    /// </summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Returns the result of a query; the fallback if it does not arrive within the limit. The query may ignore its
    /// token.
    /// </summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <param name="query">The query.</param>
    /// <param name="fallback">Result of a query that is late.</param>
    /// <param name="limit">Maximum time to wait.</param>
    /// <param name="clock">Time provider of the limit.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> query,
        T fallback,
        TimeSpan limit,
        TimeProvider clock,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        using CancellationTokenSource timeoutSource = new(limit, clock);
        using CancellationTokenSource linkedSource = CancellationTokenSource.CreateLinkedTokenSource(
            timeoutSource.Token,
            cancellationToken
        );
        try
        {
            return await query(linkedSource.Token).OrCancelled(linkedSource.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return fallback;
        }
    }
}
