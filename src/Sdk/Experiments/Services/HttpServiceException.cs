using Scalewright.Providers;

namespace Scalewright.Experiments.Services;

/// <summary>Thrown when a service rejects a request, is unreachable, or returns an invalid response.</summary>
public sealed class HttpServiceException : ProviderException
{
    internal HttpServiceException(string service, Problem problem, Exception? inner = null)
        : base(service, [problem], inner) { }

    /// <summary>HTTP status of the response; 0 without a response.</summary>
    public int Status { get; init; }

    /// <summary>Error code of the service, for example <c>NoSuchKey</c>; empty if there is no code.</summary>
    public string ErrorCode { get; init; } = "";
}
