using Scalewright.Clusters.Reaping;
using Scalewright.Clusters.Telemetry;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>Opens clusters: locks and reads the state, checks and lists the resources, and starts the first change with
/// the results.</summary>
internal static class ClusterOpener
{
    public static async Task<Cluster> OpenAsync(
        string folder,
        IProvider inner,
        ClusterOptions settings,
        CancellationToken cancellationToken
    )
    {
        GuardedProvider provider = GuardedProvider.Over(inner);
        Opening opening = new("open") { RevertsFaults = true };
        (ClusterJournal journal, Survey survey) = await StateOpener.OpenAsync(
            folder,
            name: null,
            provider,
            settings,
            opening.Operation,
            cancellationToken
        );
        using TelemetryScope? work = Start(opening, provider, journal.Owner.Cluster);
        ClusterOptions kept = settings with { Lifetime = settings.Lifetime ?? ClusterLifetime.Persistent };
        Cluster opened = await FinishAsync(provider, journal, kept, survey, opening, cancellationToken);
        work?.Succeed();
        return opened;
    }

    /// <param name="prepared">What <see cref="PrepareAsync"/> found; null to begin with a check and a list.</param>
    public static async Task<Cluster> ProvisionAsync(
        ClusterBuilder builder,
        Opening opening,
        Survey? prepared,
        CancellationToken cancellationToken
    )
    {
        GuardedProvider provider = GuardedProvider.Over(builder.Provider!);
        using TelemetryScope? work = Start(opening, provider, builder.Topology.Name);
        if (prepared is null || !prepared.IsRecent(provider.Clock))
        {
            prepared = await SurveyAsync(builder, opening, provider, cancellationToken);
        }

        ClusterOptions settings = builder.Settings with { Lifetime = builder.Settings.Lifetime ?? GetDefaultLifetime(builder) };
        settings = opening.Adopts ? ExpectWhatExists(builder.Topology.Name, provider, settings, prepared.Resources ?? []) : settings;
        (ClusterJournal journal, Survey survey) = await OpenStateAsync(builder, provider, settings, opening, cancellationToken);
        opening = opening with
        {
            Desired = builder.Topology,
            Watchdog = builder.Watchdog,
            RevertsFaults = opening.Adopts || !journal.IsNew,
            RejectsOthers = !opening.Adopts && (!journal.IsNew || prepared.Resources is null),
        };
        Cluster opened = await FinishAsync(provider, journal, settings, survey with { Check = prepared.Check }, opening, cancellationToken);
        work?.Succeed();
        return opened;
    }

    /// <param name="retries">False to fail at once, because a person waits.</param>
    public static async Task<PreparedCluster> PrepareAsync(ClusterBuilder builder, bool retries, CancellationToken cancellationToken)
    {
        GuardedProvider provider = GuardedProvider.Over(builder.Provider!);
        Survey survey = await SurveyAsync(builder, Opening.Provision, provider, cancellationToken);
        if (survey.Resources is not null)
        {
            return new PreparedCluster(builder, Planner.Plan(Topology.Empty, builder.Topology), survey.Check!.Problems, survey);
        }

        ClusterOptions settings = builder.Settings;
        settings = retries ? settings : settings with { Retry = settings.Retry with { MaxRetryAttempts = 0 } };
        ClusterInspection inspection = await ClusterReader.InspectAsync(builder.Folder!, builder.Provider!, settings, cancellationToken);
        ValueList<Problem> warnings = [.. survey.Check!.Problems, .. inspection.Warnings];
        return new PreparedCluster(builder, inspection.PlanTo(builder.Topology), warnings, survey);
    }

    public static async Task<Plan> PlanAdoptionAsync(ClusterBuilder builder, CancellationToken cancellationToken)
    {
        GuardedProvider provider = GuardedProvider.Over(builder.Provider!);
        if (builder.Folder is not { } folder || !HasCluster(builder, provider))
        {
            await CheckAsync(builder, provider, cancellationToken);
            return await ClusterReader.PlanAdoptionAsync(builder.Topology, provider, builder.Settings, cancellationToken);
        }

        // Reads an existing state, because the adoption would start from its content, or reject it for the same
        // reasons.
        string name = builder.Topology.Name;
        Survey survey = await SurveyAsync(builder, Opening.Adopt, provider, cancellationToken);
        ClusterOptions settings = ExpectWhatExists(name, provider, builder.Settings, survey.Resources ?? []);
        ClusterInspection inspection = await ClusterReader.InspectAsync(folder, builder.Provider!, settings, cancellationToken);
        return inspection.Owner.Cluster == name
            ? inspection.PlanTo(builder.Topology)
            : throw new ClusterException(name, ClusterProblems.OtherName(folder, inspection.Owner.Cluster, name));
    }

