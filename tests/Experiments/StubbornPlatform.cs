namespace Experiments.Tests;

internal sealed class StubbornPlatform(string type) : Platform
{
    public bool IsWorking { get; set; }

    public List<string> Destroyed { get; } = [];

    public override string Type => type;

    public override Task<Inventory> ProvisionAsync(PlatformSection section, CancellationToken cancellationToken = default) =>
        IsWorking
            ? Task.FromResult(
                RoleHosts.CreateInventory(section, "stubborn", (role, number) => $"{section.Name}-{role}-{number}", (_, _) => [])
            )
            : throw new InvalidOperationException($"no quota for {section.Name}");

    public override Task DestroyAsync(PlatformSection section, CancellationToken cancellationToken = default)
    {
        if (!IsWorking)
        {
            throw new InvalidOperationException($"no answer for {section.Name}");
        }

        Destroyed.Add(section.Name);
        return Task.CompletedTask;
    }
}
