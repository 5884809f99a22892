using Scalewright.Providers.Simulation;

namespace PhantomTutorial;

/// <summary>What <c>run</c> was asked for.</summary>
/// <param name="Url">The service; null: one within this program.</param>
/// <param name="State">Folder of what the service within this program keeps; null: none.</param>
/// <param name="Pace">How time goes.</param>
/// <param name="Authority">Certificate of the service; null: one that this machine believes.</param>
/// <param name="BelievesAny">Whether any certificate will do.</param>
/// <param name="IsDryRun">Whether nothing is changed.</param>
internal sealed record RunnerOptions(Uri? Url, DirectoryInfo? State, Pace Pace, FileInfo? Authority, bool BelievesAny, bool IsDryRun);
