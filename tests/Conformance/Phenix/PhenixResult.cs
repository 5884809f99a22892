namespace Conformance.Phenix;

/// <summary>Output, log, minimega commands and files of one run of the Phenix scale app.</summary>
/// <param name="Calls">Commands sent to minimega.</param>
/// <param name="Files">
/// Contents by path, <c>base/…</c> and <c>images/…</c>. An archive is replaced by the list of its members, and the
/// programs in <c>config.xml</c> by placeholders.
/// </param>
internal sealed record PhenixResult(
    int ExitCode,
    byte[] Output,
    IReadOnlyList<PhenixLogEntry> Logs,
    IReadOnlyList<string> Calls,
    SortedDictionary<string, byte[]> Files
);
