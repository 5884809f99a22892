using Loopback.Chameleon;
using Loopback.Control;
using Loopback.Grid5000;
using Loopback.IotLab;
using ScalehubSample;
using Scalewright.Documents;
using Scalewright.Experiments;
using Scalewright.Experiments.Inventories;
using Scalewright.Experiments.Platforms;

namespace Conformance.ScalehubStudy;

/// <summary>Provisions a configuration of Scalehub on stand-ins of its testbeds, with one host of each role.</summary>
internal static class ProvisionStudy
{
    private const int MachineCount = 40;
    private static readonly string[] Machines = ["Grid5000", "VMonG5k", "VagrantG5k"];

    /// <summary>Checks, provisions and destroys the platforms of a file.</summary>
    /// <param name="file">The configuration.</param>
    /// <param name="folder">The study that contains it. Nothing is written there.</param>
    /// <returns>Null if the file passes, also if its list names a platform without a section and it is refused only for
    /// this reason; otherwise the reason.</returns>
    internal static async Task<string?> RunAsync(string file, string folder, CancellationToken cancellationToken)
    {
        string defaults = Path.Combine(ContainerPath.FindRoot(file), ContainerPath.DefaultsName);
        PlatformReadResult read = PlatformConfiguration.Load(File.Exists(defaults) ? [defaults, file] : [file]);
        DirectoryInfo work = Directory.CreateTempSubdirectory("scalehub-study-");
        try
        {
            ValueList<Problem> problems =
            [
                .. ConfigurationCheck
                    .Of(read, file, Path.Combine(work.FullName, "inventory"))
                    .Where(problem => problem.Severity == ProblemSeverity.Error),
            ];
            return problems.Count == 0 && read.Configuration is { } configuration
                ? await ProvisionAsync(configuration, work.FullName, cancellationToken)
                : FindOtherRefusal(read, problems, Path.GetRelativePath(folder, file));
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    /// <summary>Returns all problems unless each is a listed platform without a section.</summary>
    private static string? FindOtherRefusal(PlatformReadResult read, ValueList<Problem> problems, string name)
    {
        DocumentMap sections = read.PartialConfiguration?.Sections ?? DocumentMap.Empty;
        string[] listed = ((sections["platforms"] as DocumentMap)?["platforms"] as DocumentScalar)?.Text.Split(
            (char[]?)null,
            StringSplitOptions.RemoveEmptyEntries
        ) ?? [];
        IEnumerable<string> missing = listed.Select(platform => $"platforms.{platform}").Where(path => sections[path] is null);
        return problems.Select(problem => problem.Field).SequenceEqual(missing) && problems.Count > 0
            ? null
            : $"{name} is refused: {string.Join("; ", problems)}";
    }

    private static async Task<string?> ProvisionAsync(PlatformConfiguration read, string work, CancellationToken cancellationToken)
    {
        PlatformConfiguration configuration = read with { Platforms = [.. read.Platforms.Select(Reduce)] };
        SteeredClock clock = new();
        await using Grid5000Server grid5000 = await Grid5000Server.StartAsync(
            new Grid5000ServerOptions
            {
                Clock = clock,
                ReservationsMax = configuration.Platforms.Count,
                Clusters =
                [
                    .. Of(configuration, Machines)
                        .Select(section => (Site: section.GetText("site")!, Cluster: section.GetText("cluster")!))
                        .Distinct()
                        .Select(place => new ClusterSpec(place.Site, place.Cluster, MachineCount) { Cores = 52, MemoryGiB = 384 }),
                ],
            }
        );
        await using IotLabServer iotLab = await IotLabServer.StartAsync(
            new IotLabServerOptions
            {
                Clock = clock,
                Kinds =
                [
                    .. Of(configuration, "FIT")
                        .Select(section => (Site: section.GetText("site")!, Archi: section.GetText("archi")!))
                        .Distinct()
                        .Select(place => new BoardKind(place.Site, place.Archi, MachineCount)),
                ],
            }
        );
        await using ChameleonServer chameleon = await ChameleonServer.StartAsync(
            new ChameleonServerOptions
            {
                Clock = clock,
                Hosts =
                [
                    .. Of(configuration, "Chameleon")
                        .Select(section => (Site: section.GetText("site")!, Type: section.GetText("cluster") ?? "compute"))
                        .Distinct()
                        .Select(place => new HostSpec(place.Site, place.Type, MachineCount)),
                ],
            }
        );
        TestbedEnvironment environment = CreateEnvironment(
            work,
            clock,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["G5K_API_URL"] = grid5000.Address.ToString(),
                ["IOTLAB_API_URL"] = iotLab.Address.ToString(),
                ["OS_AUTH_URL"] = chameleon.Identity.ToString(),
                ["G5K_USER"] = "ann",
                ["G5K_PASSWORD"] = "secret",
                ["IOTLAB_USER"] = "ann",
                ["IOTLAB_PASSWORD"] = "secret",
                ["OS_APPLICATION_CREDENTIAL_ID"] = "ann",
                ["OS_APPLICATION_CREDENTIAL_SECRET"] = "secret",
            }
        );
        PlatformList platforms = TestbedPlatforms
            .Create(environment)
            .Aggregate(PlatformList.Default, (list, platform) => list.With(platform));
        PlatformFolder folder = new(Path.Combine(work, "inventory"), platforms, clock);
        try
        {
            Inventory inventory = await ReachStartsAsync(
                folder.ProvisionAsync(configuration, cancellationToken),
                configuration,
                clock,
                IsReserved,
                Requests,
                cancellationToken
            );
            if (FindLack(configuration, inventory, Reservations(), platforms) is { } lack)
            {
                return lack;
            }

            await folder.DestroyAsync(cancellationToken);
        }
        catch (ExperimentException failure)
        {
            return failure.Message;
        }

        return Reservations().Length > 0 ? $"still reserved: {string.Join(", ", Reservations())}"
            : Directory.EnumerateFileSystemEntries(folder.FullPath).FirstOrDefault() is { } left ? $"left behind: {left}"
            : null;

        int Requests() => grid5000.Faults.Seen.Count + iotLab.Faults.Seen.Count + chameleon.Faults.Seen.Count;

        bool IsReserved()
        {
            // The provider reads each job that it submitted, so it has received the response to its request by then.
            ILookup<string, string> seen = grid5000.Faults.Seen.ToLookup(request => request.Split('?')[0], StringComparer.Ordinal);
            return Reservations().Length >= CountTestbeds(configuration, platforms)
                && Of(configuration, Machines)
                    .Select(section => section.GetText("site")!)
                    .Distinct()
                    .All(site => grid5000.LiveJobs(site).All(job => seen.Contains($"GET /stable/sites/{site}/jobs/{job.Split(' ')[0]}")));
        }

        string[] Reservations() =>
            [
                .. Of(configuration, Machines).Select(section => section.GetText("site")!).Distinct().SelectMany(grid5000.LiveJobs),
                .. iotLab.LiveExperiments,
                .. Of(configuration, "Chameleon")
                    .Select(section => section.GetText("site")!)
                    .Distinct()
                    .SelectMany(site =>
                        (string[])[.. chameleon.LiveLeases(site), .. chameleon.LiveServers(site), .. chameleon.LiveAddresses(site)]
                    ),
            ];
    }

    private static IEnumerable<PlatformSection> Of(PlatformConfiguration configuration, params string[] types) =>
        configuration.Platforms.Where(section => types.Contains(section.Type));

    /// <summary>Keeps at most one host of each role.</summary>
    private static PlatformSection Reduce(PlatformSection section) =>
        section with
        {
            Fields = new DocumentMap(
                section.Fields.Select(field =>
                    field.Key is "control" or "producers" or "consumers" && section.GetCount(field.Key, 0) > 1
                        ? field with
                        {
                            Value = new DocumentScalar(ScalarKind.Text, "1"),
                        }
                        : field
                )
            ),
        };

    private static TestbedEnvironment CreateEnvironment(string work, SteeredClock clock, Dictionary<string, string> variables)
    {
        Directory.CreateDirectory(Path.Combine(work, ".ssh"));
        File.WriteAllText(Path.Combine(work, ".ssh", "id_ed25519.pub"), "ssh-ed25519 AAAA ann@front\n");
        return new TestbedEnvironment
        {
            Variable = variables.GetValueOrDefault,
            Home = work,
            Clock = clock,
            TransportFactory = _ => new ThisMachine(),
            Vagrant = Repository.At("tests", "support", "Loopback", "Vagrant", "vagrant"),
            VmFolder = Path.Combine(work, "vms"),
        };
    }

    /// <summary>
    /// Advances the clock to the start of each reservation in turn, when everything is reserved and no request was sent for a
    /// while: a request that is under way at that time would time out.
    /// </summary>
    private static async Task<Inventory> ReachStartsAsync(
        Task<Inventory> provisioning,
        PlatformConfiguration configuration,
        SteeredClock clock,
        Func<bool> isReserved,
        Func<int> requests,
        CancellationToken cancellationToken
    )
    {
        DateTimeOffset now = clock.GetLocalNow();
        foreach (
            DateTimeOffset start in configuration
                .Platforms.Select(section => Reservation.FromSection(section, now)?.Start)
                .OfType<DateTimeOffset>()
                .Distinct()
                .Order()
        )
        {
            int before;
            do
            {
                before = requests();
                await Task.WhenAny(provisioning, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken));
            } while (!provisioning.IsCompleted && (requests() > before || !isReserved()));

            TimeSpan wait = start - clock.GetUtcNow();
            clock.Advance(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        }

        return await provisioning;
    }

    private static string? FindLack(PlatformConfiguration configuration, Inventory inventory, string[] reservations, PlatformList platforms)
    {
        ResolvedInventory hosts = inventory.Resolve();
        foreach (PlatformSection section in configuration.Platforms.Where(section => section.Type != "RaspberryPi"))
        {
            int count = hosts.Hosts.Count(host =>
                host.StartsWith($"{section.Name}-", StringComparison.Ordinal)
                && (hosts.HostVars[host] as DocumentMap)?["platform_name"] is DocumentScalar name
                && name.Text == section.Name
            );
            if (count != platforms.Find(section.Type!)!.CountInstances(section))
            {
                return $"{section.Name} has {count} hosts";
            }
        }

        int testbeds = CountTestbeds(configuration, platforms);
        return reservations.Length < testbeds ? $"{testbeds} platforms have {reservations.Length} reservations" : null;
    }

    private static int CountTestbeds(PlatformConfiguration configuration, PlatformList platforms) =>
        Of(configuration, [.. Machines, "FIT", "Chameleon"]).Count(section => platforms.Find(section.Type!)!.CountInstances(section) > 0);
}
