namespace Samples.Tests.Documents;

internal sealed record ShellFile(string Name, string Text) : ShellStep;
