namespace Exploration.Tests;

/// <content>Removal on disposal, and by the reaper.</content>
internal sealed partial class OperatorProgram
{
    /// <summary>Longer than the lag of the lists of a faulty provider.</summary>
    private static readonly TimeSpan Refusing = TimeSpan.FromHours(1);

    private async Task RemoveOnDisposeAsync(CancellationToken cancellationToken)
    {
        Owner owner;
        await using (Cluster passing = await Cluster.Create(Sized(NewName(), 2)).UseProvider(place).ProvisionAsync(cancellationToken))
        {
            owner = passing.Owner;
            Require(passing.Warnings.Count == 0 && passing.Nodes.Count == 2, "a cluster in memory has nothing to warn of");
            Require(
                (
                    await passing.PlanAsync(passing.Topology with { Groups = passing.Topology.Groups.Without("web") }, cancellationToken)
                ).Count(StepAction.Destroy, StepTarget.Node) <= 2,
                "only what is there is removed"
            );
        }

        await Task.Delay(StandardEnvironment.ConsistencyWindow, place.Clock, cancellationToken);
        Require(
            (await place.ObserveAsync(owner, cancellationToken)).All(resource => resource.State == ResourceState.Deleting),
            "what is ephemeral stays when it was let go"
        );
        foreach (bool hasFolder in new[] { true, false })
        {
            ClusterBuilder builder = Cluster
                .Create(Sized(NewName(), 1))
                .UseProvider(place)
                .WithOptions(_ => Settings with { Retry = new RetryOptions { MaxRetryAttempts = 0 } });
            Cluster kept = await (
                hasFolder ? builder.WithState(FolderOf(builder.Topology.Name)).WithLifetime(ClusterLifetime.Ephemeral) : builder
            ).ProvisionAsync(cancellationToken);
            place.Inject(new FailCalls(CallFailure.CredentialsRefused) { Kinds = CallKinds.Steps, Duration = Refusing });
            ClusterException left = await RefusedAsync<ClusterException>(
                () => kept.DisposeAsync().AsTask(),
                "letting go of what cannot be removed"
            );
            Require(
                left.Problems.Any(problem => problem.Code == ProblemCode.ResourcesLeftBehind),
                $"{left.Message} does not say that something stays"
            );
            await Task.Delay(Refusing + Pause, place.Clock, cancellationToken);
            await kept.DisposeAsync();
            await kept.DisposeAsync();
            await Reaper.ReapAsync(place, new ReapRequest { Lineage = kept.Owner.Lineage }, cancellationToken);
        }
    }

    private async Task ReapStateAsync(CancellationToken cancellationToken)
    {
        string name = NewName();
        string folder = FolderOf(name);
        await using (Cluster made = await MakeAsync(Wide(name), cancellationToken))
        {
            Require(made.Nodes.Count > 0, "there is nothing to reap");
        }

        ReapReport dry = await Reaper.ReapStateAsync(folder, place, new ReapRequest { IsDryRun = true }, cancellationToken);
        Require(
            dry.IsClean && dry.AttemptCount == 0 && dry.ToString().Split('\n').Length == dry.Selected.Count + 1,
            $"a dry run tells a line for each:\n{dry}"
        );
        place.Inject(new FailCalls(CallFailure.CredentialsRefused) { Kinds = CallKinds.Steps, Duration = Refusing });
        ReapReport refused = await Reaper.ReapStateAsync(folder, place, new ReapRequest { MaxAttempts = 2 }, cancellationToken);
        Require(
            !refused.IsClean
                && Encoding
                    .UTF8.GetString(Read($"{folder}/leaked.json"))
                    .Contains(refused.Remaining[0].Resource.Id, StringComparison.Ordinal),
            $"what stays is not in leaked.json, after {refused.AttemptCount} tries: {string.Join(", ", refused.Remaining)} of {refused.Selected.Count}"
        );
        await Task.Delay(Refusing + Pause, place.Clock, cancellationToken);
        ReapReport last = await Reaper.ReapStateAsync(folder, place, new ReapRequest { MaxAttempts = 20 }, cancellationToken);
        Require(
            last.IsClean && !place.FileSystem.List(folder).Contains("leaked.json", StringComparer.Ordinal),
            "what is gone is still told as leaked"
        );
        Require(
            (await Reaper.ReapStateAsync(folder, place, request: null, cancellationToken)).Selected.Count == 0,
            "there is something to reap after all was reaped"
        );
        await RefusedAsync<ClusterException>(
            () => Reaper.ReapStateAsync(FolderOf("none"), place, new ReapRequest { FileSystem = place.FileSystem }, cancellationToken),
            "a folder without a state"
        );
    }

