namespace Scalewright.Tool;

/// <summary>How the tool ends.</summary>
internal enum ExitCode
{
    /// <summary>What was asked for was done; there may be warnings.</summary>
    Done = 0,

    /// <summary>Something is wrong with the input or with a plugin; each problem is told.</summary>
    Problems = 1,

    /// <summary>The command line is not one the tool knows.</summary>
    Usage = 2,
}
