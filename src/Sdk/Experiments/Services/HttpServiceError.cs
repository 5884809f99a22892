namespace Scalewright.Experiments.Services;

/// <summary>Error returned by a service.</summary>
internal sealed record HttpServiceError(string Code, string Message)
{
    public static HttpServiceError None { get; } = new("", "");
}
