namespace Scalewright.Testing;

/// <summary>A test on a cluster failed; the inner exception is the exception of the test.</summary>
public sealed class ClusterTestException : Exception
{
    internal ClusterTestException(Exception inner, string? logs)
        : base(logs is null ? inner.Message : $"{inner.Message}\nlogs of its nodes: {logs}", inner) => Logs = logs;

    internal ClusterTestException(Exception inner, Exception lost)
        : base($"{inner.Message}\nlogs of its nodes could not be kept: {lost.Message}", inner) { }

    /// <summary>Folder with a subfolder for each node with logs; null without logs or if not stored.</summary>
    public string? Logs { get; }
}
