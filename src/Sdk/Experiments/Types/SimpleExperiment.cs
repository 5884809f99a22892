namespace Scalewright.Experiments.Types;

/// <summary><c>simple</c>: the experiment as it is, as often as it says.</summary>
internal sealed class SimpleExperiment : ExperimentType;
