namespace Scalewright.Experiments.Reading;

/// <summary>Result of reading a definition.</summary>
/// <param name="Experiments">The experiments, one for each combination of parameters, in order; empty if there are
/// errors.</param>
/// <param name="Problems">All problems with their positions; empty on success.</param>
public sealed record ExperimentReadResult(ValueList<Experiment> Experiments, ValueList<Problem> Problems);
