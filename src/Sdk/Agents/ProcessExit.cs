namespace Scalewright.Agents;

/// <summary>Exit of a program at the other end of a stream.</summary>
/// <param name="ExitCode">Exit code. A value above 128 may be 128 plus a signal number.</param>
/// <param name="LastErrorLine">Last line of error output, unmodified. Empty if nothing was written or received.</param>
public sealed record ProcessExit(int ExitCode, string LastErrorLine)
{
    // 128 plus SIGINT, SIGKILL, SIGPIPE and SIGTERM, as shells report them. .NET uses codes near these if a program
    // cannot be started.
    private static readonly int[] KillExitCodes = [130, 137, 141, 143];

    /// <summary>True if the program may have been ended from outside, or exited with code 0.</summary>
    internal bool IsTransient => ExitCode == 0 || KillExitCodes.Contains(ExitCode);

    /// <summary>Returns printable text, for example <c>exit code 1: no such file</c>.</summary>
    public override string ToString() =>
        $"exit code {ExitCode}{(LastErrorLine.Length > 0 ? $": {TextEscaping.Escape(LastErrorLine)}" : "")}";
}
