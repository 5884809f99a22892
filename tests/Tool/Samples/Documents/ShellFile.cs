namespace Samples.Tests.Documents;

/// <summary>A file that is there from now on.</summary>
internal sealed record ShellFile(string Name, string Text) : ShellStep;
