namespace Scalewright.Agents;

/// <summary>How a program at the other end of a stream ended.</summary>
/// <param name="ExitCode">Its exit code; above 128 also the number of a signal.</param>
/// <param name="LastWords">The last line of what it complained, as it wrote it; empty: nothing, or nobody heard it.</param>
public sealed record ProgramEnd(int ExitCode, string LastWords)
{
    // 128 and SIGINT, SIGKILL, SIGPIPE and SIGTERM, as a shell tells them. Codes near these are .NET's for a program that cannot be started.
    private static readonly int[] Told = [130, 137, 141, 143];

    /// <summary>Whether it may have been ended from outside, or in order.</summary>
    internal bool MayPass => ExitCode == 0 || Told.Contains(ExitCode);

    /// <summary><c>exit code 1: no such file</c>, safe to print.</summary>
    public override string ToString() => $"exit code {ExitCode}{(LastWords.Length > 0 ? $": {Printable.Escape(LastWords)}" : "")}";
}
