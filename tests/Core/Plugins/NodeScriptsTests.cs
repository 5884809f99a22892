namespace Sdk.Tests.Plugins;

public sealed class NodeScriptsTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("scalewright-");

    public void Dispose() => _temporary.Delete(recursive: true);

    [Fact]
    public void Each_node_gets_its_startup_script_its_container_script_and_the_files_of_its_plugin()
    {
        OutputFolder folder = OutputFolder.Open(_temporary.FullName);

        Write("config.xml", 5, folder);

        FilesBelow()
            .ShouldBe([
                "files.sha256",
                "host-1-startup.sh",
                "host-1.mm",
                "host-1/config.xml",
                "host-2-startup.sh",
                "host-2.mm",
                "host-2/config.xml",
                "host-3-startup.sh",
                "host-3.mm",
                "host-3/config.xml",
                "topology.dot",
                "topology.json",
                "topology.svg",
                "topology.yaml",
            ]);
        folder.FileCount.ShouldBe(13);
        File.ReadAllText(Path.Combine(_temporary.FullName, "host-2.mm")).ShouldContain("vm launch container host-2-c1\n");
        // Expected: the lines of the reference scale app, with quoted paths and names.
        File.ReadAllText(Path.Combine(_temporary.FullName, "host-2-startup.sh"))
            .ShouldBe(
                """
                echo 'STARTING...'
                sysctl -w net.ipv4.ip_forward=1
                while [ ! -S /tmp/minimega/minimega ]; do sleep 1; done
                while [ ! -f '/tmp/miniccc/files/demo/host-2.mm' ]; do sleep 1; done
                ovs-vsctl add-br 'demo'
                ovs-vsctl add-port 'demo' ens1
                mm read '/tmp/miniccc/files/demo/host-2.mm'
                echo 'DONE!'

                """.ReplaceLineEndings("\n")
            );
    }

    [Fact]
    public void A_plugin_file_outside_the_folder_is_rejected_before_anything_is_written()
    {
        OutputException refused = Should.Throw<OutputException>(() => Write("../../evil", 5, OutputFolder.Open(_temporary.FullName)));

        refused.Problems.Count.ShouldBe(3);
        FilesBelow().ShouldBeEmpty();
    }

    [Fact]
    public void A_plugin_that_throws_while_writing_is_named_and_leaves_no_partial_file()
    {
        ExpansionException failed = Should.Throw<ExpansionException>(() => Write("boom", 2, OutputFolder.Open(_temporary.FullName)));

        failed.Problems.ShouldHaveSingleItem().Field.ShouldBe("farm (plugin files@1.0.0)");
        FilesBelow().ShouldBe(["files.sha256", "host-1-startup.sh", "host-1.mm"]);
    }

    [Fact]
    public void Scripts_of_a_group_require_the_plugin_that_created_it()
    {
        Profile profile = Describe("config.xml", 2);
        Topology topology = Topology.Create("demo").AddProfile(profile, Plugins).Build();

        Should.Throw<ExpansionException>(() => new NodeScripts(topology, [profile], PluginList.Empty)).Message.ShouldContain("files@1.0.0");
    }

    [Theory]
    [InlineData("10.0.0.0/8"), InlineData("fd00::/64")]
    public void Rendering_allocates_nothing(string network)
    {
        Profile profile = Describe("config.xml", 6000) with { ContainersPerNode = 60, Networks = [new NetworkTemplate("MGMT", network)] };
        Topology topology = Topology.Create("demo").AddProfile(profile, Plugins).Build();
        NodeGroup group = topology.Groups["farm"];
        Scratch scratch = new();
        Render(topology, group, scratch);

        // Takes the min of three runs: allocations of the code recur, those of tiered compilation do not.
        Enumerable
            .Range(0, 3)
            .Min(_ =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Render(topology, group, scratch);
                return GC.GetAllocatedBytesForCurrentThread() - before;
            })
            .ShouldBe(0);
        scratch.Length.ShouldBeGreaterThan(2 * 6000 * 100);
    }

    private static PluginList Plugins { get; } = PluginList.Empty.Add(new PluginEntry("files", "1.0.0", () => new FilesPlugin()));

    private static Profile Describe(string file, int containers) =>
        (
            Profile
                .Create("farm")
                .WithContainerCount(containers)
                .WithContainersPerNode(2)
                .WithLabel("file", file)
                .AddNetwork("MGMT", "10.0.0.0/8")
                .Build()
        ) with
        {
            Plugin = new PluginReference("files"),
        };

    private static void Write(string file, int containers, OutputFolder folder)
    {
        Profile profile = Describe(file, containers);
        TopologyFolder.Write(Topology.Create("demo").AddProfile(profile, Plugins).Build(), [profile], folder, Plugins);
    }

    private static void Render(Topology topology, NodeGroup group, Scratch scratch)
    {
        Utf8Output output = new(scratch);
        foreach (NodeSpec node in group.Nodes)
        {
            MinimegaScript.Default.Write(new ScriptContext(topology, group, node, ValueMap<string>.Empty), ref output);
        }

        output.Flush();
    }

    private string[] FilesBelow() =>
        [
            .. Directory
                .EnumerateFiles(
                    _temporary.FullName,
                    "*",
                    new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }
                )
                .Select(file => Path.GetRelativePath(_temporary.FullName, file))
                .Order(StringComparer.Ordinal),
        ];

    private sealed class FilesPlugin : ScalePlugin
    {
        public override int CountNodes(Profile profile) => DivideRoundingUp(profile.ContainerCount, profile.ContainersPerNode ?? 1);

        public override string NameNode(Profile profile, int number) => $"host-{number}";

        public override int CountContainers(Profile profile, int number) => profile.ContainersPerNode ?? 1;

        public override ValueList<string> GetStartupCommands(Profile profile, int number) => ["sysctl -w net.ipv4.ip_forward=1"];

        public override ContainerLayout DescribeContainers(Profile profile, NetworkAllocator networks) =>
            new()
            {
                Roles =
                [
                    new ContainerRole("{node}-c{number}")
                    {
                        NetworkAttachments =
                        [
                            new NetworkAttachment("MGMT", networks.Allocate(profile.Networks[0], networks.ContainerCount)!),
                        ],
                    },
                ],
            };

        public override IEnumerable<NodeFile> GetFiles(Profile profile, NodeGroup group, NodeSpec node) =>
            [
                new NodeFile(node.Labels["file"], buffer =>
                    buffer.Write(node.Labels["file"] == "boom" ? throw new InvalidOperationException("boom") : "<ot-sim/>"u8)
                ),
            ];
    }

    private sealed class Scratch : IBufferWriter<byte>
    {
        private readonly byte[] _bytes = new byte[64 * 1024];

        public long Length { get; private set; }

        public void Advance(int count) => Length += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => _bytes;

        public Span<byte> GetSpan(int sizeHint = 0) => _bytes;
    }
}
