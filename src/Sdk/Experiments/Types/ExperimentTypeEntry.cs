namespace Scalewright.Experiments.Types;

/// <summary>A kind of experiment in the list, made when it is asked for.</summary>
/// <param name="Name">The word that definitions use.</param>
/// <param name="Create">Makes it.</param>
public sealed record ExperimentTypeEntry(string Name, Func<ExperimentType> Create);
