namespace Scalewright.Testing;

/// <summary>A test on a cluster failed; what it threw is inside.</summary>
public sealed class ClusterTestException : Exception
{
    internal ClusterTestException(Exception inner, string? logs)
        : base(logs is null ? inner.Message : $"{inner.Message}\nlogs of its nodes: {logs}", inner) => Logs = logs;

    /// <summary>The folder with a folder for each node that said something; null: none did.</summary>
    public string? Logs { get; }
}
