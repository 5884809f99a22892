using Scalewright.Experiments.Inventories;
using Scalewright.Files;

namespace Scalewright.Experiments.Platforms;

/// <summary>
/// Folder of provisioned platforms: an inventory for each, and the sections they were provisioned with. Deletion uses
/// the stored sections, even if the configuration has changed. Only one program may use a folder at a time.
/// </summary>
/// <param name="path">The folder; created if it does not exist.</param>
/// <param name="platforms">The available platforms; null for <see cref="PlatformList.Default"/>.</param>
/// <param name="clock">Time source of the start of reservations; null for the system clock.</param>
/// <example>
/// Provisions the hosts of a configuration, lists them and deletes them again:
/// <code>
/// PlatformReadResult read = PlatformConfiguration.Load(["shop.ini"]);
/// PlatformFolder folder = new("inventory");
/// Inventory inventory = await folder.ProvisionAsync(read.Configuration!);
/// Console.WriteLine(string.Join(", ", inventory.Resolve().Hosts));
/// await folder.DestroyAsync();
/// </code>
/// </example>
public sealed class PlatformFolder(string path, PlatformList? platforms = null, TimeProvider? clock = null)
{
    // Ansible reads every file of the folder except hidden ones.
    private const string StateName = ".platforms.json";
    private const string ClustersName = ".clusters";
    private readonly PlatformList _platforms = platforms ?? PlatformList.Default;
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Absolute path of the folder.</summary>
    public string FullPath { get; } = Path.GetFullPath(path);

    /// <summary>Indicates whether the hosts of a platform are simulated.</summary>
    /// <param name="section">A platform of the folder.</param>
    public bool IsSimulated(PlatformSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return _platforms.Find(section.Type ?? "") is SimulatedPlatform;
    }

    /// <summary>Indicates whether the machines exist before provisioning and remain after deletion.</summary>
    /// <param name="section">A platform of the folder.</param>
    public bool HasExistingMachines(PlatformSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return _platforms.Find(section.Type ?? "") is { HasExistingMachines: true };
    }

    /// <summary>Returns known problems of <see cref="ProvisionAsync"/>, before anything is provisioned.</summary>
    /// <param name="configuration">The platforms.</param>
    /// <returns>Errors and warnings with their positions; empty if no problem is known.</returns>
    /// <exception cref="ExperimentException">The saved state cannot be read.</exception>
    public ValueList<Problem> Check(PlatformConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Check(configuration, ReadState());
    }

    /// <summary>Returns an error for each platform that is not provisioned and whose reservation starts in the past.
    /// <see cref="Check(PlatformConfiguration)"/> includes them.</summary>
    /// <param name="configuration">The platforms.</param>
    /// <exception cref="ExperimentException">The saved state cannot be read.</exception>
    public ValueList<Problem> CheckReservations(PlatformConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ProblemList problems = new();
        foreach (PlatformSection section in configuration.Platforms.Except(SelectKnown(configuration, ReadState())))
        {
            CheckReservation(section, problems);
        }

        return problems.ToValueList();
    }

