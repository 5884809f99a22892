namespace Scalewright.Experiments.Reading;

/// <summary>What came of reading a definition.</summary>
/// <param name="Experiments">All experiments it becomes, one for each combination of its parameters, in order; empty when there are errors.</param>
/// <param name="Problems">Everything that was found, with its place; empty when all is well.</param>
public sealed record ExperimentReadResult(ValueList<Experiment> Experiments, ValueList<Problem> Problems);
