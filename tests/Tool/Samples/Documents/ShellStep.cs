namespace Samples.Tests.Documents;

/// <summary>What a document has the shell do.</summary>
internal abstract record ShellStep;