    /// <summary>
    /// Provisions all platforms concurrently and saves their inventories. Unchanged platforms of an earlier call are
    /// kept. A platform that fails is deleted again, and does not affect the others.
    /// </summary>
    /// <param name="configuration">The platforms.</param>
    /// <param name="cancellationToken">Cancels the operation. Provisioned platforms are deleted again.</param>
    /// <returns>One inventory of all provisioned platforms.</returns>
    /// <exception cref="ExperimentException">A section is not valid, or all platforms exist already: nothing is
    /// provisioned. Or platforms failed, have an unknown type or a host of another platform: the other platforms are
    /// provisioned. The exception also lists platforms that could not be deleted; the folder keeps them.</exception>
    public async Task<Inventory> ProvisionAsync(PlatformConfiguration configuration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ValueList<PlatformSection> before = ReadState();
        Problem[] problems = [.. Check(configuration, before).Where(problem => problem.Severity == ProblemSeverity.Error)];
        if (Array.Exists(problems, problem => problem.Code != ProblemCode.UnknownPlatform))
        {
            throw new ExperimentException([.. problems]);
        }

        DateTimeOffset now = _clock.GetLocalNow();
        PlatformSection[] started =
        [
            .. SelectNew(configuration, before)
                .Where(section => _platforms.Find(section.Type!) is not null)
                .Select(section => Reservation.ResolveStart(section, now)),
        ];

        // The folder is updated first, so no resource is lost if the program exits here.
        WriteState([.. before, .. started]);
        (PlatformSection Section, Inventory? Inventory, ValueList<Problem> Problems)[] attempts = await Task.WhenAll(
            started.Select(section => SetUpAsync(section, cancellationToken))
        );
        if (cancellationToken.IsCancellationRequested)
        {
            await TryDestroyAsync(started.ToValueList(), CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
        }

        List<Problem> failures = [.. problems];
        List<(PlatformSection Section, Inventory Inventory)> done = [];
        foreach ((PlatformSection section, Inventory? inventory, ValueList<Problem> found) in attempts)
        {
            ValueList<Problem> conflicts = inventory is null ? found : CheckHosts([.. done, (section, inventory)]);
            if (inventory is null || conflicts.Count > 0)
            {
                failures.AddRange([.. conflicts, .. await TryDestroyAsync([section], CancellationToken.None)]);
                continue;
            }

            done.Add((section, inventory));
            OutputFolder
                .Open(path)
                .Write(
                    section.InventoryFileName,
                    buffer => InventoryText.Write(inventory, InventoryFormat.Yaml, buffer),
                    CancellationToken.None
                );
        }

        return failures.Count == 0
            ? done.Aggregate(Inventory.Empty, (whole, entry) => whole.Merge(entry.Inventory))
            : throw new ExperimentException(failures.ToValueList());
    }

    /// <summary>Deletes all platforms of the folder, the last first, and continues after a failure.</summary>
    /// <param name="cancellationToken">Stops before the next platform. The folder keeps the remaining ones.</param>
    /// <exception cref="ExperimentException">The saved state cannot be read, or platforms could not be deleted. The
    /// exception lists them, and the folder keeps them.</exception>
    public Task DestroyAsync(CancellationToken cancellationToken = default) => DestroyAsync(static _ => true, cancellationToken);

    /// <summary>Deletes selected platforms of the folder.</summary>
    /// <param name="which">Returns true for the platforms to delete.</param>
    /// <inheritdoc cref="DestroyAsync(CancellationToken)" path="/exception"/>
    /// <param name="cancellationToken">Stops before the next platform. The folder keeps the remaining ones.</param>
    public async Task DestroyAsync(Func<PlatformSection, bool> which, CancellationToken cancellationToken = default)
    {
        ValueList<Problem> remaining = await TryDestroyAsync([.. ReadState().Where(which)], cancellationToken);
        if (remaining.Count > 0)
        {
            throw new ExperimentException(remaining);
        }
    }

    /// <summary>Returns the sections of the provisioned platforms, as they were at provisioning.</summary>
    /// <exception cref="ExperimentException">The saved state cannot be read.</exception>
    public ValueList<PlatformSection> ReadState()
    {
        string file = Path.Combine(path, StateName);
        if (!File.Exists(file))
        {
            return [];
        }

        Document document = DocumentReader.Read(File.ReadAllBytes(file), Dialect.Json, source: file);
        if (document.Root is DocumentMap map && map.All(entry => entry.Value is DocumentMap))
        {
            return [.. map.Select(entry => new PlatformSection(entry.Key, (DocumentMap)entry.Value) { Source = file })];
        }

        throw new ExperimentException(
            document.Problems.Count > 0
                ? document.Problems
                :
                [
                    new Problem(ProblemCode.WrongType, "it holds no platforms", "restore it from a backup: it lists what was created")
                    {
                        Source = file,
                    },
                ]
        );
    }

    private async Task<(PlatformSection Section, Inventory? Inventory, ValueList<Problem> Problems)> SetUpAsync(
        PlatformSection section,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (section, await _platforms.Find(section.Type!)!.ProvisionAsync(WithStateFolder(section), cancellationToken), []);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (section, null, []);
        }
#pragma warning disable CA1031 // Platforms are anybody's code: whatever one throws is reported with its section.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return (
                section,
                null,
                failure is ExperimentException { Problems: var problems }
                && problems.All(problem => problem.Field.StartsWith(section.Path, StringComparison.Ordinal))
                    ? problems
                    : [Failed(section, "it could not be set up", failure, "fix that, and provision again")]
            );
        }
    }

    private PlatformSection WithStateFolder(PlatformSection section) => section with { StateFolder = Path.Combine(FullPath, ClustersName) };

    /// <summary>Returns the platforms that are not provisioned, or all if none is left.</summary>
    private ValueList<PlatformSection> SelectNew(PlatformConfiguration configuration, ValueList<PlatformSection> before)
    {
        ValueList<PlatformSection> added = [.. configuration.Platforms.Except(SelectKnown(configuration, before))];
        return added.Count > 0 ? added : configuration.Platforms;
    }

    private IEnumerable<PlatformSection> SelectKnown(PlatformConfiguration configuration, ValueList<PlatformSection> before) =>
        configuration.Platforms.Where(section =>
            before.Any(existing =>
                existing.With(Reservation.StartKey, "") == section.With(Reservation.StartKey, "")
                && File.Exists(Path.Combine(path, existing.InventoryFileName))
            )
        );

    private void CheckReservation(PlatformSection section, ProblemList problems)
    {
        if (
            _platforms.Find(section.Type ?? "") is { } platform
            && platform.OptionalFields.Contains(Reservation.StartKey, StringComparer.Ordinal)
        )
        {
            Reservation.CheckStart(section, _clock.GetLocalNow(), problems);
        }
    }

    /// <summary>Deletes platforms, the last first. Failed ones stay in the state and are reported.</summary>
    private async Task<ValueList<Problem>> TryDestroyAsync(ValueList<PlatformSection> sections, CancellationToken cancellationToken)
    {
        ProblemList problems = new();
        foreach (PlatformSection section in sections.Reverse())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_platforms.Find(section.Type ?? "") is not { } platform)
            {
                problems.AddRange(_platforms.Check(section));
                continue;
            }

            try
            {
                await platform.DestroyAsync(WithStateFolder(section), CancellationToken.None);
                File.Delete(Path.Combine(path, section.InventoryFileName));
                WriteState([.. ReadState().Where(existing => existing.Name != section.Name)]);
            }
            // Platforms are user code. An exception of one platform must not prevent the deletion of the others.
