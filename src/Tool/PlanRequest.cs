namespace Scalewright.Tool;

/// <summary>What <c>plan</c> was asked for.</summary>
/// <param name="File">The profile file.</param>
/// <param name="Assemblies">Assemblies with plugins.</param>
internal sealed record PlanRequest(string File, IReadOnlyList<string> Assemblies);