    /// <summary>Returns settings with the lineage of existing resources and an epoch above theirs.</summary>
    /// <exception cref="ClusterException">The resources belong to several clusters of this name.</exception>
    private static ClusterOptions ExpectWhatExists(
        string cluster,
        GuardedProvider provider,
        ClusterOptions settings,
        ValueList<Resource> observed
    )
    {
        Resource[] ours = [.. observed.Where(resource => resource.Tag.Owner.Cluster == cluster)];
        Lineage[] lineages = [.. ours.Select(resource => resource.Tag.Owner.Lineage).Distinct()];
        if (lineages.Length > 1)
        {
            throw new ClusterException(cluster, ClusterProblems.ManyLineages(cluster, lineages));
        }

        DurableStoreOptions store = StateOpener.GetStoreOptions(provider, settings, "adopt");
        return lineages.Length == 0
            ? settings
            : settings with
            {
                StoreOptions = store with { ExpectedLineage = lineages[0], MinEpoch = EpochScanner.Above(EpochScanner.GetHighest(ours)) },
            };
    }

    private static bool IsNothing(Topology desired) => desired.Groups.Count == 0 && desired.Networks.Count == 0;

    private static TelemetryScope? Start(Opening opening, GuardedProvider provider, string cluster) =>
        TelemetryScope.Start(provider.Clock, "scalewright." + opening.Operation, durations: null, Instruments.Tag("cluster", cluster));

    private static ClusterLifetime GetDefaultLifetime(ClusterBuilder builder) =>
        builder.Folder is null ? ClusterLifetime.Ephemeral : ClusterLifetime.Persistent;

    /// <summary>
    /// Checks the topology. Without a state, also lists the resources of all owners before the state is created, so that
    /// an adoption can still use the folder.
    /// </summary>
    /// <returns>The check and the resources; no resources with a state, unless it is an adoption.</returns>
    /// <exception cref="ClusterException">The topology is rejected, or another cluster has the name.</exception>
    private static async Task<Survey> SurveyAsync(
        ClusterBuilder builder,
        Opening opening,
        GuardedProvider provider,
        CancellationToken cancellationToken
    )
    {
        ProviderCheck check = await CheckAsync(builder, provider, cancellationToken);
        Survey survey = new(Resources: null, provider.Clock.GetTimestamp()) { Check = check };
        if (!opening.Adopts && HasCluster(builder, provider))
        {
            return survey;
        }

        ValueList<Resource> resources = await provider.ObserveAsync(null, cancellationToken);
        if (!opening.Adopts)
        {
            string name = builder.Topology.Name;
            Lineage? expected = builder.Folder is null ? builder.Settings.StoreOptions?.ExpectedLineage : null;
            ThrowIfForeign(resources, name, expected is { } lineage ? new Owner(lineage, name) : null);
        }

        return survey with
        {
            Resources = resources,
        };
    }

    private static bool HasCluster(ClusterBuilder builder, GuardedProvider provider) =>
        builder.Folder is { } folder && StateOpener.HasCluster(StateOpener.GetFileSystem(provider, builder.Settings.FileSystem), folder);

    private static async Task<ProviderCheck> CheckAsync(
        ClusterBuilder builder,
        GuardedProvider provider,
        CancellationToken cancellationToken
    )
    {
        ValueList<Problem> problems = await provider.CheckAsync(builder.Topology, cancellationToken);
        if (problems.Any(problem => problem.Severity == ProblemSeverity.Error))
        {
            throw new ClusterException(builder.Topology.Name, problems);
        }

        return new ProviderCheck(builder.Topology, problems);
    }

    private static async Task<(ClusterJournal Journal, Survey Survey)> OpenStateAsync(
        ClusterBuilder builder,
        GuardedProvider provider,
        ClusterOptions settings,
        Opening opening,
        CancellationToken cancellationToken
    )
    {
        string name = builder.Topology.Name;
        if (builder.Folder is { } folder)
        {
            return await StateOpener.OpenAsync(folder, name, provider, settings, opening.Operation, cancellationToken);
        }

        ClusterJournal journal = ClusterJournal.InMemory(name, StateOpener.GetStoreOptions(provider, settings, opening.Operation));
        return (journal, await StateOpener.SurveyAsync(journal, provider, settings, cancellationToken));
    }

