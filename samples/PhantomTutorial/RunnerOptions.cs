using Scalewright.Providers.Simulation;

namespace PhantomTutorial;

/// <summary>Options of <c>run</c>.</summary>
/// <param name="Url">Address of the service; null to start one within this program.</param>
/// <param name="State">Folder of the state of the service within this program; null to keep none.</param>
/// <param name="Pace">Speed of time.</param>
/// <param name="Authority">Certificate of the service; null for one that this machine trusts.</param>
/// <param name="BelievesAny">True to trust any certificate.</param>
/// <param name="IsDryRun">True to change nothing.</param>
internal sealed record RunnerOptions(Uri? Url, DirectoryInfo? State, SimulationPace Pace, FileInfo? Authority, bool BelievesAny, bool IsDryRun);
