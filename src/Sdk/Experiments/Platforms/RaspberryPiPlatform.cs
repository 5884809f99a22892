using Scalewright.Experiments.Inventories;

namespace Scalewright.Experiments.Platforms;

/// <summary>Machines that are there already, named in an inventory file of the user's: key <c>inventory</c>.</summary>
internal sealed class RaspberryPiPlatform : Platform
{
    /// <inheritdoc/>
    public override string Type => "RaspberryPi";

    /// <inheritdoc/>
    public override bool KeepsMachines => true;

    /// <inheritdoc/>
    public override ValueList<string> RequiredFields => ["inventory"];

    /// <inheritdoc/>
    public override void Validate(PlatformSection section, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(problems);
        base.Validate(section, problems);
        if (section.Text("inventory") is { } path)
        {
            foreach (Problem problem in InventoryFile.Read(path).Problems)
            {
                problems.Add(problem);
            }
        }
    }

    /// <summary>Counts the hosts in the file; <c>instance_count</c> takes their place when it is written.</summary>
    /// <param name="section">A section that is valid.</param>
    public override int CountInstances(PlatformSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        Inventory? inventory = section.Text("inventory") is { } path ? InventoryFile.Read(path).Inventory : null;
        return section.InstanceCount ?? inventory?.Resolve().Hosts.Count ?? 0;
    }

    /// <inheritdoc/>
    public override Task<Inventory> SetUpAsync(PlatformSection section, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(section);
        InventoryReadResult read = InventoryFile.Read(section.Text("inventory") ?? "");
        return read.Inventory is { } inventory ? Task.FromResult(inventory) : throw new ExperimentException(read.Problems);
    }

    /// <summary>Does nothing: the machines stay the user's.</summary>
    /// <param name="section">The section.</param>
    /// <param name="cancellationToken">Not used.</param>
    public override Task DestroyAsync(PlatformSection section, CancellationToken cancellationToken = default) => Task.CompletedTask;
}
