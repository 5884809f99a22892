namespace Samples.Tests.Documents;

/// <param name="Shown">Printed lines; null if the document does not show them.</param>
internal sealed record ShellCommand(string Place, string Text, IReadOnlyList<string>? Shown) : ShellStep;
