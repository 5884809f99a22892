using Scalewright.Experiments.Inventories;

namespace Scalewright.Experiments.Platforms;

/// <summary>This machine under as many names as roles are wanted; Ansible runs on it without SSH.</summary>
internal sealed class LocalPlatform : Platform
{
    /// <inheritdoc/>
    public override string Type => "Local";

    /// <inheritdoc/>
    public override bool KeepsMachines => true;

    /// <inheritdoc/>
    public override Task<Inventory> SetUpAsync(PlatformSection section, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Task.FromResult(RoleHosts.Describe(section, "local", (role, number) => $"{section.Name}-{role}-{number}", (role, _) =>
        [
            new("ansible_host", "127.0.0.1"),
            new("ansible_connection", "local"),
            new("cluster_role", role),
            new("platform_name", section.Name),
        ]));
    }

    /// <inheritdoc/>
    public override Task DestroyAsync(PlatformSection section, CancellationToken cancellationToken = default) => Task.CompletedTask;
}
