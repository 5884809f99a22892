using Scalewright.Providers.Simulation;

namespace PhantomTutorial;

/// <summary>Options of <c>serve</c>.</summary>
/// <param name="Port">Port; 0 for any free port.</param>
/// <param name="Pace">Speed of virtual time.</param>
/// <param name="AcceptsAnyKey">True to disable verification of signatures.</param>
/// <param name="Authority">File for the certificate; null to disable TLS.</param>
/// <param name="State">Folder of the state; null to keep none.</param>
/// <param name="IsDryRun">True to serve and change nothing.</param>
internal sealed record ServiceOptions(int Port, SimulationPace Pace, bool AcceptsAnyKey, FileInfo? Authority, DirectoryInfo? State, bool IsDryRun);
