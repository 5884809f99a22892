namespace Scalewright.Generators.Experiments;

/// <summary>A class marked with <c>[ExperimentType]</c> or <c>[Platform]</c>, as text.</summary>
/// <param name="Assembly">Name of the assembly that declares it.</param>
/// <param name="IsPlatform">True for a platform.</param>
/// <param name="Type">The class, fully qualified with <c>global::</c>.</param>
/// <param name="Name">The name that definitions or INI files use.</param>
public sealed record ExperimentPartModel(string Assembly, bool IsPlatform, string Type, string Name);