    private async Task ReapByTagsAsync(CancellationToken cancellationToken)
    {
        Topology wanted = Sized(NewName(), 2);
        await using Cluster made = await MakeAsync(wanted, cancellationToken);
        ReapRequest byName = new() { Cluster = wanted.Name };
        await Task.Delay(TimeSpan.FromSeconds(10), place.Clock, cancellationToken);
        ReapReport none = await Reaper.ReapAsync(place, byName with { OlderThan = TimeSpan.FromDays(1) }, cancellationToken);
        ReapReport other = await Reaper.ReapAsync(place, byName with { Lineage = Lineage.CreateRandom(place.Random) }, cancellationToken);
        ReapReport elsewhere = await Reaper.ReapAsync(
            place,
            new ReapRequest { Lineage = made.Owner.Lineage, Cluster = "elsewhere" },
            cancellationToken
        );
        Require(
            none.Selected.Count + other.Selected.Count + elsewhere.Selected.Count == 0 && none.AttemptCount == 0,
            "what is too young, of another lineage or of another name is chosen"
        );
        ReapReport dry = await Reaper.ReapAsync(
            place,
            byName with
            {
                IsDryRun = true,
                OlderThan = TimeSpan.FromSeconds(1),
            },
            cancellationToken
        );
        Require(dry.Selected.All(resource => resource.Tag.Owner == made.Owner), "the name chooses what is not its own");

        await ReapExpiredAsync(made, cancellationToken);

        await MakeAndDestroyAsync(wanted.Name, made, cancellationToken);
        string file = $"/state/leaked-{wanted.Name}.json";
        place.Inject(new FailCalls(CallFailure.RequestLost) { Kinds = CallKinds.Steps, MaxCount = 3 });
        ReapReport beside = await Reaper.ReapAsync(
            place,
            byName with
            {
                LeakReportPath = file,
                FileSystem = place.FileSystem,
                MaxAttempts = 1,
            },
            cancellationToken
        );
        ReapReport last = await Reaper.ReapAsync(
            place,
            new ReapRequest
            {
                Lineage = made.Owner.Lineage,
                LeakReportPath = file,
                FileSystem = place.FileSystem,
                MaxAttempts = 20,
            },
            cancellationToken
        );
        Require(
            last.IsClean,
            $"{string.Join(", ", last.Remaining)} stays after {beside.Remaining.Count} of {beside.Selected.Count} stayed"
        );
    }

    private async Task ReapExpiredAsync(Cluster living, CancellationToken cancellationToken)
    {
        Topology wanted = Sized(NewName(), 1);
        await using Cluster passing = await Describe(wanted)
            .WithOptions(settings => settings with { TimeToLive = TimeSpan.FromMinutes(30) })
            .ProvisionAsync(cancellationToken);
        Require(
            (await Reaper.ReapAsync(place, new ReapRequest(), cancellationToken)).Selected.All(resource =>
                resource.Tag.Owner != passing.Owner
            ),
            "what has not expired is reaped"
        );
        await Task.Delay(TimeSpan.FromHours(1), place.Clock, cancellationToken);
        ReapReport report = await Reaper.ReapAsync(place, new ReapRequest(), cancellationToken);
        Require(
            report.Selected.All(resource => resource.Tag.Owner != living.Owner)
                && report.Selected.Any(resource => resource.Tag.Owner == passing.Owner),
            $"what expired is not what was chosen:\n{report}"
        );
    }

    private async Task MakeAndDestroyAsync(string name, Cluster made, CancellationToken cancellationToken)
    {
        await made.DisposeAsync();
        await using Cluster next = await Cluster.OpenAsync(FolderOf(name), place, Settings, cancellationToken);
        await next.ApplyAsync(Sized(name, 1), cancellationToken);
    }

    private async Task RefuseSecondAsync(CancellationToken cancellationToken)
    {
        Topology wanted = Sized(NewName(), 1);
        await using Cluster first = await MakeAsync(wanted, cancellationToken);
        await Task.Delay(StandardEnvironment.ConsistencyWindow, place.Clock, cancellationToken);
        ClusterBuilder second = Cluster.Create(wanted).UseProvider(place).WithOptions(_ => Settings);
        await RefusedAsync<ClusterException>(
            () => second.WithState("/state/second").ProvisionAsync(cancellationToken),
            "a second cluster of the same name"
        );
        await RefusedAsync<ClusterException>(() => second.ProvisionAsync(cancellationToken), "a second cluster of the same name in memory");
        await first.DisposeAsync();
        ClusterBuilder renamed = Cluster.Create(wanted with { Name = NewName() }).UseProvider(place).WithOptions(_ => Settings);
        await RefusedAsync<ClusterException>(
            () => renamed.WithState(FolderOf(wanted.Name)).ProvisionAsync(cancellationToken),
            "the folder of another cluster"
        );
        await OrderStrangerAsync(wanted.Name, cancellationToken);
        Require(
            (
                await RefusedAsync<ClusterException>(
                    () =>
                        Cluster
                            .Create(wanted)
                            .UseProvider(place)
                            .WithState("/state/third")
                            .WithOptions(_ => Settings)
                            .AdoptAsync(cancellationToken),
                    "adopting two lineages at once"
                )
            ).Code == ProblemCode.ClusterExists,
            "two lineages of one name are told as that"
        );
        await ReapAllOfAsync(wanted.Name, cancellationToken);
    }

