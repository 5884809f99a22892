using Scalewright.Storage.Devices;
using Scalewright.Storage.Importing;

namespace Storage.Tests;

/// <summary>
/// Tests the import of files of the reference simulator (tests/Conformance/Cases/cluster-sim-setup) and of damaged
/// files.
/// </summary>
public sealed class ImportTests : IDisposable
{
    private static readonly StorageClusterSpec Small = new()
    {
        ServerCount = 4,
        WorkerCount = 1,
        ServersPerStorageUnit = 2,
        ServersPerCluster = 2,
        PduCount = 2,
        VolumeCount = 4,
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Recorded =>
        [
            .. Directory
                .GetFiles(Repository.At("tests", "Conformance", "Cases", "cluster-sim-setup"), "setup-*.json")
                .Where(path => JsonNode.Parse(File.ReadAllText(path)) is { } item && item["files"] is not null && item["error"] is null)
                .Select(path => Path.GetFileName(path)),
        ];

    public void Dispose() => _folder.Dispose();

    [Theory, Trait(Category.Name, Category.Campaign), MemberData(nameof(Recorded))]
    public async Task A_cluster_imported_from_files_of_the_reference_describes_the_same_files(string name)
    {
        JsonObject recorded = JsonNode.Parse(
            await File.ReadAllTextAsync(Repository.At("tests", "Conformance", "Cases", "cluster-sim-setup", name))
        )!["files"]!.AsObject();
        ValueMap<string> files = recorded.Select(file => KeyValuePair.Create(file.Key, file.Value!.ToJsonString())).ToValueMap();

        await using StorageCluster cluster = await StorageCluster.ImportAsync(files, HaRuleSet.Compat);

        ValueMap<string> described = cluster.DescribeFiles();
        described.Keys.ShouldBe(recorded.Select(file => file.Key).Where(key => !key.EndsWith('/')).Order(StringComparer.Ordinal));
        foreach ((string file, string text) in described)
        {
            JsonNode.DeepEquals(JsonNode.Parse(text), recorded[file]).ShouldBeTrue(file);
        }

        cluster.Servers.All.ShouldAllBe(server => !server.IsRegistered);
    }

    [Fact]
    public async Task An_import_preserves_targets_settings_power_and_placement_and_the_cluster_is_usable()
    {
        ValueMap<string> files;
        await using (StorageCluster lived = await LivedAsync())
        {
            files = lived.DescribeFiles();
        }

        await using StorageCluster cluster = await StorageCluster.ImportAsync(
            files.With("test000.localdomain_crypto/self.crt", ""),
            options: new StorageClusterOptions { Folder = _folder.At("new") }
        );

        cluster.DescribeFiles().ShouldBe(files);
        cluster.Servers.All.Where(server => server.IsRegistered).Select(server => server.Name.Node).ShouldBe(["test000"]);
        HaResult lost = await cluster.Availability.ApplyAsync(0, HaEvent.Leave("test001"));
        lost.Moves.Select(move => move.ToString()).ShouldBe(["MGS: test001 -> test000, because test001 left"]);
    }

    [Fact]
    public async Task A_simulator_folder_is_imported_without_its_private_keys()
    {
        string folder = _folder.At("old");
        Directory.CreateDirectory(Path.Combine(folder, "test001.localdomain_crypto"));
        await File.WriteAllTextAsync(Path.Combine(folder, "test001.localdomain_crypto", "private.pem"), "a secret");
        await using (StorageCluster lived = await LivedAsync())
        {
            foreach ((string name, string text) in lived.DescribeFiles())
            {
                await File.WriteAllTextAsync(Path.Combine(folder, name), text);
            }
        }

        ValueMap<string> files = ClusterSimFolder.Read(folder);
        await using StorageCluster cluster = await StorageCluster.ImportAsync(files);

        cluster.Servers.All.Where(server => server.IsRegistered).Select(server => server.Name.Node).ShouldBe(["test001"]);
        files.Values.ShouldNotContain("a secret");
        Should.Throw<StorageException>(() => ClusterSimFolder.Read(_folder.At("nowhere"))).Code.ShouldBe(ProblemCode.ClusterNotFound);
    }

    [Fact]
    public async Task All_problems_of_an_import_are_reported_with_their_files()
    {
        await using StorageCluster lived = await LivedAsync();
        ValueMap<string> files = lived
            .DescribeFiles()
            .Without("simulator.json")
            .With("fake_cluster_0", "{\"nodes\": {\"test000\": {\"online\": 1}}, \"resources\": {}}")
            .With("pdu_sim_pdu001.json", "{\"name\": \"pdu001\", \"outlets\": ")
            .With("fake_controller_9.json", "{\"controller_id\": 2, \"luns\": {}}");
        files = files.With(
            "fake_server_test003.localdomain.json",
            files["fake_server_test003.localdomain.json"].Replace("\"id\": 3", "\"id\": \"3\"", StringComparison.Ordinal)
        );

        StorageException refused = await Should.ThrowAsync<StorageException>(() => StorageCluster.ImportAsync(files));

        refused
            .Problems.Select(problem => $"{problem.Source} {problem.Field}")
            .ShouldBe(
                [
                    "simulator.json ",
                    "fake_controller_9.json controller_id",
                    "fake_cluster_0 nodes.test000.online",
                    "fake_server_test003.localdomain.json id",
                    "pdu_sim_pdu001.json ",
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task A_disk_visible_to_only_some_servers_of_a_storage_unit_is_rejected()
    {
        await using StorageCluster lived = await LivedAsync();
        JsonObject devices = JsonNode.Parse(lived.DescribeFiles()["devices.json"])!.AsObject();
        JsonObject seen = devices["presentations"]!["test000.localdomain"]!.AsObject();
        seen.Remove(seen.First().Key);

        StorageException refused = await Should.ThrowAsync<StorageException>(() =>
            StorageCluster.ImportAsync(lived.DescribeFiles().With("devices.json", devices.ToJsonString()))
        );

        refused
            .Problems.Single()
            .ToString()
            .ShouldStartWith("devices.json presentations.test000.localdomain: are 1 disks, and its storage unit has 2");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Randomly_damaged_files_are_imported_or_rejected_without_a_crash()
    {
        await using StorageCluster lived = await LivedAsync();
        ValueMap<string> files = lived.DescribeFiles();
        Random chance = new(3);
        int refused = 0;
        for (int round = 0; round < 300; round++)
        {
            string name = files.Keys.ElementAt(chance.Next(files.Count));
            char[] text = files[name].ToCharArray();
            text[chance.Next(text.Length)] = "{}[]\",:0x"[chance.Next(9)];
            try
            {
                await using StorageCluster cluster = await StorageCluster.ImportAsync(files.With(name, new string(text)));
            }
            catch (StorageException exception)
            {
                exception.Problems.ShouldAllBe(problem => problem.Source.Length > 0);
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(100);
    }

    private static async Task<StorageCluster> LivedAsync()
    {
        StorageCluster cluster = await StorageCluster.CreateAsync(Small);
        string[] disks = [.. cluster.Devices.GetVisibleVolumes("test000.localdomain").Select(volume => volume.Path)];
        await cluster.Devices.FormatAsync(
            "test000.localdomain",
            new FormatRequest
            {
                Device = disks[0],
                TargetKinds = ["mgs"],
                FailNode = ["10.0.0.1@tcp0"],
            }
        );
        await cluster.Devices.RegisterAsync("test000.localdomain", disks[0]);
        await cluster.Availability.ApplyAsync(0, HaEvent.Configure("MGS", "test000", isPrimary: true));
        await cluster.Availability.ApplyAsync(0, HaEvent.Configure("MGS", "test001", isPrimary: false));
        await cluster.Availability.ApplyAsync(0, HaEvent.Start("MGS"));
        await cluster.Availability.ApplyAsync(0, HaEvent.Failover("MGS"));
        await cluster.Power.SwitchAsync("pdu001", "3", isOn: false);
        return cluster;
    }
}
