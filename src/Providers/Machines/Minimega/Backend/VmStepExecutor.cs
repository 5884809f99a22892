namespace Scalewright.Providers.Minimega.Backend;

/// <summary>
/// Executes steps in minimega and returns failures as outcomes. Groups and networks require no commands: a VLAN exists
/// as soon as it has a node.
/// </summary>
internal sealed class VmStepExecutor(MinimegaNamespaces namespaces, VmList list, VmRemoval removal, MinimegaOptions options)
{
    /// <summary>Executes one step to completion.</summary>
    public async Task<StepOutcome> ExecuteAsync(StepRequest request)
    {
        Attempt attempt = new();
        try
        {
            return request.Step switch
            {
                CreateNode create => await CreateAsync(request, create.Node, attempt),
                ChangeNode => await ChangeAsync(request, attempt),
                DestroyNode => await DestroyAsync(request, attempt),
                DestroyNetwork => await DestroyNamespaceAsync(request),
                _ => StepOutcome.Succeeded(request),
            };
        }
        catch (MinimegaException exception)
        {
            return attempt.MayHaveEffect && exception.Errors.Count == 0
                ? new StepOutcome(request.Token, StepResult.Unknown) { Problem = exception.Problems[0] }
                : StepOutcome.Failed(request, exception.Problems[0], canRetry: exception.Errors.Count == 0);
        }
        catch (ArgumentException exception)
        {
            return StepOutcome.Failed(
                request,
                new Problem(
                    ProblemCode.ProviderContractViolation,
                    exception.Message,
                    "remove control characters, and use only one kind of quotes"
                )
            );
        }
    }

