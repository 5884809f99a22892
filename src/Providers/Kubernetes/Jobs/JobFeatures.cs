namespace Scalewright.Providers.Kubernetes.Jobs;

/// <summary>Fields of Jobs that a server supports.</summary>
/// <param name="Minor">Minor version of the server; its major version is 1.</param>
internal sealed record JobFeatures(int Minor)
{
    // Kubernetes documentation, "Jobs", feature states: completionMode, stable in 1.24.
    private const int IndexedMinor = 24;

    // backoffLimitPerIndex and podReplacementPolicy, enabled by default from 1.29, podFailurePolicy from 1.26.
    private const int IndexLimitMinor = 29;

    /// <summary>Indicates whether a Job has several numbered pods.</summary>
    public bool IsIndexed => Minor >= IndexedMinor;

    /// <summary>
    /// Indicates whether each number of a Job fails on its own, and whether finalizers keep ended pods until they are
    /// counted.
    /// </summary>
    public bool HasIndexLimit => Minor >= IndexLimitMinor;
}
