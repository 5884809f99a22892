namespace Scalewright.Experiments.Histories;

/// <summary>Folder of an experiment whose runs have not all ended.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Difference">Difference from the definition and the version of this program, for example
/// <c>another definition (matrix)</c>; empty if both are the same.</param>
public sealed record UnfinishedExperiment(ExperimentFolder Folder, string Difference)
{
    /// <summary>True if this program can execute the runs that have not ended.</summary>
    public bool CanContinue => Difference.Length == 0;
}
