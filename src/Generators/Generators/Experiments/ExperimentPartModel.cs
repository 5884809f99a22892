namespace Scalewright.Generators.Experiments;

/// <summary>Class with <c>[ExperimentType]</c> or <c>[Platform]</c>, as text.</summary>
/// <param name="Assembly">Name of the declaring assembly.</param>
/// <param name="IsPlatform">True for a platform.</param>
/// <param name="Type">The class, fully qualified with <c>global::</c>.</param>
/// <param name="Name">Name in definitions or INI files.</param>
internal sealed record ExperimentPartModel(string Assembly, bool IsPlatform, string Type, string Name);
