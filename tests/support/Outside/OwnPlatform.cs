using Scalewright.Experiments.Inventories;
using Scalewright.Experiments.Platforms;

namespace Experiments.Parts;

/// <summary>A platform in a separate assembly.</summary>
[Platform("OwnType")]
public sealed class OwnPlatform : Platform
{
    public override string Type => "OwnType";

    public override Task<Inventory> ProvisionAsync(PlatformSection section, CancellationToken cancellationToken = default) =>
        Task.FromResult(RoleHosts.CreateInventory(section, "own", (role, number) => $"{role}-{number}", (_, _) => []));

    public override Task DestroyAsync(PlatformSection section, CancellationToken cancellationToken = default) => Task.CompletedTask;
}
