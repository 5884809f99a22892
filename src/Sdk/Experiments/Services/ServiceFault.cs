namespace Scalewright.Experiments.Services;

/// <summary>What a service says of a call that it refuses.</summary>
/// <param name="Word">Its word for it; empty when it has none.</param>
/// <param name="Message">Its sentence; empty when it has none.</param>
internal sealed record ServiceFault(string Word, string Message)
{
    /// <summary>It said nothing that can be read.</summary>
    public static ServiceFault None { get; } = new("", "");
}
