namespace Scalewright.Decisions.Policies;

/// <summary>An operator of a stream graph as it was measured.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parallelism">How many instances it has.</param>
public sealed record StreamOperator(string Name, int Parallelism)
{
    /// <summary>Milliseconds of each second that its instances are busy, on average; 0 when it idles.</summary>
    public double BusyMsPerSecond { get; init; }

    /// <summary>Records a second it processes.</summary>
    public double ProcessedRate { get; init; }

    /// <summary>Records a second that come from outside; counts for a source, which has no <see cref="Inputs"/>.</summary>
    public double InputRate { get; init; }

    /// <summary>Records a second by which a source's lag grows.</summary>
    public double LagGrowthRate { get; init; }

    /// <summary>Records that wait at a source.</summary>
    public double Lag { get; init; }

    /// <summary>The most instances it can have; default 720, as for <see cref="StreamVertex"/>.</summary>
    public int ParallelismMax { get; init; } = 720;

    /// <summary>What it had and could process before each earlier change, oldest first; default nothing.</summary>
    public ValueList<StreamObservation> History { get; init; } = [];

    /// <summary>Where its records come from; empty for a source.</summary>
    public ValueList<StreamInput> Inputs { get; init; } = [];

    /// <summary>Records a second it could process were it busy all the time; not a number when it is never busy.</summary>
    public double TrueRate => BusyMsPerSecond > 0 ? ProcessedRate / (BusyMsPerSecond / 1000) : double.NaN;
}
