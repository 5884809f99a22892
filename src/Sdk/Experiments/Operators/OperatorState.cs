namespace Scalewright.Experiments.Operators;

/// <summary>What an operator does, as anybody can read it.</summary>
/// <param name="Stage">What it does; that of a program that died is what it did then.</param>
public sealed record OperatorState(OperatorStage Stage)
{
    /// <summary>Folder of the experiment that runs, or ran last; empty before the first.</summary>
    public string Experiment { get; init; } = "";

    /// <summary>Point of the sweep that runs.</summary>
    public string Point { get; init; } = "";

    /// <summary>Number of the run.</summary>
    public int Run { get; init; }

    /// <summary>Runs that are over, of the experiment.</summary>
    public int Done { get; init; }

    /// <summary>Runs of the experiment.</summary>
    public int Count { get; init; }

    /// <summary>Seconds since the load of the run began.</summary>
    public double AtSeconds { get; init; }

    /// <summary>Seconds that it lasts.</summary>
    public double DurationSeconds { get; init; }

    /// <summary>Why the last experiment failed; empty when it did not.</summary>
    public string Error { get; init; } = "";

    /// <summary>Folders of the experiments that wait.</summary>
    public ValueList<string> Queue { get; init; } = [];
}
