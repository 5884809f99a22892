namespace Scalewright.Providers.Local.Links;

/// <summary>How a program of the system ended.</summary>
/// <param name="ExitCode">0 when it did what it was told.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Error">What it said.</param>
internal readonly record struct LinkAnswer(int ExitCode, string Output, string Error)
{
    /// <summary>Why it failed.</summary>
    public string Reason => Error.Trim() is { Length: > 0 } words ? words : $"exit code {ExitCode}";
}
