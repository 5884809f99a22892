using Scalewright.Providers.Marks;
using static Scalewright.Providers.StepOutcomes;

namespace Scalewright.Providers.Minimega.Places;

/// <summary>
/// Executes steps in minimega and returns failures as outcomes. Groups and networks require no commands: a VLAN exists
/// as soon as it has a node.
/// </summary>
internal sealed class VmStepExecutor(MinimegaNamespaces spaces, VmList list, VmRemoval removal, MinimegaOptions options)
{
    /// <summary>Executes one step to completion.</summary>
    public async Task<StepOutcome> DoAsync(StepRequest order)
    {
        Attempt attempt = new();
        try
        {
            return order.Step switch
            {
                CreateNode create => await CreateAsync(order, create.Node, attempt),
                ChangeNode => await ChangeAsync(order, attempt),
                DestroyNode => await DestroyAsync(order, attempt),
                DestroyNetwork => await DestroySpaceAsync(order),
                _ => Done(order),
            };
        }
        catch (MinimegaException failure)
        {
            return attempt.HasEffect && failure.Errors.Count == 0
                ? new StepOutcome(order.Token, StepResult.Unknown) { Problem = failure.Problems[0] }
                : Failed(order, failure.Problems[0], mayRetry: failure.Errors.Count == 0);
        }
        catch (ArgumentException failure)
        {
            return Failed(order, new Problem(ProblemCode.ProviderContractViolation, failure.Message,
                "leave out control characters, and either kind of quotes"));
        }
    }

    private async Task<StepOutcome> CreateAsync(StepRequest order, NodeSpec node, Attempt attempt)
    {
        MinimegaNamespace space = spaces[MinimegaNamespaceName.Of(order.Tag.Owner)];
        string name = VmName.Of(node.Name, order.Token);
        return await space.InTurnAsync(
            async client =>
            {
                if (await VmTags.ReadAsync(name, client) is not null)
                {
                    attempt.HasEffect = true;
                    return await StartAsync(order, await LookAsync(space.Name, name, client), client);
                }

                await LaunchAsync(order, node, name, client, attempt);
                return await StartAsync(order, await VmTags.ReadAsync(name, client) is { } tags
                    ? MinimegaVm.Launched(space.Name, name, tags)
                    : null, client);
            },
            CancellationToken.None);
    }

    private async Task LaunchAsync(
        StepRequest order, NodeSpec node, string name, MinimegaClient client, Attempt attempt)
    {
        try
        {
            StoredResourceTag mark = StoredResourceTag.FromTag(order.Tag, options.Clock.GetUtcNow());
            foreach (string command in (string[])[.. VmLaunch.Configure(node, mark, options)])
            {
                await client.RunAsync(command, CancellationToken.None);
            }

            attempt.HasEffect = true;
            await client.RunAsync(VmLaunch.Launch(node, name, options), CancellationToken.None);
        }
        catch (MinimegaException refusal) when (refusal.Errors.Count > 0)
        {
            await removal.TidyAsync(client.Namespace, client);
            throw;
        }
    }

    /// <summary>Starts a launched VM. A later query, not the launch command, reports a failed launch.</summary>
    private async Task<StepOutcome> StartAsync(StepRequest order, MinimegaVm? made, MinimegaClient client)
    {
        if (made is null)
        {
            await removal.TidyAsync(client.Namespace, client);
            return Failed(order, MinimegaProblems.NothingLaunched(order.Step.Name));
        }

        if (made.Mark?.Token != order.Token || made.Mark.Owner != order.Tag.Owner.ToString())
        {
            return await GiveUpAsync(order, made, client, MinimegaProblems.OtherMark(order.Step.Name), mayRetry: true);
        }

        if (made is { Error.Length: > 0, IsAlive: false })
        {
            return await GiveUpAsync(order, made, client, MinimegaProblems.LaunchFailed(order.Step.Name, made.Error));
        }

        if (made.State == MinimegaVm.Building)
        {
            try
            {
                await client.RunAsync(MinimegaCommandText.Join("vm", "start", made.Name), CancellationToken.None);
                made = made with { State = MinimegaVm.Running };
            }
            catch (MinimegaException refusal) when (refusal.Errors.Count > 0)
            {
                return await GiveUpAsync(
                    order, made, client, MinimegaProblems.LaunchFailed(order.Step.Name, refusal.Errors[0].Text));
            }
        }

        await ConnectTapsAsync(made.Space, client);
        return Done(order, made.ToResource());
    }

    private static async Task<MinimegaVm?> LookAsync(string space, string name, MinimegaClient client) =>
        (await client.VmInfoAsync(MinimegaVm.Columns, CancellationToken.None))
            .Select(row => MinimegaVm.Read(space, row))
            .FirstOrDefault(vm => vm.Name == name);

    /// <summary>Removes the remains of a failed step.</summary>
    private async Task<StepOutcome> GiveUpAsync(
        StepRequest order, MinimegaVm made, MinimegaClient client, Problem problem, bool mayRetry = false) =>
        await removal.RemoveAsync(made, client)
            ? Failed(order, problem, mayRetry)
            : new StepOutcome(order.Token, StepResult.Unknown) { Problem = problem };

