namespace Scalewright.Experiments.Services;

/// <summary>Error returned by a service.</summary>
internal sealed record ServiceFault(string Word, string Message)
{
    public static ServiceFault None { get; } = new("", "");
}
