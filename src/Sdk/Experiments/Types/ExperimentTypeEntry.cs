namespace Scalewright.Experiments.Types;

/// <summary>A registered experiment type, created on demand.</summary>
/// <param name="Name">Name of the type in definitions.</param>
/// <param name="Create">Creates the type.</param>
public sealed record ExperimentTypeEntry(string Name, Func<ExperimentType> Create);
