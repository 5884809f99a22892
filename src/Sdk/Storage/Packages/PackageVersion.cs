namespace Scalewright.Storage.Packages;

/// <summary>Version of a package.</summary>
/// <param name="Epoch">Epoch, 0 or more. Takes precedence over version and release.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="Release">Release of the package.</param>
/// <param name="Architecture">Architecture, for example <c>x86_64</c>.</param>
public sealed record PackageVersion(int Epoch, string Version, string Release, string Architecture);
