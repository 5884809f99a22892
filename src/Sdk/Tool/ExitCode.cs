namespace Scalewright.Tool;

/// <summary>Exit codes of the tool.</summary>
internal enum ExitCode
{
    /// <summary>Everything was done; there may be warnings.</summary>
    Done = 0,

    /// <summary>The input, a plugin, a node or the provider has a problem; each problem is reported.</summary>
    Problems = 1,

    /// <summary>The command line is not understood; nothing was begun.</summary>
    Usage = 2,

    /// <summary>SIGINT (Ctrl+C) ended the tool: 128 and the number of the signal, as shells report it.</summary>
    Interrupted = 130,

    /// <summary>SIGTERM ended the tool.</summary>
    Terminated = 143,
}
