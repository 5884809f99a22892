namespace Scalewright.Storage.Packages;

/// <summary>The version of a package.</summary>
/// <param name="Epoch">Outweighs the rest; 0 or more.</param>
/// <param name="Version">The version of the program.</param>
/// <param name="Release">The release of the package.</param>
/// <param name="Architecture">As in <c>x86_64</c>.</param>
public sealed record PackageVersion(int Epoch, string Version, string Release, string Architecture);
