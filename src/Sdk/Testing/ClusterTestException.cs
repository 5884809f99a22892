namespace Scalewright.Testing;

/// <summary>A test on a cluster failed; what it threw is inside.</summary>
public sealed class ClusterTestException : Exception
{
    internal ClusterTestException(Exception inner, string? logs)
        : base(logs is null ? inner.Message : $"{inner.Message}\nlogs of its nodes: {logs}", inner) => Logs = logs;

    internal ClusterTestException(Exception inner, Exception lost)
        : base($"{inner.Message}\nlogs of its nodes could not be kept: {lost.Message}", inner)
    {
    }

    /// <summary>The folder with a folder for each node that said something; null: none did, or it could not be kept.</summary>
    public string? Logs { get; }
}
