namespace Samples.Tests.Documents;

internal abstract record ShellStep;
