namespace Conformance.Phenix;

/// <summary>What a run of ours did.</summary>
/// <param name="Calls">Calls of the minimega client, each as one text.</param>
/// <param name="Files">Files by path, <c>base/…</c> and <c>images/…</c>, in the form in which they are compared.</param>
internal sealed record PhenixResult(
    int ExitCode,
    byte[] Output,
    IReadOnlyList<PhenixLogEntry> Logs,
    IReadOnlyList<string> Calls,
    SortedDictionary<string, byte[]> Files);