    private static void ThrowIfForeign(ValueList<Resource> observed, string cluster, Owner? owner)
    {
        Resource[] strangers =
        [
            .. observed.Where(resource =>
                resource.Tag.Owner.Cluster == cluster && resource.Tag.Owner != owner && resource.State != ResourceState.Deleting
            ),
        ];
        if (strangers.Length > 0)
        {
            throw new ClusterException(
                cluster,
                ClusterProblems.AlreadyThere(cluster, strangers.Length, strangers[0].Tag.Owner.Lineage.ToString())
            );
        }
    }

    /// <summary>
    /// Runs the last step of opening and returns the cluster; releases the cluster if the step fails.
    /// </summary>
    private static async Task<Cluster> FinishAsync(
        GuardedProvider provider,
        ClusterJournal journal,
        ClusterOptions settings,
        Survey survey,
        Opening opening,
        CancellationToken cancellationToken
    )
    {
        Cluster cluster = new(provider, journal, settings);
        bool hasStarted = opening.Judge is null;
        try
        {
            if (opening.RejectsOthers && IsNothing(journal.State.Desired))
            {
                long start = provider.Clock.GetTimestamp();
                ValueList<Resource> all = await provider.ObserveAsync(null, cancellationToken);
                ThrowIfForeign(all, cluster.Name, cluster.Owner);
                survey = survey with { Resources = [.. all.Where(resource => resource.Tag.Owner == cluster.Owner)], TakenAt = start };
            }

            // A rejected plan changes nothing, so a watchdog must not remove the cluster either.
            if (hasStarted)
            {
                await StartWatchdogAsync(cluster, journal, opening, cancellationToken);
            }

            if (opening.RevertsFaults)
            {
                survey = await cluster.RevertFaultsAsync(survey, cancellationToken);
            }

            if (opening is { Judge: { } judge, Desired: { } planned })
            {
                survey = await JudgeAsync(cluster, planned, survey, judge, cancellationToken);
                await StartWatchdogAsync(cluster, journal, opening, cancellationToken);
                hasStarted = true;
            }

            if (opening.Desired is { } desired)
            {
                bool isKept = opening.KeepsRecorded && !IsNothing(journal.State.Desired);
                await cluster.ApplyAsync(isKept ? journal.State.Desired : desired, survey, cancellationToken);
            }
            else
            {
                await cluster.ResolveAsync(survey, cancellationToken);
            }

            cluster.FollowLogs();
            return cluster;
        }
        catch (Exception exception)
        {
            (exception as ScalewrightException)?.AddWarnings(cluster.Warnings);
            await ReleaseAsync(cluster, exception, keepsResources: !hasStarted);
            throw;
        }
    }

    /// <summary>Lets the caller judge the plan of an opened cluster before its first step.</summary>
    /// <returns>The survey with the resources of the plan.</returns>
    /// <exception cref="ClusterException">The plan has an error.</exception>
    private static async Task<Survey> JudgeAsync(
        Cluster cluster,
        Topology desired,
        Survey survey,
        Func<Plan, Task<ValueList<Problem>>> judge,
        CancellationToken cancellationToken
    )
    {
        ClusterInspection inspection = await cluster.InspectAsync(survey, cancellationToken);
        survey = survey with { Resources = inspection.Resources, TakenAt = cluster.Provider.Clock.GetTimestamp() };
        ValueList<Problem> problems = await judge(inspection.PlanTo(desired));
        return problems.Any(static problem => problem.Severity == ProblemSeverity.Error)
            ? throw new ClusterException(cluster.Name, problems)
            : survey;
    }

    private static async Task StartWatchdogAsync(
        Cluster cluster,
        ClusterJournal journal,
        Opening opening,
        CancellationToken cancellationToken
    )
    {
        if (opening.Watchdog is { } options)
        {
            string folder = journal.Folder!.Value.Path;
            cluster.Watchdog = await WatchdogProcess.StartAsync(options, folder, cluster.Owner, cluster.Epoch, cancellationToken);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The first failure is reported; later ones are added to its data.")]
    private static async Task ReleaseAsync(Cluster cluster, Exception reason, bool keepsResources)
    {
        try
        {
            await cluster.CloseAsync(canDisposeAgain: false, keepsResources);
        }
        catch (Exception exception)
        {
            reason.Data["left behind"] = exception.Message;
        }
    }
}