#pragma warning disable CA1031
            catch (Exception failure)
#pragma warning restore CA1031
            {
                problems.Add(
                    Failed(
                        section,
                        "it could not be destroyed",
                        failure,
                        "fix the cause, and destroy the platform again: the folder still lists it"
                    )
                );
            }
        }

        return problems.ToValueList();
    }

    private static Problem Failed(PlatformSection section, string action, Exception failure, string advice) =>
        section.ProblemAt(
            "type",
            failure is ScalewrightException { Problems: [var first, ..] } ? first.Code : ProblemCode.PlatformUnavailable,
            $"{action}: {Reason(failure)}",
            advice
        );

    private static string Reason(Exception failure) =>
        failure is ScalewrightException ownFailure
            ? string.Join("; ", ownFailure.Problems.Select(problem => problem.ToString()))
            : TextEscaping.Escape(failure.Message);

    private ValueList<Problem> Check(PlatformConfiguration configuration, ValueList<PlatformSection> before)
    {
        ProblemList problems = new();
        HashSet<string> names = [.. before.Select(section => section.Name)];
        HashSet<string> files = [.. before.Select(section => section.InventoryFileName)];
        foreach (PlatformSection section in SelectNew(configuration, before))
        {
            problems.AddRange(_platforms.Check(section));
            CheckReservation(section, problems);
            if (!names.Add(section.Name) || !files.Add(section.InventoryFileName))
            {
                problems.Add(
                    section.ProblemAt(
                        "type",
                        ProblemCode.DuplicateName,
                        $"platform '{TextEscaping.Escape(section.Name)}' is there already, or another would have its file "
                            + $"{section.InventoryFileName}",
                        "rename the new one, or destroy the existing one if it is no longer needed"
                    )
                );
            }
        }

        return problems.ToValueList();
    }

    /// <summary>Requires distinct machine names and host addresses, except the address of this machine.</summary>
    private ValueList<Problem> CheckHosts(ValueList<(PlatformSection Section, Inventory Inventory)> done)
    {
        ProblemList problems = new();
        Dictionary<string, string> owners = new(StringComparer.Ordinal);
        Dictionary<HostEndpoint, string> endpoints = [];
        foreach ((PlatformSection section, Inventory inventory) in done)
        {
            foreach (string host in inventory.Resolve().Hosts)
            {
                if (!owners.TryAdd(host, section.Name))
                {
                    problems.Add(
                        section.ProblemAt(
                            "type",
                            ProblemCode.ConflictingFields,
                            $"host '{TextEscaping.Escape(host)}' belongs to platform '{owners[host]}' already",
                            "give the hosts other names"
                        )
                    );
                }
            }

            foreach (DocumentEntry host in IsSimulated(section) ? DocumentMap.Empty : inventory.Resolve().HostVars)
            {
                if (GetEndpoint(host.Value as DocumentMap ?? DocumentMap.Empty) is { } endpoint && !endpoints.TryAdd(endpoint, host.Key))
                {
                    problems.Add(
                        section.ProblemAt(
                            "type",
                            ProblemCode.ConflictingFields,
                            $"hosts '{TextEscaping.Escape(endpoints[endpoint])}' and '{TextEscaping.Escape(host.Key)}' "
                                + $"have one address, {TextEscaping.Escape(endpoint.Address)}",
                            "give each an address or a port of its own"
                        )
                    );
                }
            }
        }

        return problems.ToValueList();
    }

    /// <summary>Returns the endpoint of a host; null for this machine or without such variables.</summary>
    private static HostEndpoint? GetEndpoint(DocumentMap vars)
    {
        string Text(string key) => (vars[key] as DocumentScalar)?.Text ?? "";
        string address = Text("ansible_host");
        bool isHere =
            Text("ansible_connection") == "local" || (IPAddress.TryParse(address, out IPAddress? parsed) && IPAddress.IsLoopback(parsed));
        return address.Length == 0 || isHere ? null : new HostEndpoint(address, Text("ansible_port"), Text("ansible_ssh_common_args"));
    }

    private void WriteState(ValueList<PlatformSection> sections)
    {
        if (sections.Count == 0)
        {
            File.Delete(Path.Combine(path, StateName));
            if (Directory.Exists(Path.Combine(path, ClustersName)))
            {
                Directory.Delete(Path.Combine(path, ClustersName), recursive: true);
            }

            return;
        }

        DocumentMap state = new(sections.Select(section => new DocumentEntry(section.Name, default, section.Fields)));
        StringBuilder text = new();
        JsonText.Append(text, state);
        OutputFolder.Open(path).Write(StateName, buffer => Encoding.UTF8.GetBytes(text.Append('\n').ToString(), buffer));
    }

    /// <summary>Address of a host for SSH. Hosts behind different gateways may have the same address.</summary>
    /// <param name="Address">Name or IP address.</param>
    /// <param name="Port">Port of SSH; empty for the default.</param>
    /// <param name="SshArguments">Further arguments of SSH, for example a gateway; empty for none.</param>
    private sealed record HostEndpoint(string Address, string Port, string SshArguments);
}
