using Scalewright.Providers;

namespace Scalewright.Experiments.Services;

/// <summary>A service of experiments refused a call, could not be reached, or answered what it never should.</summary>
public sealed class ServiceException : ProviderException
{
    internal ServiceException(string service, Problem problem, Exception? inner = null)
        : base(service, [problem], inner)
    {
    }

    /// <summary>HTTP status of the answer; 0 when there was none.</summary>
    public int Status { get; init; }

    /// <summary>The service's own word for it, as in <c>NoSuchKey</c>; empty when it said none.</summary>
    public string Word { get; init; } = "";
}
