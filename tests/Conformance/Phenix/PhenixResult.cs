namespace Conformance.Phenix;

/// <param name="Files">Files by path, <c>base/…</c> and <c>images/…</c>, in comparable form.</param>
internal sealed record PhenixResult(
    int ExitCode,
    byte[] Output,
    IReadOnlyList<PhenixLogEntry> Logs,
    IReadOnlyList<string> Calls,
    SortedDictionary<string, byte[]> Files);
