namespace Scalewright.Decisions.Policies;

/// <summary>One operator of a stream as it was measured.</summary>
public readonly record struct StreamVertex
{
    /// <summary>How many instances it has, 1 or more.</summary>
    public required int Parallelism { get; init; }

    /// <summary>Records a second it shall process; not a number when nobody knows.</summary>
    public required double TargetRate { get; init; }

    /// <summary>Records a second it could process if it were busy all the time; not a number when nobody knows.</summary>
    public required double TrueRate { get; init; }

    /// <summary>Records that wait; default 0.</summary>
    public double Lag { get; init; }

    /// <summary>Records a second to add in order to work off what waits; null to take it from <see cref="Lag"/>.</summary>
    public double? CatchUpRate { get; init; }

    /// <summary>How much less than proportional it grows, above 0 to 1; default 1. See <see cref="StreamCoefficient"/>.</summary>
    public double Coefficient { get; init; } = 1;

    /// <summary>True while a backlog is worked off: it does not shrink then.</summary>
    public bool IsInBacklog { get; init; }

    /// <summary>Most instances its keys allow; default 720.</summary>
    public int ParallelismMax { get; init; } = 720;

    /// <summary>A vertex of which nothing is known.</summary>
    public StreamVertex()
    {
    }
}
