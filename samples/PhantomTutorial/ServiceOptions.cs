using Scalewright.Providers.Simulation;

namespace PhantomTutorial;

/// <summary>What <c>serve</c> was asked for.</summary>
/// <param name="Port">Port; 0: any.</param>
/// <param name="Pace">How virtual time goes.</param>
/// <param name="AcceptsAnyKey">Whether nothing is verified.</param>
/// <param name="Authority">Where the certificate goes; null: no TLS.</param>
/// <param name="State">Folder of what is kept; null: none.</param>
/// <param name="IsDryRun">Whether nothing is served or changed.</param>
internal sealed record ServiceOptions(int Port, Pace Pace, bool AcceptsAnyKey, FileInfo? Authority, DirectoryInfo? State, bool IsDryRun);