    /// <summary>
    /// Completes the creation of an owner's launched VMs. Removes those that do not start, so that their creation is
    /// requested again.
    /// </summary>
    /// <returns>True if any VM was started or removed.</returns>
    /// <exception cref="MinimegaException">The server does not respond.</exception>
    public Task<bool> CompleteAsync(Owner owner, CancellationToken cancellationToken)
    {
        // The lock ensures that no VM is between its launch and its start in this program.
        MinimegaNamespace vmNamespace = namespaces[MinimegaNamespaceName.From(owner)];
        return vmNamespace.RunInTurnAsync(
            async client =>
            {
                MinimegaVm[] launched =
                [
                    .. (await list.FindAsync(vmNamespace.Name, client, cancellationToken)).Where(vm =>
                        vm.State == MinimegaVm.Building && vm.Tag?.Owner == owner.ToString()
                    ),
                ];
                foreach (MinimegaVm vm in launched)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    bool isStarted = await TryStartAsync(vm, client) is null;
                    if (!isStarted)
                    {
                        await removal.RemoveAsync(vm, client);
                    }
                }

                return launched.Length > 0;
            },
            cancellationToken
        );
    }

    /// <summary>Connects the taps, and then starts a launched VM, so that a running VM always has its taps.</summary>
    /// <returns>The reason why the VM does not start; null if it was started.</returns>
    private async Task<string?> TryStartAsync(MinimegaVm vm, MinimegaClient client)
    {
        try
        {
            await ConnectTapsAsync(vm.Space, client);
            await client.RunAsync(MinimegaCommandText.Join("vm", "start", vm.Name), CancellationToken.None);
            return null;
        }
        catch (MinimegaException exception) when (exception.Errors.Count > 0)
        {
            return exception.Errors[0].Text;
        }
    }

    private async Task<StepOutcome> CreateAsync(StepRequest request, NodeSpec node, Attempt attempt)
    {
        if (
            VmLaunch
                .Check(node, options)
                .Concat(NetworkCards.Check(node))
                .FirstOrDefault(found => found.Severity == ProblemSeverity.Error) is
            { } problem
        )
        {
            return StepOutcome.Failed(request, problem);
        }

        MinimegaNamespace vmNamespace = namespaces[MinimegaNamespaceName.From(request.Tag.Owner)];
        string name = VmName.From(node.Name, request.Token);
        return await vmNamespace.RunInTurnAsync(
            async client =>
            {
                if (await VmTags.ReadAsync(name, client) is not null)
                {
                    attempt.MayHaveEffect = true;
                    return await StartAsync(request, await ReadVmAsync(vmNamespace.Name, name, client), client);
                }

                await LaunchAsync(request, node, name, client, attempt);
                return await StartAsync(
                    request,
                    await VmTags.ReadAsync(name, client) is { } tags ? MinimegaVm.Launched(vmNamespace.Name, name, tags) : null,
                    client
                );
            },
            CancellationToken.None
        );
    }

    private async Task LaunchAsync(StepRequest request, NodeSpec node, string name, MinimegaClient client, Attempt attempt)
    {
        try
        {
            StoredResourceTag tag = StoredResourceTag.FromTag(request.Tag, options.Clock.GetUtcNow());
            foreach (string command in (string[])[.. VmLaunch.Configure(node, tag, options)])
            {
                await client.RunAsync(command, CancellationToken.None);
            }

            attempt.MayHaveEffect = true;
            await client.RunAsync(VmLaunch.Launch(node, name, options), CancellationToken.None);
        }
        catch (MinimegaException exception) when (exception.Errors.Count > 0)
        {
            await removal.RemoveEmptyAsync(client.Namespace, client);
            throw;
        }
    }

    /// <summary>
    /// Starts a launched VM. minimega reports a failed launch in the state of the VM, not in the response to the
    /// launch command.
    /// </summary>
    private async Task<StepOutcome> StartAsync(StepRequest request, MinimegaVm? vm, MinimegaClient client)
    {
        if (vm is null)
        {
            await removal.RemoveEmptyAsync(client.Namespace, client);
            return StepOutcome.Failed(request, MinimegaProblems.NothingLaunched(request.Step.Name));
        }

        if (vm.Tag?.Token != request.Token || vm.Tag.Owner != request.Tag.Owner.ToString())
        {
            return await RemoveFailedAsync(request, vm, client, MinimegaProblems.OtherTag(request.Step.Name), mayRetry: true);
        }

        if (vm is { Error.Length: > 0, IsAlive: false })
        {
            return await RemoveFailedAsync(request, vm, client, MinimegaProblems.LaunchFailed(request.Step.Name, vm.Error));
        }

        if (vm.State == MinimegaVm.Building)
        {
            if (await TryStartAsync(vm, client) is { } reason)
            {
                return await RemoveFailedAsync(request, vm, client, MinimegaProblems.LaunchFailed(request.Step.Name, reason));
            }

            vm = vm with { State = MinimegaVm.Running };
        }

        return StepOutcome.Succeeded(request, vm.ToResource());
    }

    private static async Task<MinimegaVm?> ReadVmAsync(string namespaceName, string name, MinimegaClient client) =>
        (await client.VmInfoAsync(MinimegaVm.Columns, CancellationToken.None))
            .Select(row => MinimegaVm.Read(namespaceName, row))
            .FirstOrDefault(vm => vm.Name == name);

    /// <summary>Removes the VM of a failed step. The outcome is unknown if the VM still exists.</summary>
    private async Task<StepOutcome> RemoveFailedAsync(
        StepRequest request,
        MinimegaVm vm,
        MinimegaClient client,
        Problem problem,
        bool mayRetry = false
    ) =>
        await removal.RemoveAsync(vm, client)
            ? StepOutcome.Failed(request, problem, mayRetry)
            : new StepOutcome(request.Token, StepResult.Unknown) { Problem = problem };

    private async Task ConnectTapsAsync(string namespaceName, MinimegaClient client)
    {
        if (options.Taps.Count == 0)
        {
            return;
        }

        HashSet<string> existing =
        [
            .. (await client.RunTableAsync("tap", CancellationToken.None)).Select(row => row.GetValueOrDefault("tap", "")),
        ];
        foreach (MinimegaTap tap in options.Taps.Where(tap => !existing.Contains(VmName.FromTap(namespaceName, tap))))
        {
            await client.RunAsync(
                MinimegaCommandText.Join("tap", "create", tap.Vlan, "ip", tap.Address, VmName.FromTap(namespaceName, tap)),
                CancellationToken.None
            );
        }
    }

    private Task<StepOutcome> ChangeAsync(StepRequest request, Attempt attempt) => ApplyToVmAsync(request, async (vm, _, client) =>
        {
            if (vm is null || (vm.Tag is { } tag && tag.Name != request.Tag.Name))
            {
                return StepOutcome.Failed(request, MinimegaProblems.NotFound(request.Step.Name));
            }

            if (CheckOwnership(request, vm) is { } rejection)
            {
                return StepOutcome.Failed(request, rejection);
            }

            attempt.MayHaveEffect = true;
            MinimegaVm changed = vm with { Tag = vm.Tag!.WithTag(request.Tag) };
            await client.RunAsync(
                MinimegaCommandText.Join("vm", "tag", vm.Name, MinimegaVm.TagKey, changed.Tag.ToText()),
                CancellationToken.None
            );
            return StepOutcome.Succeeded(request, changed.ToResource());
        });

    private Task<StepOutcome> DestroyAsync(StepRequest request, Attempt attempt) => ApplyToVmAsync(request, async (vm, isLast, client) =>
        {
            if (vm is null)
            {
                return StepOutcome.Succeeded(request);
            }

            if (CheckOwnership(request, vm) is { } rejection)
            {
                return StepOutcome.Failed(request, rejection);
            }

            if (vm.Tag!.Name != request.Tag.Name)
            {
                return StepOutcome.Succeeded(request);
            }

            attempt.MayHaveEffect = true;
            return await removal.RemoveAsync(vm, isLast, client)
                ? StepOutcome.Succeeded(request)
                : StepOutcome.Failed(
                    request,
                    MinimegaProblems.NotRemoved(request.Step.Name, vm.State, options.RemovalTimeout),
                    canRetry: true
                );
        });

    /// <summary>
    /// Removes an empty namespace. One remains if a program is killed between creating it and launching the first VM.
    /// Networks of a topology have no resource ID and require no command.
    /// </summary>
    private async Task<StepOutcome> DestroyNamespaceAsync(StepRequest request)
    {
        if (request.ResourceId is not { } name || MinimegaNamespaceName.ParseOwner(name) is not { } owner)
        {
            return StepOutcome.Succeeded(request);
        }

        if (owner != request.Tag.Owner)
        {
            return StepOutcome.Failed(request, MinimegaProblems.OtherOwner(name, owner));
        }

        await namespaces[name].RunInTurnAsync(async client => await removal.RemoveEmptyAsync(name, client), CancellationToken.None);
        return StepOutcome.Succeeded(request);
    }

    private static Problem? CheckOwnership(StepRequest request, MinimegaVm vm) =>
        vm.Tag is { } tag ? tag.CheckRequest(request) : MinimegaProblems.Untagged(request.Step.Name, vm.Id);

    /// <summary>Finds the VM by ID, or by name if it never had an ID.</summary>
    private async Task<StepOutcome> ApplyToVmAsync(StepRequest request, Func<MinimegaVm?, bool, MinimegaClient, Task<StepOutcome>> action)
    {
        string namespaceName = request.ResourceId?.Split('/', 2)[0] ?? MinimegaNamespaceName.From(request.Tag.Owner);
        if (MinimegaNamespaceName.ParseOwner(namespaceName) is null)
        {
            return request.Step is DestroyNode
                ? StepOutcome.Succeeded(request)
                : StepOutcome.Failed(request, MinimegaProblems.NotFound(request.Step.Name));
        }

        return await namespaces[namespaceName]
            .RunInTurnAsync(
                async client =>
                {
                    ValueList<MinimegaVm> vms = await list.FindAsync(namespaceName, client, CancellationToken.None);
                    MinimegaVm? vm = request.ResourceId is { } id
                        ? vms.FirstOrDefault(vm => vm.Id == id)
                        : vms.FirstOrDefault(vm => vm.Tag?.Name == request.Tag.Name);
                    return await action(vm, vms.Count == 1, client);
                },
                CancellationToken.None
            );
    }

    /// <summary>Records whether a command of the step may have taken effect.</summary>
    private sealed class Attempt
    {
        public bool MayHaveEffect { get; set; }
    }
}

/// <summary>
/// Creates the name of a VM from the node name and a digest of the token. Names are unique in minimega, so one token
/// creates only one VM, even with concurrent clients.
/// </summary>
internal static class VmName
{
    private const int DigestBytes = 4;

    /// <summary>
    /// Returns a name such as <c>wtg-1-7f3a90c2</c>. It is never a number, which minimega would interpret as a count.
    /// </summary>
    public static string From(string node, string token) => $"{node}-{Digest(token)}";

    /// <summary>Returns the name of a tap. Linux allows at most 15 characters.</summary>
    public static string FromTap(string namespaceName, MinimegaTap tap) => $"sw{Digest($"{namespaceName}/{tap.Vlan}/{tap.Address}")}";

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, DigestBytes));
}
