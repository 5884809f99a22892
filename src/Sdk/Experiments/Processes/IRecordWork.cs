namespace Scalewright.Experiments.Processes;

/// <summary>What an instance does with its time.</summary>
internal interface IRecordWork : IDisposable
{
    /// <summary>Does some work.</summary>
    /// <param name="seconds">How much.</param>
    /// <param name="hasMore">Whether more waits behind it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many seconds the instance was busy.</returns>
    Task<double> DoAsync(double seconds, bool hasMore, CancellationToken cancellationToken);
}