    private async Task OrderStrangerAsync(string name, CancellationToken cancellationToken)
    {
        Owner stranger = new(Lineage.CreateRandom(place.Random), name);
        CreateGroup step = new(new NodeGroup("strange", "by-hand"));
        StepRequest order = new(
            step,
            new ResourceTag(stranger, StepTarget.Group, step.Name, $"strange-{name}") { Digest = SpecDigest.Compute(step), Epoch = 1 }
        );
        await foreach (StepOutcome outcome in place.ApplyAsync([order], cancellationToken))
        {
            if (outcome.Result != StepResult.Succeeded)
            {
                throw new ClusterException(
                    name,
                    outcome.Problem ?? new Problem(ProblemCode.StepOutcomeUnknown, "nobody knows", "try again")
                );
            }
        }

        await Task.Delay(StandardEnvironment.ConsistencyWindow, place.Clock, cancellationToken);
    }

    private async Task ReapAllOfAsync(string name, CancellationToken cancellationToken)
    {
        ValueList<Resource> there = await place.ObserveAsync(null, cancellationToken);
        foreach (
            Lineage lineage in there
                .Where(resource => resource.Tag.Owner.Cluster == name)
                .Select(resource => resource.Tag.Owner.Lineage)
                .Distinct()
        )
        {
            await Reaper.ReapAsync(place, new ReapRequest { Lineage = lineage }, cancellationToken);
        }
    }

    private async Task AskWronglyAsync(CancellationToken cancellationToken)
    {
        ClusterBuilder builder = Cluster.Create(Sized(NewName(), 1)).UseProvider(place);
        ClusterException wrong = await RefusedAsync<ClusterException>(
            () =>
                builder
                    .WithOptions(settings =>
                        settings with
                        {
                            Retry = null!,
                            ConnectRetry = new RetryOptions
                            {
                                MaxRetryAttempts = -1,
                                Delay = -TimeSpan.FromSeconds(1),
                                MaxDelay = Timeout.InfiniteTimeSpan,
                            },
                            StepTimeout = TimeSpan.Zero,
                            RestartPolicy = new RestartPolicy
                            {
                                Jitter = 2,
                                MaxExits = 0,
                                Window = TimeSpan.MaxValue,
                            },
                            TimeToLive = TimeSpan.Zero,
                            MaxReconcileIterations = 0,
                            MaxConcurrency = 0,
                            DriftPolicy = (DriftPolicy)9,
                        }
                    )
                    .ProvisionAsync(cancellationToken),
            "settings that cannot be used"
        );
        Require(
            wrong.Problems.Select(problem => problem.Field).Distinct(StringComparer.Ordinal).Count() == wrong.Problems.Count
                && wrong.Problems.Count == 12,
            $"each setting is told once:\n{wrong.Message}"
        );
        await RefusedAsync<ClusterException>(
            () =>
                builder
                    .WithOptions(settings => settings with { RestartPolicy = new RestartPolicy { Jitter = double.NaN } })
                    .ProvisionAsync(cancellationToken),
            "a jitter that is not a number"
        );
        await RefusedAsync<ClusterException>(
            () => builder.WithOptions(settings => settings with { RestartPolicy = null! }).ProvisionAsync(cancellationToken),
            "no policy"
        );
        await RefusedAsync<InvalidOperationException>(
            () => Cluster.Create(builder.Topology).ProvisionAsync(cancellationToken),
            "no provider"
        );
        await RefusedAsync<InvalidOperationException>(
            () => builder.WithWatchdog().ProvisionAsync(cancellationToken),
            "a watchdog with nothing to watch"
        );
        await RefusedAsync<InvalidOperationException>(
            () => builder.WithWatchdog(new WatchdogOptions()).WithState(FolderOf(NewName())).ProvisionAsync(cancellationToken),
            "a watchdog of what stays"
        );
        RefusedBy<ArgumentException>(() => builder.WithOptions(_ => null!), "no settings");
        await RefusedAsync<ClusterException>(
            () => Cluster.OpenAsync(FolderOf(NewName()), place, Settings, cancellationToken),
            "a folder that there is not"
        );
        await using Cluster cluster = await MakeAsync(Sized(NewName(), 1), cancellationToken);
        await RefusedAsync<ClusterException>(
            () => cluster.MonitorAsync(new MonitorOptions { PingInterval = TimeSpan.Zero }, cancellationToken),
            "watching all the time"
        );
        await cluster.DestroyAsync(cancellationToken);
    }
}
