using static Scalewright.Providers.StepOutcome;

namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>
/// Executes steps on VMs and returns failures as outcomes. Networks are provided by the hypervisor, and groups are
/// stored in the tags of their nodes.
/// </summary>
internal sealed class MachineStepExecutor(
    MachineRepository repository,
    HostFolder folders,
    VagrantCommands commands,
    MachineStarts starts,
    VagrantOptions options,
    ILogger logger
)
{
    private static readonly string DefaultBox = new NodeHardware().Image;

    /// <summary>Creates the record of a node's VM, without an address.</summary>
    public static VagrantMachine Describe(NodeSpec node, ResourceTag tag, VagrantOptions options) =>
        new()
        {
            Name = MachineName.From(tag),
            Mark = StoredResourceTag.FromTag(tag, options.Clock.GetUtcNow()),
            Box = node.Hardware.Image == DefaultBox || node.Hardware.Image.Length == 0 ? options.Box : node.Hardware.Image,
            Cpus = node.Hardware.Cpus,
            MemoryMiB = node.Hardware.MemoryMiB,
        };

    /// <summary>Returns the resource ID of a VM.</summary>
    public static string FormatId(string cluster, string name) => $"{cluster}/{name}";

    /// <summary>Splits an ID into cluster and VM; null if it is malformed.</summary>
    public static (string Cluster, string Name)? Parse(string id) =>
        id.Split('/') is [var cluster, { Length: > 0 } name]
        && MachineName.IsFolder(cluster)
        && cluster == Path.GetFileName(cluster)
        && name == Path.GetFileName(name)
            ? (cluster, name)
            : null;

    /// <summary>Executes one step to completion.</summary>
    public async Task<StepOutcome> ExecuteAsync(StepRequest request)
    {
        try
        {
            return request.Step switch
            {
                CreateNode create => await CreateAsync(request, create.Node),
                ChangeNode => await ChangeAsync(request),
                DestroyNode => await DestroyAsync(request),
                _ => Succeeded(request),
            };
        }
        catch (ProviderException failure)
        {
            return Failed(request, failure.Problems[0] with { Field = request.Step.Name }, failure.IsTransient);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Failed(request, VagrantProblems.Failed("up", failure.Message, request.Step.Name), canRetry: true);
        }
    }

    private async Task<StepOutcome> CreateAsync(StepRequest request, NodeSpec node)
    {
        string cluster = MachineName.GetFolder(request.Tag.Owner);
        VagrantMachine desired = Describe(node, request.Tag, options);
        VagrantMachine? machine = await repository.RunLockedAsync(() =>
            repository.Find(cluster, desired.Name)
            ?? (AddressFor(cluster) is { } address ? repository.Save(cluster, desired with { Address = address }) : null)
        );
        if (machine is null)
        {
            return Failed(request, VagrantProblems.NoAddress(node.Name, $"{options.Network}"));
        }

        starts.Start(cluster, machine.Name);
        return Succeeded(request, machine.Mark.ToResource(FormatId(cluster, machine.Name), ResourceState.Pending));
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

        HashSet<string> used =
        [
            .. repository
                .Clusters()
                .Append(cluster)
                .Distinct(StringComparer.Ordinal)
                .SelectMany(repository.List)
                .Select(machine => machine.Address),
        ];
        UInt128 first = network.First.ToUInt128();

        // The first address is that of the network, and the second one that of this machine.
        for (UInt128 offset = 2; new Address(first + offset, isV6: false) <= network.LastUsable; offset++)
        {
            string address = new Address(first + offset, isV6: false).ToString();
            if (!used.Contains(address))
            {
                return address;
            }
        }

        return null;
    }

    private Task<StepOutcome> ChangeAsync(StepRequest request) =>
        repository.RunLockedAsync(() =>
        {
            if (Find(request) is not { } found)
            {
                return Failed(request, VagrantProblems.NotFound(request.Step.Name));
            }

            if (found.Machine.Mark.CheckRequest(request) is { } rejection)
            {
                return Failed(request, rejection);
            }

            VagrantMachine changed = repository.Save(found.Cluster, found.Machine with { Mark = found.Machine.Mark.WithTag(request.Tag) });
            return Succeeded(
                request,
                changed.Mark.ToResource(FormatId(found.Cluster, changed.Name), changed.IsUp ? ResourceState.Ready : ResourceState.Pending)
            );
        });

    private async Task<StepOutcome> DestroyAsync(StepRequest request)
    {
        (string Cluster, VagrantMachine Machine, Problem? Refusal)? found = await repository.RunLockedAsync(() => End(request));
        if (found is not var (cluster, machine, refusal))
        {
            return Succeeded(request);
        }

        if (refusal is not null)
        {
            return Failed(request, refusal);
        }

        await starts.EndAsync(cluster, machine.Name);
        CommandResult result = await commands.RunAloneAsync(
            cluster,
            ["destroy", "--force", machine.Name],
            [machine.Name],
            CancellationToken.None
        );
        if (result.ExitCode != 0 && repository.Find(cluster, machine.Name) is not null)
        {
            return Failed(
                request,
                VagrantProblems.Failed("destroy", VagrantCommands.GetMessage(result), request.Step.Name),
                canRetry: true
            );
        }

        await folders.RemoveAsync(cluster, machine.Name);
        VagrantLog.Removed(logger, request.Step.Name);
        return Succeeded(request);
    }

    /// <summary>Records that a VM is being removed, unless the request is refused.</summary>
    private (string Cluster, VagrantMachine Machine, Problem? Refusal)? End(StepRequest request)
    {
        if (Find(request) is not var (cluster, machine))
        {
            return null;
        }

        Problem? problem = machine.Mark.CheckRequest(request);
        return (cluster, problem is null ? repository.Save(cluster, machine with { IsEnding = true }) : machine, problem);
    }

    /// <summary>Finds a VM by ID, or by name if it never had an ID.</summary>
    private (string Cluster, VagrantMachine Machine)? Find(StepRequest request)
    {
        if (request.ResourceId is { } id)
        {
            return Parse(id) is var (cluster, name) && repository.Find(cluster, name) is { } machine ? (cluster, machine) : null;
        }

        string own = MachineName.GetFolder(request.Tag.Owner);
        return repository.List(own).FirstOrDefault(machine => machine.Mark.Name == request.Step.Name) is { } named ? (own, named) : null;
    }
}
