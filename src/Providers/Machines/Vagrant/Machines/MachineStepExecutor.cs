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
                _ => StepOutcome.Succeeded(request),
            };
        }
        catch (ProviderException failure)
        {
            return StepOutcome.Failed(request, failure.Problems[0] with { Field = request.Step.Name }, failure.IsTransient);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return StepOutcome.Failed(request, VagrantProblems.RecordFailure(failure.Message, request.Step.Name), canRetry: true);
        }
    }

    private async Task<StepOutcome> CreateAsync(StepRequest request, NodeSpec node)
    {
        string cluster = MachineName.GetFolder(request.Tag.Owner);
        VagrantMachine desired = VagrantMachine.FromSpec(node, request.Tag, options);
        VagrantMachine? machine = await repository.RunLockedAsync(() =>
            repository.Find(cluster, desired.Name) ?? SaveNew(cluster, desired)
        );
        if (machine is null)
        {
            return StepOutcome.Failed(request, VagrantProblems.NoAddress(node.Name, $"{options.Network}"));
        }

        starts.Start(cluster, machine.Name);
        return StepOutcome.Succeeded(request, ToResource(cluster, machine, ResourceState.Pending));
    }

    /// <summary>Saves a VM with a free address, if there is a network; null if all addresses are in use.</summary>
    private VagrantMachine? SaveNew(string cluster, VagrantMachine desired)
    {
        if (options.Network is not { } network)
        {
            return repository.Save(cluster, desired);
        }

        return FindFreeAddress(cluster, network) is { } address ? repository.Save(cluster, desired with { Address = address }) : null;
    }

    /// <summary>Returns the first address of a network that no cluster uses; null if all are in use.</summary>
    private string? FindFreeAddress(string cluster, Subnet network)
    {
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
            if (Find(request) is not var (cluster, machine))
            {
                return StepOutcome.Failed(request, VagrantProblems.NotFound(request.Step.Name));
            }

            if (machine.Tag.CheckRequest(request) is { } rejection)
            {
                return StepOutcome.Failed(request, rejection);
            }

            VagrantMachine changed = repository.Save(cluster, machine with { Tag = machine.Tag.WithTag(request.Tag) });
            return StepOutcome.Succeeded(request, ToResource(cluster, changed, changed.IsUp ? ResourceState.Ready : ResourceState.Pending));
        });

    private async Task<StepOutcome> DestroyAsync(StepRequest request)
    {
        if (await MarkRemovalAsync(request) is not { } removal)
        {
            return StepOutcome.Succeeded(request);
        }

        if (removal.Refusal is { } refusal)
        {
            return StepOutcome.Failed(request, refusal);
        }

        (string cluster, VagrantMachine machine) = removal.Machine;
        await starts.EndAsync(cluster, machine.Name);
        CommandResult result = await commands.RunAloneAsync(
            cluster,
            ["destroy", "--force", machine.Name],
            [machine.Name],
            CancellationToken.None
        );
        if (result.ExitCode != 0 && repository.Find(cluster, machine.Name) is not null)
        {
            return StepOutcome.Failed(
                request,
                VagrantProblems.Failed("destroy", VagrantCommands.GetMessage(result), request.Step.Name),
                canRetry: true
            );
        }

        await folders.RemoveAsync(cluster, machine.Name);
        VagrantLog.Removed(logger, request.Step.Name);
        return StepOutcome.Succeeded(request);
    }

    /// <summary>Records that a VM is being removed, unless the request is refused; null if it does not exist.</summary>
    private Task<Removal?> MarkRemovalAsync(StepRequest request) =>
        repository.RunLockedAsync(() =>
        {
            if (Find(request) is not { } existing)
            {
                return null;
            }

            Problem? refusal = existing.Machine.Tag.CheckRequest(request);
            if (refusal is null)
            {
                repository.Save(existing.Cluster, existing.Machine with { IsEnding = true });
            }

            return new Removal(existing, refusal);
        });

    /// <summary>Finds a VM by ID, or by name if it never had an ID.</summary>
    private ExistingMachine? Find(StepRequest request)
    {
        if (request.ResourceId is { } resourceId)
        {
            return MachineId.Parse(resourceId) is { } id && repository.Find(id) is { } identified
                ? new ExistingMachine(id.Cluster, identified)
                : null;
        }

        string cluster = MachineName.GetFolder(request.Tag.Owner);
        return repository.List(cluster).FirstOrDefault(existing => existing.Tag.Name == request.Step.Name) is { } machine
            ? new ExistingMachine(cluster, machine)
            : null;
    }

    private static Resource? ToResource(string cluster, VagrantMachine machine, ResourceState state) =>
        machine.Tag.ToResource(new MachineId(cluster, machine.Name).ToString(), state);

    private sealed record ExistingMachine(string Cluster, VagrantMachine Machine);

    /// <summary>A VM that a request removes.</summary>
    /// <param name="Refusal">Reason why the VM is kept; null if it is being removed.</param>
    private sealed record Removal(ExistingMachine Machine, Problem? Refusal);
}
