namespace Scalewright;

/// <summary>What a problem means for the work it was found in.</summary>
public enum ProblemSeverity
{
    /// <summary>The work cannot go on.</summary>
    Error,

    /// <summary>The work goes on; the reader may have meant something else.</summary>
    Warning,
}
