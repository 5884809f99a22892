namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Fate of one parameter of an action, or of a whole structure that is refused or harmless.</summary>
/// <param name="Path">Name as in the API reference: <c>N</c> stands for the number of a list's element.</param>
/// <param name="Fate">Treatment.</param>
/// <param name="Reason">Why it is refused, recorded or harmless, as the end of a sentence; empty for what is
/// done.</param>
/// <param name="Default">Value that asks for nothing, so that it is accepted in spite of a refusal; null: none.</param>
internal sealed record ParameterRow(string Path, ParameterFate Fate, string Reason = "", string? Default = null);
