using static Scalewright.Providers.StepOutcomes;

namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>
/// Executes steps on VMs and returns failures as outcomes. Networks are provided by the hypervisor, and groups are
/// stored in the tags of their nodes.
/// </summary>
internal sealed class MachineStepExecutor(MachineRepository shelf, HostFolder folders, VagrantCommands commands,
    MachineStarts starts, VagrantOptions options, ILogger logger)
{
    private static readonly string DefaultBox = new NodeHardware().Image;

    /// <summary>Creates the record of a node's VM, without an address.</summary>
    public static VagrantMachine Describe(NodeSpec node, ResourceTag tag, VagrantOptions options) => new()
    {
        Name = MachineName.Of(tag),
        Mark = StoredResourceTag.FromTag(tag, options.Clock.GetUtcNow()),
        Box = node.Hardware.Image == DefaultBox || node.Hardware.Image.Length == 0 ? options.Box : node.Hardware.Image,
        Cpus = node.Hardware.Cpus,
        MemoryMiB = node.Hardware.MemoryMiB,
    };

    /// <summary>Returns the resource ID of a VM.</summary>
    public static string IdOf(string cluster, string name) => $"{cluster}/{name}";

    /// <summary>Splits an ID into cluster and VM; null if it is malformed.</summary>
    public static (string Cluster, string Name)? Parse(string id) =>
        id.Split('/') is [var cluster, { Length: > 0 } name]
        && MachineName.IsFolder(cluster)
        && cluster == Path.GetFileName(cluster)
        && name == Path.GetFileName(name) ? (cluster, name) : null;

    /// <summary>Executes one step to completion.</summary>
    public async Task<StepOutcome> DoAsync(StepRequest order)
    {
        try
        {
            return order.Step switch
            {
                CreateNode create => await CreateAsync(order, create.Node),
                ChangeNode => await ChangeAsync(order),
                DestroyNode => await DestroyAsync(order),
                _ => Done(order),
            };
        }
        catch (ProviderException failure)
        {
            return Failed(order, failure.Problems[0] with { Field = order.Step.Name }, failure.IsTransient);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Failed(order, VagrantProblems.Failed("up", failure.Message, order.Step.Name), mayRetry: true);
        }
    }

    private async Task<StepOutcome> CreateAsync(StepRequest order, NodeSpec node)
    {
        string cluster = MachineName.FolderOf(order.Tag.Owner);
        VagrantMachine wanted = Describe(node, order.Tag, options);
        VagrantMachine? made = await shelf.HoldAsync(() => shelf.Find(cluster, wanted.Name)
            ?? (AddressFor(cluster) is { } address ? shelf.Put(cluster, wanted with { Address = address }) : null));
        if (made is null)
        {
            return Failed(order, VagrantProblems.NoAddress(node.Name, $"{options.Network}"));
        }

        starts.Begin(cluster, made.Name);
        return Done(order, made.Mark.ToResource(IdOf(cluster, made.Name), ResourceState.Pending));
    }

    /// <summary>
    /// Returns the first address that no cluster uses; empty if there is no network, and null if all addresses are in
    /// use.
    /// </summary>
    private string? AddressFor(string cluster)
    {
        if (options.Network is not { } network)
        {
            return "";
        }

        HashSet<string> taken = [.. shelf.Clusters()
            .Append(cluster)
            .Distinct(StringComparer.Ordinal)
            .SelectMany(shelf.Of)
            .Select(machine => machine.Address)];
        UInt128 first = network.First.ToUInt128();

        // The first address is that of the network, and the second one that of this machine.
        for (UInt128 offset = 2; new Address(first + offset, isV6: false) <= network.LastUsable; offset++)
        {
            string address = new Address(first + offset, isV6: false).ToString();
            if (!taken.Contains(address))
            {
                return address;
            }
        }

        return null;
    }

    private Task<StepOutcome> ChangeAsync(StepRequest order) => shelf.HoldAsync(() =>
    {
        if (Find(order) is not { } found)
        {
            return Failed(order, VagrantProblems.Gone(order.Step.Name));
        }

        if (found.Machine.Mark.CheckRequest(order) is { } refusal)
        {
            return Failed(order, refusal);
        }

        VagrantMachine changed =
            shelf.Put(found.Cluster, found.Machine with { Mark = found.Machine.Mark.WithTag(order.Tag) });
        return Done(order, changed.Mark.ToResource(
            IdOf(found.Cluster, changed.Name), changed.IsUp ? ResourceState.Ready : ResourceState.Pending));
    });

    private async Task<StepOutcome> DestroyAsync(StepRequest order)
    {
        (string Cluster, VagrantMachine Machine, Problem? Refusal)? found = await shelf.HoldAsync(() => End(order));
        if (found is not var (cluster, machine, refusal))
        {
            return Done(order);
        }

        if (refusal is not null)
        {
            return Failed(order, refusal);
        }

        await starts.EndAsync(cluster, machine.Name);
        CommandResult result = await commands.RunAloneAsync(
            cluster, ["destroy", "--force", machine.Name], [machine.Name], CancellationToken.None);
        if (result.ExitCode != 0 && shelf.Find(cluster, machine.Name) is not null)
        {
            return Failed(order, VagrantProblems.Failed("destroy", VagrantCommands.Said(result), order.Step.Name),
                mayRetry: true);
        }

        await folders.RemoveAsync(cluster, machine.Name);
        VagrantLog.Removed(logger, order.Step.Name);
        return Done(order);
    }

    /// <summary>Records that a VM is being removed, unless the request is refused.</summary>
    private (string Cluster, VagrantMachine Machine, Problem? Refusal)? End(StepRequest order)
    {
        if (Find(order) is not var (cluster, machine))
        {
            return null;
        }

        Problem? refusal = machine.Mark.CheckRequest(order);
        return (cluster, refusal is null ? shelf.Put(cluster, machine with { IsEnding = true }) : machine, refusal);
    }

    /// <summary>Finds a VM by ID, or by name if it never had an ID.</summary>
    private (string Cluster, VagrantMachine Machine)? Find(StepRequest order)
    {
        if (order.ResourceId is { } id)
        {
            return Parse(id) is var (cluster, name) && shelf.Find(cluster, name) is { } machine
                ? (cluster, machine)
                : null;
        }

        string own = MachineName.FolderOf(order.Tag.Owner);
        return shelf.Of(own).FirstOrDefault(machine => machine.Mark.Name == order.Step.Name) is { } named
            ? (own, named)
            : null;
    }
}
