namespace Experiments.Tests;

[Platform("MarkedHere")]
internal sealed class MarkedPlatform : Platform
{
    public override string Type => "MarkedHere";

    public override Task<Inventory> ProvisionAsync(PlatformSection section, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public override Task DestroyAsync(PlatformSection section, CancellationToken cancellationToken = default) => Task.CompletedTask;
}