    private async Task ConnectTapsAsync(string space, MinimegaClient client)
    {
        if (options.Taps.Count == 0)
        {
            return;
        }

        HashSet<string> there = [.. (await client.RunTableAsync("tap", CancellationToken.None)).Select(
            row => row.GetValueOrDefault("tap", ""))];
        foreach (MinimegaTap tap in options.Taps.Where(tap => !there.Contains(VmName.OfTap(space, tap))))
        {
            await client.RunAsync(
                MinimegaCommandText.Join("tap", "create", tap.Vlan, "ip", tap.Address, VmName.OfTap(space, tap)),
                CancellationToken.None);
        }
    }

    private Task<StepOutcome> ChangeAsync(StepRequest order, Attempt attempt) =>
        WithVmAsync(order, async (vm, _, client) =>
        {
            if (vm is null || vm.Mark is not null && vm.Mark.Name != order.Tag.Name)
            {
                return Failed(order, MinimegaProblems.Gone(order.Step.Name));
            }

            if (Refusal(order, vm) is { } refusal)
            {
                return Failed(order, refusal);
            }

            attempt.HasEffect = true;
            MinimegaVm changed = vm with { Mark = vm.Mark!.WithTag(order.Tag) };
            await client.RunAsync(MinimegaCommandText.Join("vm", "tag", vm.Name, OwnershipTagText.Key,
                OwnershipTagText.Write(changed.Mark)), CancellationToken.None);
            return Done(order, changed.ToResource());
        });

    private Task<StepOutcome> DestroyAsync(StepRequest order, Attempt attempt) =>
        WithVmAsync(order, async (vm, isLast, client) =>
        {
            if (vm is null)
            {
                return Done(order);
            }

            if (Refusal(order, vm) is { } refusal)
            {
                return Failed(order, refusal);
            }

            if (vm.Mark!.Name != order.Tag.Name)
            {
                return Done(order);
            }

            attempt.HasEffect = true;
            return await removal.RemoveAsync(vm, isLast, client) ? Done(order) : Failed(
                order, MinimegaProblems.NotRemoved(order.Step.Name, vm.State, options.RemovalTimeout), mayRetry: true);
        });

    /// <summary>
    /// Removes a namespace without nodes, which remains if a program is killed before its first launch. Networks of a
    /// topology have no ID and require no command.
    /// </summary>
    private async Task<StepOutcome> DestroySpaceAsync(StepRequest order)
    {
        if (order.ResourceId is not { } name || MinimegaNamespaceName.OwnerOf(name) is not { } owner)
        {
            return Done(order);
        }

        if (owner != order.Tag.Owner)
        {
            return Failed(order, MinimegaProblems.ForeignSpace(name, owner));
        }

        await spaces[name].InTurnAsync(async client => await removal.TidyAsync(name, client), CancellationToken.None);
        return Done(order);
    }

    private static Problem? Refusal(StepRequest order, MinimegaVm vm) =>
        vm.Mark is { } mark ? mark.CheckRequest(order) : MinimegaProblems.Unmarked(order.Step.Name, vm.Id);

    /// <summary>Finds the VM by ID, or by name if it never had an ID.</summary>
    private async Task<StepOutcome> WithVmAsync(
        StepRequest order, Func<MinimegaVm?, bool, MinimegaClient, Task<StepOutcome>> work)
    {
        string space = order.ResourceId?.Split('/', 2)[0] ?? MinimegaNamespaceName.Of(order.Tag.Owner);
        if (MinimegaNamespaceName.OwnerOf(space) is null)
        {
            return order.Step is DestroyNode ? Done(order) : Failed(order, MinimegaProblems.Gone(order.Step.Name));
        }

        return await spaces[space].InTurnAsync(
            async client =>
            {
                ValueList<MinimegaVm> there = await list.FindAsync(space, client, CancellationToken.None);
                MinimegaVm? found = order.ResourceId is { } id
                    ? there.FirstOrDefault(vm => vm.Id == id)
                    : there.FirstOrDefault(vm => vm.Mark?.Name == order.Tag.Name);
                return await work(found, there.Count == 1, client);
            },
            CancellationToken.None);
    }

    /// <summary>Records whether the last command may have taken effect.</summary>
    private sealed class Attempt
    {
        public bool HasEffect { get; set; }
    }
}

/// <summary>
/// Names VMs by node name and a digest of the token. Names are unique in minimega, so a token creates a single node
/// even with concurrent clients.
/// </summary>
internal static class VmName
{
    private const int DigestBytes = 4;

    /// <summary>
    /// Returns a name such as <c>wtg-1-7f3a90c2</c>. It is never a number, which minimega would interpret as a count.
    /// </summary>
    public static string Of(string node, string token) => $"{node}-{Digest(token)}";

    /// <summary>Returns the name of the host's interface in a VLAN; Linux allows at most 15 characters.</summary>
    public static string OfTap(string space, MinimegaTap tap) => $"sw{Digest($"{space}/{tap.Vlan}/{tap.Address}")}";

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, DigestBytes));
}
