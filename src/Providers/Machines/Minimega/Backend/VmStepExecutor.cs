using static Scalewright.Providers.StepOutcome;

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
                _ => Succeeded(request),
            };
        }
        catch (MinimegaException failure)
        {
            return attempt.MayHaveEffect && failure.Errors.Count == 0
                ? new StepOutcome(request.Token, StepResult.Unknown) { Problem = failure.Problems[0] }
                : Failed(request, failure.Problems[0], canRetry: failure.Errors.Count == 0);
        }
        catch (ArgumentException failure)
        {
            return Failed(
                request,
                new Problem(
                    ProblemCode.ProviderContractViolation,
                    failure.Message,
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
        MinimegaNamespace space = namespaces[MinimegaNamespaceName.From(owner)];
        return space.InTurnAsync(
            async client =>
            {
                MinimegaVm[] launched =
                [
                    .. (await list.FindAsync(space.Name, client, cancellationToken)).Where(vm =>
                        vm.State == MinimegaVm.Building && vm.Mark?.Owner == owner.ToString()
                    ),
                ];
                foreach (MinimegaVm vm in launched)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await (await TryStartAsync(vm, client) is null ? Task.CompletedTask : removal.RemoveAsync(vm, client));
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
            return Failed(request, problem);
        }

        MinimegaNamespace space = namespaces[MinimegaNamespaceName.From(request.Tag.Owner)];
        string name = VmName.From(node.Name, request.Token);
        return await space.InTurnAsync(
            async client =>
            {
                if (await VmTags.ReadAsync(name, client) is not null)
                {
                    attempt.MayHaveEffect = true;
                    return await StartAsync(request, await ReadVmAsync(space.Name, name, client), client);
                }

                await LaunchAsync(request, node, name, client, attempt);
                return await StartAsync(
                    request,
                    await VmTags.ReadAsync(name, client) is { } tags ? MinimegaVm.Launched(space.Name, name, tags) : null,
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
            return Failed(request, MinimegaProblems.NothingLaunched(request.Step.Name));
        }

        if (vm.Mark?.Token != request.Token || vm.Mark.Owner != request.Tag.Owner.ToString())
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

        return Succeeded(request, vm.ToResource());
    }

    private static async Task<MinimegaVm?> ReadVmAsync(string space, string name, MinimegaClient client) =>
        (await client.VmInfoAsync(MinimegaVm.Columns, CancellationToken.None))
            .Select(row => MinimegaVm.Read(space, row))
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
            ? Failed(request, problem, mayRetry)
            : new StepOutcome(request.Token, StepResult.Unknown) { Problem = problem };

    private async Task ConnectTapsAsync(string space, MinimegaClient client)
    {
        if (options.Taps.Count == 0)
        {
            return;
        }

        HashSet<string> existing =
        [
            .. (await client.RunTableAsync("tap", CancellationToken.None)).Select(row => row.GetValueOrDefault("tap", "")),
        ];
        foreach (MinimegaTap tap in options.Taps.Where(tap => !existing.Contains(VmName.FromTap(space, tap))))
        {
            await client.RunAsync(
                MinimegaCommandText.Join("tap", "create", tap.Vlan, "ip", tap.Address, VmName.FromTap(space, tap)),
                CancellationToken.None
            );
        }
    }

    private Task<StepOutcome> ChangeAsync(StepRequest request, Attempt attempt) => WithVmAsync(request, async (vm, _, client) =>
        {
            if (vm is null || vm.Mark is not null && vm.Mark.Name != request.Tag.Name)
            {
                return Failed(request, MinimegaProblems.NotFound(request.Step.Name));
            }

            if (CheckOwnership(request, vm) is { } rejection)
            {
                return Failed(request, rejection);
            }

            attempt.MayHaveEffect = true;
            MinimegaVm changed = vm with { Mark = vm.Mark!.WithTag(request.Tag) };
            await client.RunAsync(
                MinimegaCommandText.Join("vm", "tag", vm.Name, MinimegaVm.TagKey, changed.Mark.ToText()),
                CancellationToken.None
            );
            return Succeeded(request, changed.ToResource());
        });

    private Task<StepOutcome> DestroyAsync(StepRequest request, Attempt attempt) => WithVmAsync(request, async (vm, isLast, client) =>
        {
            if (vm is null)
            {
                return Succeeded(request);
            }

            if (CheckOwnership(request, vm) is { } rejection)
            {
                return Failed(request, rejection);
            }

            if (vm.Mark!.Name != request.Tag.Name)
            {
                return Succeeded(request);
            }

            attempt.MayHaveEffect = true;
            return await removal.RemoveAsync(vm, isLast, client)
                ? Succeeded(request)
                : Failed(request, MinimegaProblems.NotRemoved(request.Step.Name, vm.State, options.RemovalTimeout), canRetry: true);
        });

    /// <summary>
    /// Removes an empty namespace. One remains if a program is killed between creating it and launching the first VM.
    /// Networks of a topology have no resource ID and require no command.
    /// </summary>
    private async Task<StepOutcome> DestroyNamespaceAsync(StepRequest request)
    {
        if (request.ResourceId is not { } name || MinimegaNamespaceName.ParseOwner(name) is not { } owner)
        {
            return Succeeded(request);
        }

        if (owner != request.Tag.Owner)
        {
            return Failed(request, MinimegaProblems.OtherOwner(name, owner));
        }

        await namespaces[name].InTurnAsync(async client => await removal.RemoveEmptyAsync(name, client), CancellationToken.None);
        return Succeeded(request);
    }

    private static Problem? CheckOwnership(StepRequest request, MinimegaVm vm) =>
        vm.Mark is { } tag ? tag.CheckRequest(request) : MinimegaProblems.Untagged(request.Step.Name, vm.Id);

    /// <summary>Finds the VM by ID, or by name if it never had an ID.</summary>
    private async Task<StepOutcome> WithVmAsync(StepRequest request, Func<MinimegaVm?, bool, MinimegaClient, Task<StepOutcome>> action)
    {
        string space = request.ResourceId?.Split('/', 2)[0] ?? MinimegaNamespaceName.From(request.Tag.Owner);
        if (MinimegaNamespaceName.ParseOwner(space) is null)
        {
            return request.Step is DestroyNode ? Succeeded(request) : Failed(request, MinimegaProblems.NotFound(request.Step.Name));
        }

        return await namespaces[space]
            .InTurnAsync(
                async client =>
                {
                    ValueList<MinimegaVm> vms = await list.FindAsync(space, client, CancellationToken.None);
                    MinimegaVm? found = request.ResourceId is { } id
                        ? vms.FirstOrDefault(vm => vm.Id == id)
                        : vms.FirstOrDefault(vm => vm.Mark?.Name == request.Tag.Name);
                    return await action(found, vms.Count == 1, client);
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
    public static string FromTap(string space, MinimegaTap tap) => $"sw{Digest($"{space}/{tap.Vlan}/{tap.Address}")}";

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, DigestBytes));
}
