namespace Scalewright.Providers.Containers.Client;

/// <summary>Name and version of an engine.</summary>
/// <param name="IsPodman">True for Podman, false for Docker.</param>
/// <param name="Version">Version, for example <c>20.10.24</c>.</param>
/// <param name="Architecture">Architecture as Go names it, for example <c>amd64</c>.</param>
internal sealed record EngineVersion(bool IsPodman, string Version, string Architecture)
{
    /// <summary>Returns <c>Docker 20.10.24</c>.</summary>
    public override string ToString() => $"{(IsPodman ? "Podman" : "Docker")} {Version}";
}
